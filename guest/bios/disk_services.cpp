// INT 13h: disks. EDD is the BIOS Enhanced Disk Drive Services specification, version 3.0.

#include <algorithm>
#include <array>

#include "guest/bios/call.hpp"
#include "guest/bios/rom.hpp"

namespace vitrine::guest::bios {

namespace {

constexpr std::uint8_t first_hard_disk = 0x80;

/// What AH is after a call.
enum class DiskStatus : std::uint8_t {
    ok = 0x00,
    bad_command = 0x01,
    sector_not_found = 0x04,
    data_boundary = 0x09,
    drive_parameters = 0x07,
    no_media = 0x31,
    not_ready = 0xAA,
    timeout = 0x80,
};

std::string_view name(DiskStatus status) {
    switch (status) {
        case DiskStatus::ok:
            return "ok";
        case DiskStatus::bad_command:
            return "bad-command";
        case DiskStatus::sector_not_found:
            return "sector-not-found";
        case DiskStatus::data_boundary:
            return "bad-buffer";
        case DiskStatus::drive_parameters:
            return "no-drive";
        default:
            return "not-ready";
    }
}

std::uint8_t drive_number(const Call& call) {
    return call.low(Gpr::rdx);
}

bool is_hard(const Call& call) {
    return drive_number(call) >= first_hard_disk;
}

pc::Disk* disk_of(Call& call) {
    return call.devices.disks.find(drive_number(call));
}

/// AH, CF, the BDA's last status, and the log.
Next finish(Call& call, std::string_view function, DiskStatus status) {
    const auto code = static_cast<std::uint8_t>(status);
    call.set_high(Gpr::rax, code);
    call.set_carry(status != DiskStatus::ok);
    call.data.set(is_hard(call) ? data_field::hard_disk_status : data_field::floppy_status, code);
    return call.done(function, name(status));
}

void log_drive(Call& call) {
    call.log.add(key::drive, drive_number(call));
}

/// Where INT 13h's registers point: cylinder, head and sector.
struct Place {
    std::uint32_t cylinder = 0, head = 0, sector = 0;
    std::uint32_t count = 0;
};

Place place_of(const Call& call) {
    const std::uint8_t cl = call.low(Gpr::rcx);
    return {.cylinder = call.high(Gpr::rcx) | (cl & 0xC0U) << 2,
            .head = call.high(Gpr::rdx),
            .sector = cl & 0x3FU,
            .count = call.low(Gpr::rax)};
}

std::optional<std::uint64_t> lba_of(const pc::Disk& disk, const Place& place) {
    const pc::Geometry& geometry = disk.geometry();
    if (place.sector == 0 || place.sector > geometry.sectors || place.head >= geometry.heads)
        return std::nullopt;
    return (std::uint64_t{place.cylinder} * geometry.heads + place.head) * geometry.sectors + place.sector -
           1;
}

enum class Transfer : std::uint8_t { read, write, verify };

/// Moves sectors; gives how many were moved and how the first that wasn't failed.
struct Moved {
    std::uint32_t count = 0;
    DiskStatus status = DiskStatus::ok;
};

Moved move(Call& call, pc::Disk& disk, Transfer transfer, std::uint64_t lba, std::uint32_t count,
           std::uint64_t buffer) {
    Moved moved;
    for (; moved.count < count; ++moved.count, ++lba, buffer += pc::sector_size) {
        const auto sector = disk.read(lba);
        if (!sector) {
            moved.status = DiskStatus::sector_not_found;
            break;
        }
        bool reached = true;
        if (transfer == Transfer::read) {
            reached = call.write(buffer, *sector);
        } else if (transfer == Transfer::write) {
            std::array<std::uint8_t, pc::sector_size> bytes;
            reached = call.read(buffer, bytes) && disk.write(lba, bytes);
        }
        if (!reached) {
            moved.status = DiskStatus::data_boundary;
            break;
        }
    }
    return moved;
}

Next transfer_chs(Call& call, std::string_view function, Transfer transfer) {
    const Place place = place_of(call);
    log_drive(call);
    call.log.add(key::cylinder, place.cylinder, exit::BiosCall::Style::number);
    call.log.add(key::head, place.head, exit::BiosCall::Style::number);
    call.log.add(key::sector, place.sector, exit::BiosCall::Style::number);
    call.log.add(key::count, place.count, exit::BiosCall::Style::number);
    pc::Disk* disk = disk_of(call);
    constexpr std::uint32_t most = 128;
    Moved moved;
    if (disk == nullptr) {
        moved.status = is_hard(call) ? DiskStatus::bad_command : DiskStatus::timeout;
    } else if (place.count == 0 || place.count > most) {
        moved.status = DiskStatus::bad_command;
    } else if (const auto lba = lba_of(*disk, place)) {
        moved =
            move(call, *disk, transfer, *lba, place.count, call.linear(SegmentName::es, call.word(Gpr::rbx)));
    } else {
        moved.status = DiskStatus::sector_not_found;
    }
    call.set_low(Gpr::rax, static_cast<std::uint8_t>(moved.count));
    return finish(call, function, moved.status);
}

Next read(Call& call) {
    return transfer_chs(call, "read", Transfer::read);
}
Next write(Call& call) {
    return transfer_chs(call, "write", Transfer::write);
}
Next verify(Call& call) {
    return transfer_chs(call, "verify", Transfer::verify);
}

/// Functions that only ask whether the drive is there.
Next check_drive(Call& call, std::string_view function) {
    log_drive(call);
    const bool there = disk_of(call) != nullptr;
    return finish(call, function,
                  there           ? DiskStatus::ok
                  : is_hard(call) ? DiskStatus::bad_command
                                  : DiskStatus::timeout);
}

// Resets the controller: it is there even when the drive isn't.
Next reset(Call& call) {
    log_drive(call);
    return finish(call, "reset", DiskStatus::ok);
}
Next seek(Call& call) {
    return check_drive(call, "seek");
}
Next test_ready(Call& call) {
    return check_drive(call, "test-ready");
}
Next recalibrate(Call& call) {
    return check_drive(call, "recalibrate");
}
Next diagnose(Call& call) {
    return check_drive(call, "diagnose");
}
Next set_media_type(Call& call) {
    return check_drive(call, "set-media-type");
}

Next last_status(Call& call) {
    log_drive(call);
    const std::uint8_t status =
        call.data.get(is_hard(call) ? data_field::hard_disk_status : data_field::floppy_status);
    call.set_high(Gpr::rax, status);
    call.set_carry(status != 0);
    call.log.add(key::code, status);
    return call.done("last-status");
}

// A floppy's track is filled with F6h; a hard disk was formatted in the factory.
Next format_track(Call& call) {
    log_drive(call);
    const Place place = place_of(call);
    pc::Disk* disk = disk_of(call);
    if (disk == nullptr || !disk->floppy()) return finish(call, "format-track", DiskStatus::bad_command);
    const auto lba = lba_of(*disk, {.cylinder = place.cylinder, .head = place.head, .sector = 1});
    if (!lba) return finish(call, "format-track", DiskStatus::sector_not_found);
    std::array<std::uint8_t, pc::sector_size> filler;
    constexpr std::uint8_t formatted = 0xF6;
    filler.fill(formatted);
    bool done = true;
    for (unsigned sector = 0; sector < disk->geometry().sectors; ++sector)
        done = disk->write(*lba + sector, filler) && done;
    return finish(call, "format-track", done ? DiskStatus::ok : DiskStatus::sector_not_found);
}

Next parameters(Call& call) {
    log_drive(call);
    const pc::Disks& disks = call.devices.disks;
    const unsigned drives = is_hard(call) ? disks.hard_disks() : disks.floppies();
    const pc::Disk* disk = disk_of(call);
    if (disk == nullptr) {
        call.set_low(Gpr::rdx, static_cast<std::uint8_t>(drives));
        return finish(call, "parameters", DiskStatus::drive_parameters);
    }
    const pc::Geometry& geometry = disk->geometry();
    const std::uint32_t last = std::min(geometry.cylinders, 1024U) - 1;
    call.log.add(key::cylinders, geometry.cylinders, exit::BiosCall::Style::number);
    call.log.add(key::heads, geometry.heads, exit::BiosCall::Style::number);
    call.log.add(key::sectors, geometry.sectors, exit::BiosCall::Style::number);
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

Next drive_type(Call& call) {
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

Next change_line(Call& call) {
    return check_drive(call, "change-line");
}

Next media_type_for_format(Call& call) {
    const Next next = check_drive(call, "media-type-for-format");
    if (disk_of(call) != nullptr) {
        call.cpu.set_real_mode_segment(SegmentName::es, rom::segment);
        call.set_word(Gpr::rdi, rom::diskette_table);
    }
    return next;
}

// ---------------------------------------------------------------------------------------------------------------------
// EDD: hard disks by block number.

Next extensions(Call& call) {
    constexpr std::uint16_t question = 0x55AA, answer = 0xAA55, packets_and_information = 0x0005;
    constexpr std::uint8_t version_3 = 0x30;
    log_drive(call);
    const pc::Disk* disk = disk_of(call);
    if (disk == nullptr || disk->floppy() || call.word(Gpr::rbx) != question)
        return finish(call, "extensions-check", DiskStatus::bad_command);
    call.set_word(Gpr::rbx, answer);
    call.set_word(Gpr::rcx, packets_and_information);
    const Next next = finish(call, "extensions-check", DiskStatus::ok);
    call.set_high(Gpr::rax, version_3);
    return next;
}

/// The disk address packet.
struct Packet {
    std::uint64_t address = 0;
    std::uint16_t count = 0;
    std::uint64_t buffer = 0;
    std::uint64_t lba = 0;
    bool valid = false;
};

Packet packet_of(const Call& call) {
    constexpr std::uint8_t short_size = 0x10, long_size = 0x18;
    constexpr std::uint32_t see_flat = 0xFFFF'FFFF;
    Packet packet{.address = call.linear(SegmentName::ds, call.word(Gpr::rsi))};
    const auto size = call.get<std::uint8_t>(packet.address);
    packet.count = call.get<std::uint16_t>(packet.address + 2);
    const auto far = call.get<std::uint32_t>(packet.address + 4);
    packet.lba = call.get<std::uint64_t>(packet.address + 8);
    packet.buffer = Call::linear(static_cast<std::uint16_t>(far >> 16), static_cast<std::uint16_t>(far));
    if (far == see_flat && size >= long_size) packet.buffer = call.get<std::uint64_t>(packet.address + 0x10);
    packet.valid = size >= short_size;
    return packet;
}

Next transfer_extended(Call& call, std::string_view function, Transfer transfer) {
    constexpr std::uint16_t most = 127;
    const Packet packet = packet_of(call);
    log_drive(call);
    call.log.add(key::lba, packet.lba);
    call.log.add(key::count, packet.count, exit::BiosCall::Style::number);
    pc::Disk* disk = disk_of(call);
    if (disk == nullptr || disk->floppy() || !packet.valid || packet.count > most)
        return finish(call, function, DiskStatus::bad_command);
    const Moved moved = move(call, *disk, transfer, packet.lba, packet.count, packet.buffer);
    const std::array<std::uint8_t, 2> done{static_cast<std::uint8_t>(moved.count),
                                           static_cast<std::uint8_t>(moved.count >> 8)};
    (void)call.write(packet.address + 2, done);
    return finish(call, function, moved.status);
}

Next read_extended(Call& call) {
    return transfer_extended(call, "read-extended", Transfer::read);
}
Next write_extended(Call& call) {
    return transfer_extended(call, "write-extended", Transfer::write);
}
Next verify_extended(Call& call) {
    return transfer_extended(call, "verify-extended", Transfer::verify);
}
Next seek_extended(Call& call) {
    log_drive(call);
    const Packet packet = packet_of(call);
    call.log.add(key::lba, packet.lba);
    const pc::Disk* disk = disk_of(call);
    if (disk == nullptr || disk->floppy() || !packet.valid)
        return finish(call, "seek-extended", DiskStatus::bad_command);
    return finish(call, "seek-extended",
                  packet.lba < disk->sectors() ? DiskStatus::ok : DiskStatus::sector_not_found);
}

Next parameters_extended(Call& call) {
    constexpr std::uint16_t least = 0x1A, with_configuration = 0x1E;
    log_drive(call);
    const pc::Disk* disk = disk_of(call);
    const std::uint64_t address = call.linear(SegmentName::ds, call.word(Gpr::rsi));
    const auto room = call.get<std::uint16_t>(address);
    if (disk == nullptr || disk->floppy() || room < least)
        return finish(call, "parameters-extended", DiskStatus::bad_command);
    std::array<std::uint8_t, with_configuration> bytes{};
    const auto put = [&bytes](std::size_t offset, std::uint64_t value, unsigned size) {
        for (unsigned index = 0; index < size; ++index)
            bytes[offset + index] = static_cast<std::uint8_t>(value >> 8 * index);
    };
    constexpr std::uint16_t geometry_valid = 2;
    const std::uint16_t size = room >= with_configuration ? with_configuration : least;
    put(0, size, 2);
    put(2, geometry_valid, 2);
    put(4, disk->geometry().cylinders, 4);
    put(8, disk->geometry().heads, 4);
    put(12, disk->geometry().sectors, 4);
    put(16, disk->sectors(), 8);
    put(24, pc::sector_size, 2);
    put(26, 0xFFFF'FFFF, 4);  // no device parameter table
    call.log.add(key::sectors, disk->sectors(), exit::BiosCall::Style::number);
    const bool written = call.write(address, std::span(bytes).first(size));
    return finish(call, "parameters-extended", written ? DiskStatus::ok : DiskStatus::data_boundary);
}

// El Torito: the disk isn't an emulated one.
Next emulation_status(Call& call) {
    log_drive(call);
    return finish(call, "emulation-status", DiskStatus::bad_command);
}

constexpr std::array functions{
    Function{0x00, reset},
    Function{0x01, last_status},
    Function{0x02, read},
    Function{0x03, write},
    Function{0x04, verify},
    Function{0x05, format_track},
    Function{0x08, parameters},
    Function{0x09, set_media_type},
    Function{0x0C, seek},
    Function{0x0D, reset},
    Function{0x10, test_ready},
    Function{0x11, recalibrate},
    Function{0x14, diagnose},
    Function{0x15, drive_type},
    Function{0x16, change_line},
    Function{0x17, set_media_type},
    Function{0x18, media_type_for_format},
    Function{0x41, extensions},
    Function{0x42, read_extended},
    Function{0x43, write_extended},
    Function{0x44, verify_extended},
    Function{0x47, seek_extended},
    Function{0x48, parameters_extended},
    Function{0x4B, emulation_status},
};

}  // namespace

// A function that the BIOS lacks is a bad command, as disks say it.
Next serve_disk(Call& call) {
    for (const Function& function : functions) {
        if (function.number == call.high(Gpr::rax)) return function.serve(call);
    }
    call.log.add(key::ax, call.word(Gpr::rax));
    (void)finish(call, "unknown", DiskStatus::bad_command);
    return call.done("unknown", "unsupported");
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
