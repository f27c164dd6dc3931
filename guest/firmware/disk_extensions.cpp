// INT 13h, AH=41h to 48h: hard disks by block number. EDD is the BIOS Enhanced Disk Drive Services
// specification, version 3.0.

#include <array>

#include "guest/firmware/disk_services.hpp"

namespace vitrine::guest::bios {

namespace {

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
    call.log.add(key::count, packet.count, BiosCall::Style::number);
    pc::Disk* disk = disk_of(call);
    if (disk == nullptr || disk->floppy() || !packet.valid || packet.count > most)
        return finish(call, function, DiskStatus::bad_command);
    const Moved moved = move(call, *disk, transfer, packet.lba, packet.count, packet.buffer);
    const std::array<std::uint8_t, 2> done{static_cast<std::uint8_t>(moved.count),
                                           static_cast<std::uint8_t>(moved.count >> 8)};
    (void)call.write(packet.address + 2, done);
    log_moved(call, moved);
    return finish(call, function, moved.status);
}

}  // namespace

Next disk_extensions(Call& call) {
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

Next disk_read_extended(Call& call) {
    return transfer_extended(call, "read-extended", Transfer::read);
}
Next disk_write_extended(Call& call) {
    return transfer_extended(call, "write-extended", Transfer::write);
}
Next disk_verify_extended(Call& call) {
    return transfer_extended(call, "verify-extended", Transfer::verify);
}
Next disk_seek_extended(Call& call) {
    log_drive(call);
    const Packet packet = packet_of(call);
    call.log.add(key::lba, packet.lba);
    const pc::Disk* disk = disk_of(call);
    if (disk == nullptr || disk->floppy() || !packet.valid)
        return finish(call, "seek-extended", DiskStatus::bad_command);
    return finish(call, "seek-extended",
                  packet.lba < disk->sectors() ? DiskStatus::ok : DiskStatus::sector_not_found);
}

Next disk_parameters_extended(Call& call) {
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
    call.log.add(key::sectors, disk->sectors(), BiosCall::Style::number);
    const bool written = call.write(address, std::span(bytes).first(size));
    return finish(call, "parameters-extended", written ? DiskStatus::ok : DiskStatus::data_boundary);
}

}  // namespace vitrine::guest::bios
