#include "boot/pc.hpp"

#include <algorithm>
#include <cstring>

#include "arch/serial.hpp"
#include "arch/tsc_rate.hpp"
#include "boot/in_frames.hpp"
#include "guest/firmware/screen.hpp"
#include "kernel/log/record.hpp"

namespace vitrine {

namespace {

class SecondLine final : public Sink {
public:
    [[nodiscard]] bool start() { return serial_.start(); }
    void write(std::string_view bytes) override { serial_.write(bytes); }
    void drain() const { serial_.drain(); }

private:
    arch::Serial serial_{arch::com2};
};

std::uint8_t* allocate_zeroed(Context& context, std::uint64_t size) {
    const auto frames = context.frames.allocate(size);
    if (!frames) return nullptr;
    auto* bytes = reinterpret_cast<std::uint8_t*>(*frames);
    std::memset(bytes, 0, size);
    return bytes;
}

Complaint no_memory() {
    return Complaint::of("there is no memory for the guest's devices", "give the machine more");
}

Result<guest::PcSettings> settings_of(const guest::MachineSpec& spec) {
    guest::PcSettings settings;
    if (spec.real_time) {
        settings.pace = guest::Pace::real;
        settings.tsc_hertz = arch::measure_tsc_hertz();
        if (settings.tsc_hertz == 0)
            return fail(Complaint::of("the TSC's rate can't be measured: the interval timer doesn't count",
                                      "time=work"));
    }
    return settings;
}

void log_disk(Context& context, std::uint8_t drive, const DiskImage& image, const guest::pc::Disk& disk) {
    Line(context.log, event::disk)
        .hex(key::drive, drive)
        .text(key::name, image.name)
        .text(key::kind, disk.floppy() ? "floppy" : "hard")
        .size(key::size, image.bytes.size())
        .number(key::cylinders, disk.geometry().cylinders)
        .number(key::heads, disk.geometry().heads)
        .number(key::sectors, disk.geometry().sectors);
}

Result<guest::pc::Disk> open_disk(Context& context, std::span<std::uint8_t> bytes,
                                  guest::pc::DriveKind drive) {
    const std::uint64_t dirty_size = bytes.size() / guest::pc::sector_size / 8 + 1;
    std::uint8_t* dirty = allocate_zeroed(context, dirty_size);
    if (dirty == nullptr) return fail(no_memory());
    return guest::pc::Disk::open(bytes, {dirty, dirty_size}, drive);
}

/// The image as a disk. One that is shorter than its drive's tracks, as a boot sector with its program behind
/// it, ends in zeros: software reads more than it needs. An image that is `kept`, for another guest or run,
/// stays as it is, and the guest writes to a copy.
Result<guest::pc::Disk> whole_disk(Context& context, const DiskImage& image, bool kept) {
    const auto disk = VITRINE_TRY(open_disk(context, image.bytes, image.drive));
    const guest::pc::Geometry& geometry = disk.geometry();
    const std::uint64_t tracks =
        std::uint64_t{geometry.cylinders} * geometry.heads * geometry.sectors * guest::pc::sector_size;
    if (tracks <= image.bytes.size() && !kept) return disk;
    const std::uint64_t size = std::max<std::uint64_t>(tracks, image.bytes.size());
    std::uint8_t* bytes = allocate_zeroed(context, size);
    if (bytes == nullptr) return fail(no_memory());
    std::memcpy(bytes, image.bytes.data(), image.bytes.size());
    guest::pc::Disk whole = VITRINE_TRY(
        open_disk(context, {bytes, size},
                  disk.floppy() ? guest::pc::DriveKind::floppy : guest::pc::DriveKind::hard_disk));
    whole.end_image(disk.sectors());
    return whole;
}

Result<void> add_disks(Context& context, const GuestChoices& choices, guest::pc::Disks& disks) {
    const bool kept = context.keeps_disks || choices.machines().size() > 1;
    for (const DiskImage& image : choices.disks()) {
        const auto disk = VITRINE_TRY(whole_disk(context, image, kept));
        if (!disks.add(disk)) return fail(Complaint::of("there are too many disks", "at most 4"));
        log_disk(context, disks.drive_of(disks.all().size() - 1), image, disk);
    }
    return {};
}

// Runs of sectors that were written, each a record; a record stays small enough that a lost one costs little.
void export_disk(Sink& line, const guest::pc::Disk& disk, std::uint8_t drive) {
    constexpr std::uint32_t most = 128;
    for (std::uint64_t first = 0; first < disk.sectors();) {
        std::uint32_t count = 0;
        while (count < most && first + count < disk.sectors() && disk.is_dirty(first + count)) ++count;
        if (count == 0) {
            ++first;
            continue;
        }
        struct {
            std::uint8_t drive;
            std::array<std::uint8_t, 3> zero{};
            std::uint32_t count;
            std::uint64_t first;
        } head{.drive = drive, .count = count, .first = first};
        static_assert(sizeof(head) == 16);
        Record record(
            line, RecordType::sectors,
            static_cast<std::uint32_t>(sizeof(head) + std::uint64_t{count} * guest::pc::sector_size));
        record.add({reinterpret_cast<const std::uint8_t*>(&head), sizeof(head)});
        for (std::uint32_t index = 0; index < count; ++index) {
            if (const auto sector = disk.read(first + index)) record.add(*sector);
        }
        first += count;
    }
}

void export_screen(Sink& line, const guest::pc::Vga& vga, const guest::Memory& memory) {
    const guest::pc::SnapshotHeader header = guest::pc::snapshot_header(vga, memory);
    Record record(line, RecordType::screen, static_cast<std::uint32_t>(sizeof(header)) + header.size);
    record.add({reinterpret_cast<const std::uint8_t*>(&header), sizeof(header)});
    record.add(guest::pc::shown_memory(vga, memory));
}

std::uint64_t dirty_sectors(const guest::pc::Disk& disk) {
    std::uint64_t count = 0;
    for (std::uint64_t lba = 0; lba < disk.sectors(); ++lba) count += disk.is_dirty(lba) ? 1 : 0;
    return count;
}

}  // namespace

Result<guest::PcBoard*> make_pc(Context& context, const GuestChoices& choices, const guest::MachineSpec& spec,
                                guest::Console& console, guest::Requests& requests, guest::Memory& memory) {
    if (memory.size() < guest::bios::least_memory)
        return fail(Complaint::of("a machine with a BIOS has at least 1 MiB of memory", "memory=1M or more"));
    const auto settings = VITRINE_TRY(settings_of(spec));
    auto* pc = make_in_frames<guest::PcBoard>(context.frames, settings, console, requests);
    if (pc == nullptr) return fail(no_memory());
    VITRINE_TRY(add_disks(context, choices, pc->devices().disks));
    if (const auto bad = pc->devices().typist.script(choices.keys)) {
        Line(context.log, event::error)
            .text(key::cause, "the script of keys has a word that means nothing")
            .text(key::value, bad->word);
        return fail(Complaint::of("the script of keys has a word that means nothing",
                                  "text, {up}, {f1}, {ctrl-c}, {wait 500ms}; {{ is a brace"));
    }
    pc->devices().a20.guard(memory, requests);
    pc->bios().install(memory);
    return pc;
}

void finish_pc(Context& context, guest::PcBoard& pc, const guest::Memory& memory) {
    guest::pc::Devices& devices = pc.devices();
    const auto disks = devices.disks.all();
    for (std::size_t number = 0; number < disks.size(); ++number) {
        if (!disks[number].changed()) continue;
        Line(context.log, event::disk)
            .hex(key::drive, devices.disks.drive_of(number))
            .number(key::written, dirty_sectors(disks[number]))
            .text(key::kept, context.options.export_disks && number == 0 ? "yes" : "no");
    }
    if (!context.options.export_disks && !context.options.export_screen) return;
    SecondLine line;
    if (!line.start()) {
        Line(context.log, event::error)
            .text(key::cause, "there is no second serial port for what export= asks for")
            .text(key::hint, "give the machine a COM2");
        return;
    }
    if (context.options.export_disks && !disks.empty())
        export_disk(line, disks.front(), devices.disks.drive_of(0));
    if (context.options.export_screen) export_screen(line, devices.vga, memory);
    {
        const Record end(line, RecordType::end, 0);
    }
    line.drain();
}

}  // namespace vitrine
