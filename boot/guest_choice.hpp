#pragma once
// Which guests are to run and how: the command line's lists, read by those who know their words.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "boot/context.hpp"
#include "guest/devices/disk.hpp"
#include "guest/events/trace_filter.hpp"
#include "guest/machine/spec.hpp"
#include "kernel/result.hpp"
#include "lab/injections.hpp"

namespace vitrine {

/// A disk of the guests.
struct DiskImage {
    std::string_view name;
    std::span<std::uint8_t> bytes;
    guest::pc::DriveKind drive = guest::pc::DriveKind::automatic;
};

/// A guest's machine, and what is told of it.
struct ChosenMachine : guest::MachineSpec {
    guest::TraceFilter trace{};  ///< what the log shows of it
};

class GuestChoices {
public:
    static constexpr std::size_t most_machines = 8;

    GuestChoices() = default;
    GuestChoices(const GuestChoices&) = delete;  // the machines point into it
    GuestChoices& operator=(const GuestChoices&) = delete;

    Injections injections;
    std::string_view keys;  ///< the script for the keyboard

    [[nodiscard]] std::span<const ChosenMachine> machines() const {
        return std::span(machines_).first(machine_count_);
    }

    [[nodiscard]] std::span<ChosenMachine> machines() { return std::span(machines_).first(machine_count_); }

    [[nodiscard]] std::span<const DiskImage> disks() const { return std::span(disks_).first(disk_count_); }

    /// False when there are too many.
    [[nodiscard]] bool add(const guest::MachineSpec& machine);
    [[nodiscard]] bool add(const DiskImage& disk);

private:
    std::array<ChosenMachine, most_machines> machines_{};
    std::size_t machine_count_ = 0;
    std::array<DiskImage, guest::pc::Disks::most> disks_{};
    std::size_t disk_count_ = 0;
};

/// Reads `guest=`, `trace=`, `intercept=` and `inject=`, and the boot modules.
[[nodiscard]] Result<void> choose_guests(const Context& context, GuestChoices& choices);

}  // namespace vitrine
