// INT 13h: disks by cylinder, head and sector.

#include "guest/firmware/disk_services.hpp"

#include <array>

namespace vitrine::guest::bios {

namespace {

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
        case DiskStatus::bad_media_type:
            return "bad-media-type";
        case DiskStatus::timeout:
            return "not-ready";
    }
    return "";
}

std::optional<std::uint64_t> lba_of(const pc::Disk& disk, const Place& place) {
    const pc::Geometry& geometry = disk.geometry();
    if (place.sector == 0 || place.sector > geometry.sectors || place.head >= geometry.heads)
        return std::nullopt;
    return (std::uint64_t{place.cylinder} * geometry.heads + place.head) * geometry.sectors + place.sector -
           1;
}

/// A floppy's DMA can't carry into the page of 64 KiB: a program that lets it do so fails on a real machine.
bool crosses_dma_page(std::uint64_t buffer, std::uint32_t sectors) {
    constexpr unsigned page_bits = 16;
    const std::uint64_t last = buffer + std::uint64_t{sectors} * pc::sector_size - 1;
    return buffer >> page_bits != last >> page_bits;
}

Next transfer_chs(Call& call, std::string_view function, Transfer transfer) {
    const Place place = place_of(call);
    log_drive(call);
    call.log.add(key::cylinder, place.cylinder, BiosCall::Style::number);
    call.log.add(key::head, place.head, BiosCall::Style::number);
    call.log.add(key::sector, place.sector, BiosCall::Style::number);
    call.log.add(key::count, place.count, BiosCall::Style::number);
    pc::Disk* disk = disk_of(call);
    constexpr std::uint32_t most = 128;
    const std::uint64_t buffer = call.linear(SegmentName::es, call.word(Gpr::rbx));
    Moved moved;
    if (disk == nullptr) {
        moved.status = absent(call);
    } else if (place.count == 0 || place.count > most) {
        moved.status = DiskStatus::bad_command;
    } else if (disk->floppy() && transfer != Transfer::verify && crosses_dma_page(buffer, place.count)) {
        moved.status = DiskStatus::data_boundary;
    } else if (const auto lba = lba_of(*disk, place)) {
        moved = move(call, *disk, transfer, *lba, place.count, buffer);
    } else {
        moved.status = DiskStatus::sector_not_found;
    }
    log_moved(call, moved);
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
    return finish(call, function, disk_of(call) != nullptr ? DiskStatus::ok : absent(call));
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
Next initialise_drive(Call& call) {
    return check_drive(call, "initialise-drive");
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

Next change_line(Call& call) {
    return check_drive(call, "change-line");
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
    Function{0x08, disk_parameters},
    Function{0x09, initialise_drive},
    Function{0x0C, seek},
    Function{0x0D, reset},
    Function{0x10, test_ready},
    Function{0x11, recalibrate},
    Function{0x14, diagnose},
    Function{0x15, disk_drive_type},
    Function{0x16, change_line},
    Function{0x17, set_media_type},
    Function{0x18, disk_media_type_for_format},
    Function{0x41, disk_extensions},
    Function{0x42, disk_read_extended},
    Function{0x43, disk_write_extended},
    Function{0x44, disk_verify_extended},
    Function{0x47, disk_seek_extended},
    Function{0x48, disk_parameters_extended},
    Function{0x4B, emulation_status},
};

// A function that the BIOS lacks is a bad command, as disks say it.
Next no_disk_function(Call& call) {
    const Next next = no_such_function(call);
    (void)finish(call, call.log.function, DiskStatus::bad_command);
    call.log.status = "unsupported";
    return next;
}

}  // namespace

Place place_of(const Call& call) {
    const std::uint8_t cl = call.low(Gpr::rcx);
    return {.cylinder = call.high(Gpr::rcx) | (cl & 0xC0U) << 2,
            .head = call.high(Gpr::rdx),
            .sector = cl & 0x3FU,
            .count = call.low(Gpr::rax)};
}

Next finish(Call& call, std::string_view function, DiskStatus status) {
    const auto code = static_cast<std::uint8_t>(status);
    call.set_high(Gpr::rax, code);
    call.set_carry(status != DiskStatus::ok);
    call.data.set(is_hard(call) ? data_field::hard_disk_status : data_field::floppy_status, code);
    return call.done(function, name(status));
}

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
            moved.beyond += disk.is_beyond_image(lba) ? 1 : 0;
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

Next serve_disk(Call& call) {
    return serve_by_ah(call, functions, no_disk_function);
}

}  // namespace vitrine::guest::bios
