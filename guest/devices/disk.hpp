#pragma once
// A disk as its bytes: a floppy or a hard disk, by size and contents.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "guest/machine/state.hpp"
#include "kernel/complaint.hpp"

namespace vitrine::guest::pc {

inline constexpr std::uint32_t sector_size = 512;

struct Geometry {
    std::uint32_t cylinders = 0;
    std::uint16_t heads = 0;
    std::uint16_t sectors = 0;  ///< a track
};

/// What kind of drive an image is put into.
enum class DriveKind : std::uint8_t { automatic, floppy, hard_disk };

class Disk {
public:
    /// Looks at the image: its size must be a multiple of 512 bytes and neither 0 nor more than 2^32 - 1
    /// sectors. `dirty` has a bit a sector. Automatic: a floppy when the size is a floppy's, or is smaller
    /// than 2.88 MB and there is no partition table, nor a boot sector that is for drive 80h; else a hard
    /// disk, with the geometry that its partition table or FAT implies, or 16 heads and 63 sectors.
    [[nodiscard]] static Result<Disk> open(std::span<std::uint8_t> image, std::span<std::uint8_t> dirty,
                                           DriveKind kind);

    Disk() = default;

    [[nodiscard]] bool floppy() const { return floppy_; }
    [[nodiscard]] const Geometry& geometry() const { return geometry_; }
    [[nodiscard]] std::uint64_t sectors() const { return image_.size() / sector_size; }
    /// As CMOS and INT 13h AH=8 name a floppy's type: 1 360 KB, 2 1.2 MB, 3 720 KB, 4 1.44 MB, 5 2.88 MB.
    [[nodiscard]] std::uint8_t floppy_type() const { return floppy_type_; }

    /// The sector's bytes; nothing past the end.
    [[nodiscard]] std::optional<std::span<const std::uint8_t, sector_size>> read(std::uint64_t lba) const;
    /// False past the end.
    [[nodiscard]] bool write(std::uint64_t lba, std::span<const std::uint8_t, sector_size> bytes);

    [[nodiscard]] bool is_dirty(std::uint64_t lba) const;
    [[nodiscard]] bool changed() const { return changed_; }

    /// The image that was given has only so many sectors: what is behind them are zeros.
    void end_image(std::uint64_t sectors) { image_end_ = sectors; }
    /// Whether the sector is one of those zeros, and wasn't written since.
    [[nodiscard]] bool is_beyond_image(std::uint64_t lba) const {
        return lba >= image_end_ && !is_dirty(lba);
    }

    /// All its bytes, and which sectors were written.
    void state(State& state);

private:
    std::span<std::uint8_t> image_;
    std::span<std::uint8_t> dirty_;
    std::uint64_t image_end_ = ~std::uint64_t{0};  ///< the first sector behind it
    Geometry geometry_;
    bool floppy_ = false;
    bool changed_ = false;
    std::uint8_t floppy_type_ = 0;
};

/// The drives of a guest, by BIOS numbers: floppies from 00h, hard disks from 80h, in the order given.
class Disks {
public:
    static constexpr std::size_t most = 4;

    [[nodiscard]] static constexpr std::string_view name() { return "disks"; }

    /// False when there are too many.
    [[nodiscard]] bool add(const Disk& disk);

    [[nodiscard]] Disk* find(std::uint8_t drive);
    [[nodiscard]] unsigned floppies() const;
    [[nodiscard]] unsigned hard_disks() const;
    /// In the order given.
    [[nodiscard]] std::span<const Disk> all() const { return std::span(disks_).first(count_); }
    /// BIOS number of the disk that was given as number `number`, from 0.
    [[nodiscard]] std::uint8_t drive_of(std::size_t number) const;
    /// The one to boot from: the first given.
    [[nodiscard]] std::optional<std::uint8_t> boot_drive() const;

    void state(State& state);
    [[nodiscard]] bool take_loaded() { return fit_; }

private:
    std::array<Disk, most> disks_{};
    std::size_t count_ = 0;
    bool fit_ = true;  ///< what was loaded is of as many disks of the same sizes
};

}  // namespace vitrine::guest::pc
