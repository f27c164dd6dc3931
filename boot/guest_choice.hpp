#pragma once
// Which guests are to run and how: the command line's lists, read by those who know their words.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "boot/context.hpp"
#include "guest/devices/disk.hpp"
#include "guest/events/trace_filter.hpp"
#include "kernel/result.hpp"
#include "lab/injections.hpp"

namespace vitrine {

/// A guest to run.
struct Program {
    std::string_view name;
    std::span<const std::uint8_t> bytes;  ///< empty for one that boots from the first disk
    bool from_disk = false;
    bool platform = false;  ///< it gets a PC
};

/// A disk of the guests.
struct DiskImage {
    std::string_view name;
    std::span<std::uint8_t> bytes;
    guest::pc::DriveKind drive = guest::pc::DriveKind::automatic;
};

struct GuestChoices {
    static constexpr std::size_t most_programs = 8;

    guest::TraceFilter trace;
    bool intercept_rdtsc = false;
    bool intercept_cr3 = false;
    Injections injections;
    std::string_view keys;  ///< the script for the keyboard

    [[nodiscard]] std::span<const Program> programs() const {
        return std::span(programs_).first(program_count_);
    }

    [[nodiscard]] std::span<const DiskImage> disks() const { return std::span(disks_).first(disk_count_); }

    /// False when there are too many.
    [[nodiscard]] bool add(const Program& program);
    [[nodiscard]] bool add(const DiskImage& disk);

private:
    std::array<Program, most_programs> programs_{};
    std::size_t program_count_ = 0;
    std::array<DiskImage, guest::pc::Disks::most> disks_{};
    std::size_t disk_count_ = 0;
};

/// Reads `guest=`, `trace=`, `intercept=` and `inject=`.
[[nodiscard]] Result<GuestChoices, ChoiceError> choose_guests(const Context& context);

}  // namespace vitrine
