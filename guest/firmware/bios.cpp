#include "guest/firmware/bios.hpp"

#include <algorithm>
#include <array>

#include "guest/firmware/rom.hpp"

namespace vitrine::guest::bios {

namespace {

constexpr std::uint64_t ebda_address = 0x9'FC00;
constexpr std::uint8_t signature_low = 0x55, signature_high = 0xAA;

/// Real mode, or virtual-8086 mode: the ROM's code runs in no other.
bool runs_rom(VirtualCpu& cpu) {
    return (cpu.read(Register::cr0) & cr0::pe) == 0 || (cpu.read(Register::rflags) & rflags::vm) != 0;
}

std::optional<unsigned> slot_of(VirtualCpu& cpu, std::uint64_t rip) {
    if (!runs_rom(cpu)) return std::nullopt;
    return rom::slot_at(cpu.segment(SegmentName::cs).base + rip);
}

Next give_up(Call& call) {
    call.log.function = "boot-failed";
    return call.stop(Status::failed, "the guest gave up booting (INT 18h)");
}

/// The interrupt line that a BIOS gives the vector; nothing for one of software.
std::optional<unsigned> line_of(unsigned vector) {
    if (vector >= 0x08 && vector <= 0x0F) return vector - 0x08;
    if (vector >= 0x70 && vector <= 0x77) return vector - 0x70 + 8;
    return std::nullopt;
}

/// Whether an INT n, INT3, INTO or INT1 stands before the address that the stack returns to: then the vector
/// is software's.
bool called_by_software(const Call& call, unsigned vector) {
    constexpr std::uint8_t int_n = 0xCD, int3 = 0xCC, into = 0xCE, int1 = 0xF1;
    const std::uint64_t base = std::uint64_t{call.log.caller_segment} << 4;
    const auto before = [&](unsigned distance) {
        return call.get<std::uint8_t>(base + static_cast<std::uint16_t>(call.log.caller_offset - distance));
    };
    const std::uint8_t last = before(1);
    return (before(2) == int_n && last == vector) || (vector == 3 && last == int3) ||
           (vector == 4 && last == into) || (vector == 1 && last == int1);
}

/// Vectors of exceptions that a processor raises in real mode and that end a program which didn't expect
/// them.
bool is_fatal_exception(unsigned vector) {
    constexpr std::uint32_t fatal = 1U << vector::de | 1U << vector::br | 1U << vector::ud |
                                    1U << vector::nm | 1U << vector::df | 1U << vector::np |
                                    1U << vector::ss | 1U << vector::gp;
    return vector < 32 && (fatal >> vector & 1) != 0;
}

/// A vector that nobody serves: an interrupt of a device, an exception, or a call of something that isn't
/// there.
Next serve_nobody(Call& call, unsigned vector) {
    const auto line = line_of(vector);
    if (line && call.devices.pic.in_service(*line)) {
        call.devices.pic.end_of_interrupt(*line);
        call.log.silent = true;
        return call.done("interrupt");
    }
    if (!called_by_software(call, vector) && is_fatal_exception(vector)) {
        call.log.function = "exception";
        return call.stop(Status::crash, "an exception in real mode for which the guest set no vector");
    }
    return no_such_function(call);
}

/// BOUND raises vector 5 too.
Next print_screen_or_bounds(Call& call) {
    return called_by_software(call, vector::br) ? serve_print_screen(call) : serve_nobody(call, vector::br);
}

struct Service {
    std::uint8_t vector;
    Next (*serve)(Call& call);
};

constexpr std::array services{
    Service{0x05, print_screen_or_bounds},
    Service{0x10, serve_video},
    Service{0x11, serve_equipment},
    Service{0x12, serve_memory_size},
    Service{0x13, serve_disk},
    Service{0x14, serve_serial},
    Service{0x15, serve_system},
    Service{0x16, serve_keyboard},
    Service{0x17, serve_printer},
    Service{0x18, give_up},
    Service{0x1A, serve_time},
};

}  // namespace

void Bios::reset() {
    state_ = {};
    boots_ = 0;
    waiting_.reset();
}

void Bios::install(const Memory& memory) {
    rom::install(memory);
    const DataArea data(memory);
    const pc::Disks& disks = devices_.disks;
    const auto floppy = std::ranges::find_if(disks.all(), &pc::Disk::floppy);
    devices_.rtc.configure(memory.size(), disks.floppies(),
                           floppy != disks.all().end() ? floppy->floppy_type() : 0, disks.hard_disks());
    constexpr std::uint16_t com1_port = 0x3F8, conventional_kib = 639;
    data.set(data_field::com1, com1_port);
    data.set(data_field::ebda_segment, static_cast<std::uint16_t>(ebda_address >> 4));
    constexpr std::uint16_t coprocessor = 0x02, colour_80 = 0x20, pointing_none = 0, one_serial = 1 << 9;
    const unsigned floppies = std::min(disks.floppies(), 4U);
    data.set(data_field::equipment,
             static_cast<std::uint16_t>(coprocessor | colour_80 | pointing_none | one_serial |
                                        (floppies != 0 ? 1U | (floppies - 1) << 6 : 0U)));
    data.set(data_field::memory_kib, conventional_kib);
    (void)memory.write<std::uint8_t>(ebda_address, 1);  // its size in KiB
    install_keyboard(memory);
    install_disks(memory, devices_);
    install_time(memory, devices_);
    install_video(memory, devices_);
}

Result<std::uint8_t> Bios::load_boot_sector(const Memory& memory) {
    const auto drive = devices_.disks.boot_drive();
    const pc::Disk* disk = drive ? devices_.disks.find(*drive) : nullptr;
    if (!drive || disk == nullptr)
        return fail(Complaint::of("there is no disk to boot from", "give one: --disk FILE"));
    const auto sector = disk->read(0);
    if (!sector) return fail(Complaint::of("the disk is empty", "give one of at least 512 bytes"));
    if ((*sector)[pc::sector_size - 2] != signature_low || (*sector)[pc::sector_size - 1] != signature_high) {
        return fail(Complaint::of("the disk's first sector is no boot sector: it doesn't end in 55 AA",
                                  "end it by: times 510-($-$$) db 0, then dw 0xaa55"));
    }
    const auto target = memory.at(boot_address, pc::sector_size);
    if (target) std::ranges::copy(*sector, target->begin());
    return *drive;
}

Result<CpuState> Bios::boot(const Memory& memory) {
    const std::uint8_t drive = VITRINE_TRY(load_boot_sector(memory));
    CpuState state = real_mode_state();
    state[Register::rflags] |= rflags::interrupt;
    state.gpr[Gpr::rax] = signature_high << 8U | signature_low;
    state.gpr[Gpr::rdx] = drive;
    return state;
}

bool Bios::is_call(VirtualCpu& cpu, const Exit& exit) {
    return slot_of(cpu, exit.rip).has_value();
}

bool Bios::is_waiting(VirtualCpu& cpu) {
    return slot_of(cpu, cpu.read(Register::rip)).has_value();
}

Next Bios::serve_bootstrap(Call& call) {
    const auto drive = load_boot_sector(call.memory);
    call.log.vector = 0x19;
    call.log.function = "bootstrap";
    if (!drive) return call.stop(Status::failed, drive.error().cause);
    constexpr unsigned most_boots = 16;
    if (++boots_ > most_boots) return call.stop(Status::failed, "the guest boots over and over (INT 19h)");
    // What INT 19h pushed lies above the return address of the ROM's near call.
    call.log.caller_offset = call.get<std::uint16_t>(call.stack(2));
    call.log.caller_segment = call.get<std::uint16_t>(call.stack(4));
    call.set_low(Gpr::rdx, *drive);
    call.log.silent = false;
    call.log.add(key::drive, *drive);
    return call.done("bootstrap");
}

Next Bios::serve_own(Call& call, unsigned number) {
    call.log.silent = true;
    constexpr unsigned timer_line = 0, keyboard_line = 1, clock_line = 8;
    switch (static_cast<rom::OwnCall>(number)) {
        case rom::OwnCall::timer_tick:
            timer_tick(call);
            return Next::done;
        case rom::OwnCall::timer_end:
            devices_.pic.end_of_interrupt(timer_line);
            return Next::done;
        case rom::OwnCall::take_scan_code:
            call.set_low(Gpr::rax, devices_.keyboard.take());
            return Next::done;
        case rom::OwnCall::key:
            return keyboard_interrupt(call);
        case rom::OwnCall::keyboard_end:
            devices_.pic.end_of_interrupt(keyboard_line);
            return Next::done;
        case rom::OwnCall::clock: {
            constexpr Access index_port{.offset = 0}, data_port{.offset = 1};
            constexpr std::uint8_t register_c = 0x0C, alarm = 0x20;
            devices_.rtc.write(index_port, register_c);
            call.set_low(Gpr::rax, (devices_.rtc.read(data_port) & alarm) != 0 ? 1 : 0);
            return Next::done;
        }
        case rom::OwnCall::clock_end:
            devices_.pic.end_of_interrupt(clock_line);
            return Next::done;
        case rom::OwnCall::boot:
            return serve_bootstrap(call);
        case rom::OwnCall::reset:
            call.log.function = "reset";
            return call.stop(Status::ok, "the guest jumped to the reset vector");
    }
    call.log.function = "no-code";
    return call.stop(Status::crash, "the guest ran into a part of the ROM that has no code");
}

Action Bios::call(VirtualCpu& cpu, const Memory& memory, Exit& exit) {
    const unsigned number = slot_of(cpu, exit.rip).value_or(0);
    BiosCall& log = last_call_ = {};
    Call call(cpu, memory, devices_, console_, state_, log);
    // The ROM's own calls come in the middle of one that waits: they are of the interrupt that it waits for.
    // The stack tells a call that comes again from another of the same service, by an interrupt's handler.
    const Waiting waits{number, call.stack(0)};
    call.again = waiting_ == waits;
    if (call.again) waiting_.reset();

    Next next = Next::done;
    if (number >= rom::vectors) {
        next = serve_own(call, number - rom::vectors);
    } else {
        log.vector = static_cast<std::uint8_t>(number);
        log.caller_offset = call.get<std::uint16_t>(call.stack(0));
        log.caller_segment = call.get<std::uint16_t>(call.stack(2));
        const auto service = std::ranges::find(services, log.vector, &Service::vector);
        next = service != services.end() ? service->serve(call) : serve_nobody(call, number);
    }
    switch (next) {
        case Next::done:
            return action::Advance{};
        case Next::wait:
            waiting_ = waits;
            log.silent = log.silent || call.again;
            log.status = "waiting";
            exit.length = rom::wait_offset;
            return action::Advance{};
        case Next::stop:
            log.silent = false;
            return call.ending;
    }
    return call.ending;
}

}  // namespace vitrine::guest::bios
