#pragma once
// What the parts of INT 13h share: what AH says after a call, and how sectors move.

#include <cstdint>
#include <string_view>

#include "guest/firmware/call.hpp"

namespace vitrine::guest::bios {

/// What AH is after a call.
enum class DiskStatus : std::uint8_t {
    ok = 0x00,
    bad_command = 0x01,
    sector_not_found = 0x04,
    drive_parameters = 0x07,
    data_boundary = 0x09,
    bad_media_type = 0x0C,
    timeout = 0x80,
};

[[nodiscard]] inline std::uint8_t drive_number(const Call& call) {
    return call.low(Gpr::rdx);
}
[[nodiscard]] inline bool is_hard(const Call& call) {
    constexpr std::uint8_t first_hard_disk = 0x80;
    return drive_number(call) >= first_hard_disk;
}
[[nodiscard]] inline pc::Disk* disk_of(Call& call) {
    return call.devices.disks.find(drive_number(call));
}
inline void log_drive(Call& call) {
    call.log.add(key::drive, drive_number(call));
}

/// Why a drive doesn't answer that isn't there.
[[nodiscard]] inline DiskStatus absent(const Call& call) {
    return is_hard(call) ? DiskStatus::bad_command : DiskStatus::timeout;
}

/// Where INT 13h's registers point: cylinder, head and sector.
struct Place {
    std::uint32_t cylinder = 0, head = 0, sector = 0;
    std::uint32_t count = 0;
};

[[nodiscard]] Place place_of(const Call& call);

/// AH, CF, the BDA's last status, and the log. DL is still the drive.
Next finish(Call& call, std::string_view function, DiskStatus status);

enum class Transfer : std::uint8_t { read, write, verify };

/// How many sectors were moved, and why the next one wasn't.
struct Moved {
    std::uint32_t count = 0;
    DiskStatus status = DiskStatus::ok;
    std::uint32_t beyond = 0;  ///< how many of them were read behind the image's end
};

/// Logs what is to be known of a transfer that isn't its status.
inline void log_moved(Call& call, const Moved& moved) {
    if (moved.beyond != 0) call.log.add(key::beyond, moved.beyond, BiosCall::Style::number);
}

/// Moves sectors between the disk and the guest's memory at linear address `buffer`.
[[nodiscard]] Moved move(Call& call, pc::Disk& disk, Transfer transfer, std::uint64_t lba,
                         std::uint32_t count, std::uint64_t buffer);

// disk_drives.cpp
[[nodiscard]] Next disk_parameters(Call& call);
[[nodiscard]] Next disk_drive_type(Call& call);
[[nodiscard]] Next disk_media_type_for_format(Call& call);
// disk_extensions.cpp
[[nodiscard]] Next disk_extensions(Call& call);
[[nodiscard]] Next disk_read_extended(Call& call);
[[nodiscard]] Next disk_write_extended(Call& call);
[[nodiscard]] Next disk_verify_extended(Call& call);
[[nodiscard]] Next disk_seek_extended(Call& call);
[[nodiscard]] Next disk_parameters_extended(Call& call);

}  // namespace vitrine::guest::bios
