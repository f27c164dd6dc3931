#include "guest/devices/disk.hpp"

#include <algorithm>
#include <cstring>

namespace vitrine::guest::pc {

namespace {

struct FloppyFormat {
    std::uint16_t sectors;  ///< of the whole disk
    Geometry geometry;
    std::uint8_t type;  ///< of the drive
};

constexpr std::array floppy_formats{
    FloppyFormat{320, {40, 1, 8}, 1},   FloppyFormat{360, {40, 1, 9}, 1},
    FloppyFormat{640, {40, 2, 8}, 1},   FloppyFormat{720, {40, 2, 9}, 1},
    FloppyFormat{1440, {80, 2, 9}, 3},  FloppyFormat{2400, {80, 2, 15}, 2},
    FloppyFormat{2880, {80, 2, 18}, 4}, FloppyFormat{3360, {80, 2, 21}, 4},
    FloppyFormat{3444, {82, 2, 21}, 4}, FloppyFormat{5760, {80, 2, 36}, 5},
};

/// An image that is no floppy's, but small, lies in the first that holds it, from 1.44 MB on.
constexpr auto common_floppies = std::span(floppy_formats).subspan<6>();

constexpr std::uint32_t table_offset = 446, entry_size = 16, entries = 4;

std::uint32_t word(std::span<const std::uint8_t> bytes, std::size_t offset) {
    return bytes[offset] | bytes[offset + 1] << 8U;
}

bool signed_sector(std::span<const std::uint8_t> sector) {
    return word(sector, sector_size - 2) == 0xAA55;
}

/// A table in which every entry is empty or says a type and a size, and not all are empty.
bool has_partition_table(std::span<const std::uint8_t> sector) {
    if (!signed_sector(sector)) return false;
    unsigned used = 0;
    for (unsigned entry = 0; entry < entries; ++entry) {
        const auto bytes = sector.subspan(table_offset + entry * entry_size, entry_size);
        constexpr std::uint8_t active = 0x80;
        if ((bytes[0] & ~active) != 0) return false;
        const bool empty = std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
        if (empty) continue;
        const std::uint32_t size = word(bytes, 12) | word(bytes, 14) << 16;
        if (bytes[4] == 0 || size == 0) return false;
        ++used;
    }
    return used != 0;
}

/// Whether the boot sector has the number of the first hard disk in its code, by MOV DL, and not that of the
/// first floppy, or reads by block number, by MOV AH: many a tutorial's is for the drive that its author's
/// emulator gave it.
bool is_for_hard_disk(std::span<const std::uint8_t> sector) {
    const auto has = [sector](std::array<std::uint8_t, 2> instruction) {
        return !std::ranges::search(sector, instruction).empty();
    };
    constexpr std::uint8_t mov_ah = 0xB4, mov_dl = 0xB2, read_extended = 0x42, hard_disk = 0x80, floppy = 0;
    return has({mov_ah, read_extended}) || (has({mov_dl, hard_disk}) && !has({mov_dl, floppy}));
}

/// The heads and sectors that the end of a partition shows, as every tool ends them at a cylinder's end.
std::optional<Geometry> geometry_of_table(std::span<const std::uint8_t> sector) {
    for (unsigned entry = 0; entry < entries; ++entry) {
        const auto bytes = sector.subspan(table_offset + entry * entry_size, entry_size);
        const auto heads = static_cast<std::uint16_t>(bytes[5] + 1);
        const std::uint16_t sectors = bytes[6] & 0x3F;
        if (bytes[4] != 0 && heads > 1 && sectors != 0) return Geometry{0, heads, sectors};
    }
    return std::nullopt;
}

/// What the parameter block of a FAT file system says.
std::optional<Geometry> geometry_of_fat(std::span<const std::uint8_t> sector) {
    constexpr std::size_t bytes_a_sector = 0x0B, sectors_a_track = 0x18, heads = 0x1A;
    if (!signed_sector(sector) || word(sector, bytes_a_sector) != sector_size) return std::nullopt;
    const std::uint32_t track = word(sector, sectors_a_track), sides = word(sector, heads);
    if (track == 0 || track > 63 || sides == 0 || sides > 255) return std::nullopt;
    return Geometry{0, static_cast<std::uint16_t>(sides), static_cast<std::uint16_t>(track)};
}

Geometry hard_disk_geometry(std::span<const std::uint8_t> image) {
    const auto first = image.first(sector_size);
    const std::uint64_t sectors = image.size() / sector_size;
    std::optional<Geometry> found =
        has_partition_table(first) ? geometry_of_table(first) : geometry_of_fat(first);
    Geometry geometry = found.value_or(Geometry{0, 16, 63});
    constexpr std::uint32_t most_cylinders = 1024;
    if (!found && sectors > std::uint64_t{most_cylinders} * 16 * 63) geometry.heads = 255;
    const std::uint64_t cylinders = sectors / (std::uint64_t{geometry.heads} * geometry.sectors);
    geometry.cylinders = static_cast<std::uint32_t>(std::max<std::uint64_t>(cylinders, 1));
    return geometry;
}

}  // namespace

Result<Disk> Disk::open(std::span<std::uint8_t> image, std::span<std::uint8_t> dirty, DriveKind kind) {
    constexpr std::uint64_t most_sectors = 0xFFFF'FFFF;
    if (image.empty())
        return fail(Complaint::of("the disk image is empty", "give one of at least 512 bytes"));
    if (image.size() % sector_size != 0)
        return fail(Complaint::of("the disk image's size is no multiple of 512 bytes",
                                  "pad it: truncate -s %512 FILE"));
    const std::uint64_t sectors = image.size() / sector_size;
    if (sectors > most_sectors)
        return fail(Complaint::of("the disk image is too large", "at most 2 TiB can be addressed"));

    const auto format = std::ranges::find(floppy_formats, sectors, &FloppyFormat::sectors);
    const auto first = image.first(sector_size);
    const bool small =
        sectors < floppy_formats.back().sectors && !has_partition_table(first) && !is_for_hard_disk(first);
    const bool floppy = kind == DriveKind::floppy ||
                        (kind == DriveKind::automatic && (format != floppy_formats.end() || small));
    if (floppy && sectors > floppy_formats.back().sectors)
        return fail(Complaint::of("the disk image is too large for a floppy", "drive=hard"));
    Disk disk;
    disk.image_ = image;
    disk.dirty_ = dirty;
    disk.floppy_ = floppy;
    if (floppy) {
        const FloppyFormat& chosen =
            format != floppy_formats.end()
                ? *format
                : *std::ranges::find_if(common_floppies,
                                        [&](const FloppyFormat& other) { return sectors <= other.sectors; });
        disk.geometry_ = chosen.geometry;
        disk.floppy_type_ = chosen.type;
    } else {
        disk.geometry_ = hard_disk_geometry(image);
    }
    return disk;
}

std::optional<std::span<const std::uint8_t, sector_size>> Disk::read(std::uint64_t lba) const {
    if (lba >= sectors()) return std::nullopt;
    return std::span<const std::uint8_t, sector_size>(image_.data() + lba * sector_size, sector_size);
}

bool Disk::write(std::uint64_t lba, std::span<const std::uint8_t, sector_size> bytes) {
    if (lba >= sectors()) return false;
    std::memcpy(image_.data() + lba * sector_size, bytes.data(), sector_size);
    if (lba / 8 < dirty_.size()) dirty_[lba / 8] |= static_cast<std::uint8_t>(1U << (lba % 8));
    changed_ = true;
    return true;
}

bool Disk::is_dirty(std::uint64_t lba) const {
    return lba / 8 < dirty_.size() && (dirty_[lba / 8] >> (lba % 8) & 1) != 0;
}

void Disk::state(State& state) {
    state(changed_);
    state.bytes(image_);
    state.bytes(dirty_);
}

void Disks::state(State& state) {
    std::uint64_t count = count_;
    state(count);
    fit_ = count == count_;
    for (Disk& disk : std::span(disks_).first(count_)) {
        std::uint64_t sectors = disk.sectors();
        state(sectors);
        // Other sizes would put their bytes into the wrong disk.
        fit_ = fit_ && sectors == disk.sectors();
        if (fit_) state(disk);
    }
}

bool Disks::add(const Disk& disk) {
    if (count_ == disks_.size()) return false;
    disks_[count_++] = disk;
    return true;
}

unsigned Disks::floppies() const {
    return static_cast<unsigned>(std::count_if(disks_.begin(),
                                               disks_.begin() + static_cast<std::ptrdiff_t>(count_),
                                               [](const Disk& disk) { return disk.floppy(); }));
}

unsigned Disks::hard_disks() const {
    return static_cast<unsigned>(count_) - floppies();
}

std::uint8_t Disks::drive_of(std::size_t number) const {
    constexpr std::uint8_t first_hard_disk = 0x80;
    std::uint8_t drive = disks_[number].floppy() ? 0 : first_hard_disk;
    for (std::size_t before = 0; before < number; ++before)
        drive =
            static_cast<std::uint8_t>(drive + (disks_[before].floppy() == disks_[number].floppy() ? 1 : 0));
    return drive;
}

Disk* Disks::find(std::uint8_t drive) {
    for (std::size_t number = 0; number < count_; ++number) {
        if (drive_of(number) == drive) return &disks_[number];
    }
    return nullptr;
}

std::optional<std::uint8_t> Disks::boot_drive() const {
    return count_ == 0 ? std::nullopt : std::optional(drive_of(0));
}

}  // namespace vitrine::guest::pc
