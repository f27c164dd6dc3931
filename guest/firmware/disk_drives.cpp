// INT 13h: what drives there are, and the tables that tell of them.

#include <algorithm>

#include "guest/firmware/disk_services.hpp"
#include "guest/firmware/rom.hpp"

namespace vitrine::guest::bios {

Next disk_parameters(Call& call) {
    log_drive(call);
    const pc::Disks& disks = call.devices.disks;
    const unsigned drives = is_hard(call) ? disks.hard_disks() : disks.floppies();
    const pc::Disk* disk = disk_of(call);
    if (disk == nullptr) {
        (void)finish(call, "parameters", DiskStatus::drive_parameters);
        call.set_low(Gpr::rdx, static_cast<std::uint8_t>(drives));
        return Next::done;
    }
    const pc::Geometry& geometry = disk->geometry();
    const std::uint32_t last = std::min(geometry.cylinders, 1024U) - 1;
    call.log.add(key::cylinders, geometry.cylinders, BiosCall::Style::number);
    call.log.add(key::heads, geometry.heads, BiosCall::Style::number);
    call.log.add(key::sectors, geometry.sectors, BiosCall::Style::number);
    call.set_low(Gpr::rax, 0);
    call.set_high(Gpr::rcx, static_cast<std::uint8_t>(last));
    call.set_low(Gpr::rcx, static_cast<std::uint8_t>((last >> 2 & 0xC0) | geometry.sectors));
    call.set_high(Gpr::rdx, static_cast<std::uint8_t>(geometry.heads - 1));
    if (disk->floppy()) {
        call.set_word(Gpr::rbx, disk->floppy_type());
        call.cpu.set_real_mode_segment(SegmentName::es, rom::segment);
        call.set_word(Gpr::rdi, rom::diskette_table);
    }
    const Next next = finish(call, "parameters", DiskStatus::ok);
    call.set_low(Gpr::rdx, static_cast<std::uint8_t>(drives));
    return next;
}

Next disk_drive_type(Call& call) {
    constexpr std::uint8_t absent = 0, floppy = 1, hard = 3;
    log_drive(call);
    const pc::Disk* disk = disk_of(call);
    call.set_carry(disk == nullptr);
    call.set_high(Gpr::rax, disk == nullptr ? absent : disk->floppy() ? floppy : hard);
    if (disk == nullptr) return call.done("drive-type", "no-drive");
    if (!disk->floppy()) {
        call.set_word(Gpr::rcx, static_cast<std::uint16_t>(disk->sectors() >> 16));
        call.set_word(Gpr::rdx, static_cast<std::uint16_t>(disk->sectors()));
    }
    return call.done("drive-type");
}

// CH and CL are the last cylinder and sector that the tracks to be formatted will have.
Next disk_media_type_for_format(Call& call) {
    log_drive(call);
    const pc::Disk* disk = disk_of(call);
    if (disk == nullptr || !disk->floppy()) return finish(call, "media-type-for-format", absent(call));
    const Place last = place_of(call);
    const pc::Geometry& geometry = disk->geometry();
    if (last.cylinder + 1 != geometry.cylinders || last.sector != geometry.sectors)
        return finish(call, "media-type-for-format", DiskStatus::bad_media_type);
    call.cpu.set_real_mode_segment(SegmentName::es, rom::segment);
    call.set_word(Gpr::rdi, rom::diskette_table);
    return finish(call, "media-type-for-format", DiskStatus::ok);
}

void install_disks(const Memory& memory, const pc::Devices& devices) {
    const DataArea data(memory);
    data.set(data_field::hard_disks, static_cast<std::uint8_t>(devices.disks.hard_disks()));
    for (const pc::Disk& disk : devices.disks.all()) {
        constexpr std::uint16_t sectors_at = 4;
        if (!disk.floppy()) continue;
        (void)memory.write<std::uint8_t>(rom::base + rom::diskette_table + sectors_at,
                                         static_cast<std::uint8_t>(disk.geometry().sectors));
        break;
    }
    // The tables of the first two hard disks, behind vectors 41h and 46h.
    std::uint64_t table = rom::base + rom::hard_disk_tables;
    for (const pc::Disk& disk : devices.disks.all()) {
        constexpr std::uint64_t table_size = 16, heads_at = 2, control_at = 8, sectors_at = 14;
        constexpr std::uint64_t end = rom::base + rom::hard_disk_tables + 2 * table_size;
        if (disk.floppy() || table == end) continue;
        const pc::Geometry& geometry = disk.geometry();
        (void)memory.write<std::uint16_t>(table,
                                          static_cast<std::uint16_t>(std::min(geometry.cylinders, 0xFFFFU)));
        (void)memory.write<std::uint8_t>(table + heads_at, static_cast<std::uint8_t>(geometry.heads));
        (void)memory.write<std::uint8_t>(table + control_at, geometry.heads > 8 ? 8 : 0);
        (void)memory.write<std::uint8_t>(table + sectors_at, static_cast<std::uint8_t>(geometry.sectors));
        table += table_size;
    }
}

}  // namespace vitrine::guest::bios
