#pragma once
// A call of the BIOS as its services see it: the caller's registers, flags and memory, the machine, and the
// line that the log will have.

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "guest/cpu/exit.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/devices/devices.hpp"
#include "guest/firmware/data_area.hpp"
#include "guest/machine/console.hpp"
#include "guest/machine/event.hpp"

namespace vitrine::guest::bios {

/// What comes after a call.
enum class Next : std::uint8_t {
    done,  ///< the guest goes on after the VMCALL: the ROM returns to the caller
    wait,  ///< it halts in the ROM with interrupts on, and after the next interrupt calls again
    stop,  ///< it is over: Call::ending says how
};

/// What a service keeps between its calls.
struct ServiceState {
    pc::Ticks wait_until = 0;        ///< INT 15h, AH=86h
    pc::Ticks event_at = pc::never;  ///< INT 15h, AH=83h
    std::uint64_t event_flag = 0;    ///< linear address of the byte that it sets

    void state(State& state) { state(wait_until, event_at, event_flag); }
};

class Call {
public:
    Call(VirtualCpu& its_cpu, const Memory& its_memory, pc::Devices& its_devices, Console& its_console,
         ServiceState& its_state, BiosCall& its_log)
        : cpu(its_cpu),
          memory(its_memory),
          devices(its_devices),
          console(its_console),
          state(its_state),
          log(its_log),
          data(its_memory) {}

    VirtualCpu& cpu;
    const Memory& memory;
    pc::Devices& devices;
    Console& console;
    ServiceState& state;
    BiosCall& log;
    DataArea data;
    bool again = false;     ///< it waited, and calls again
    action::Stop ending{};  ///< for Next::stop

    /// Eight, 16 and 32 bits of the general registers; what is above stays.
    [[nodiscard]] std::uint8_t low(Gpr name) const { return static_cast<std::uint8_t>(cpu.gpr[name]); }
    [[nodiscard]] std::uint8_t high(Gpr name) const { return static_cast<std::uint8_t>(cpu.gpr[name] >> 8); }
    [[nodiscard]] std::uint16_t word(Gpr name) const { return static_cast<std::uint16_t>(cpu.gpr[name]); }
    [[nodiscard]] std::uint32_t dword(Gpr name) const { return static_cast<std::uint32_t>(cpu.gpr[name]); }
    void set_low(Gpr name, std::uint8_t value) { replace(name, 0xFF, value); }
    void set_high(Gpr name, std::uint8_t value) { replace(name, 0xFF00, std::uint64_t{value} << 8); }
    void set_word(Gpr name, std::uint16_t value) { replace(name, 0xFFFF, value); }
    void set_dword(Gpr name, std::uint32_t value) { replace(name, 0xFFFF'FFFF, value); }

    /// CF and ZF as the caller will have them: in the flags that INT pushed. No effect where the stack lies
    /// outside of memory.
    void set_carry(bool value) { set_flag(rflags::cf, value); }
    void set_zero(bool value) { set_flag(rflags::zf, value); }

    /// An interrupt is due that the caller keeps off. The BIOS of a PC turns interrupts on in every call, and
    /// a program that asks over and over for a key or the time relies on it.
    [[nodiscard]] bool keeps_interrupt_off() const;

    /// Linear address of what lies so many bytes above the top of the stack.
    [[nodiscard]] std::uint64_t stack(unsigned offset) const;

    /// Linear address of segment:offset, by the base that the segment register has.
    [[nodiscard]] std::uint64_t linear(SegmentName segment, std::uint16_t offset) const {
        return cpu.segment(segment).base + offset;
    }
    [[nodiscard]] static std::uint64_t linear(std::uint16_t segment, std::uint16_t offset) {
        return (std::uint64_t{segment} << 4) + offset;
    }

    /// The bytes at a linear address, by the gate of A20 and the guest's page tables. False, and nothing is
    /// done, where one of them lies outside of memory.
    [[nodiscard]] bool read(std::uint64_t linear, std::span<std::uint8_t> bytes) const;
    [[nodiscard]] bool write(std::uint64_t linear, std::span<const std::uint8_t> bytes) const;

    /// A little-endian number there; 0 outside of memory.
    template <class T>
    [[nodiscard]] T get(std::uint64_t linear) const {
        std::array<std::uint8_t, sizeof(T)> bytes{};
        T value{};
        if (read(linear, bytes)) std::memcpy(&value, bytes.data(), sizeof(T));
        return value;
    }

    /// A character of code page 437, in the log; what can't be printed is a number.
    void log_character(std::uint8_t character);

    /// Names the function and what became of it, in the log.
    Next done(std::string_view function, std::string_view status = "ok") {
        log.function = function;
        log.status = status;
        return Next::done;
    }

    /// The same for a call that only asks, or sets what is so already: a guest that waits may make it too.
    Next told(std::string_view function, std::string_view status = "ok") {
        log.idle = true;
        return done(function, status);
    }

    /// The guest is over.
    Next stop(Status status, std::string_view cause);

private:
    void replace(Gpr name, std::uint64_t mask, std::uint64_t value) {
        cpu.gpr[name] = (cpu.gpr[name] & ~mask) | (value & mask);
    }
    [[nodiscard]] std::uint16_t flags() const { return get<std::uint16_t>(stack(flags_offset)); }
    void set_flag(std::uint64_t flag, bool value);

    static constexpr unsigned flags_offset = 4;  ///< above the IP and CS that INT pushed
};

/// A service by its number in AH.
struct Function {
    std::uint8_t number;
    Next (*serve)(Call& call);
};

/// A function that the BIOS doesn't have: the registers stay.
[[nodiscard]] Next no_such_function(Call& call);

/// Serves the function that AH names; where there is none, `otherwise`.
template <std::size_t count>
[[nodiscard]] Next serve_by_ah(Call& call, const std::array<Function, count>& functions,
                               Next (*otherwise)(Call& call) = no_such_function) {
    for (const Function& function : functions) {
        if (function.number == call.high(Gpr::rax)) return function.serve(call);
    }
    return otherwise(call);
}

// The services, one a file. Each fills in `call.log` (function, parameters, status) and the registers.
[[nodiscard]] Next serve_print_screen(Call& call);  // INT 05h, serial.cpp
[[nodiscard]] Next serve_video(Call& call);         // INT 10h, video.cpp
[[nodiscard]] Next serve_equipment(Call& call);     // INT 11h, system.cpp
[[nodiscard]] Next serve_memory_size(Call& call);   // INT 12h, system.cpp
[[nodiscard]] Next serve_disk(Call& call);          // INT 13h, disk_services.cpp
[[nodiscard]] Next serve_serial(Call& call);        // INT 14h, serial.cpp
[[nodiscard]] Next serve_system(Call& call);        // INT 15h, system.cpp
[[nodiscard]] Next serve_keyboard(Call& call);      // INT 16h, keyboard_services.cpp
[[nodiscard]] Next serve_printer(Call& call);       // INT 17h, serial.cpp
[[nodiscard]] Next serve_time(Call& call);          // INT 1Ah, time_services.cpp

/// IRQ 0: counts the BDA's ticks, lets the floppy's motor run out. time_services.cpp
void timer_tick(Call& call);
/// IRQ 1: the scan code in AL becomes a key in the BDA's buffer; AL is then 1 for Ctrl-Break.
/// keyboard_interrupt.cpp
[[nodiscard]] Next keyboard_interrupt(Call& call);

/// What a service writes into the BDA and the machine at power-on.
void install_video(const Memory& memory, pc::Devices& devices);
void install_keyboard(const Memory& memory);
void install_disks(const Memory& memory, const pc::Devices& devices);
void install_time(const Memory& memory, const pc::Devices& devices);

}  // namespace vitrine::guest::bios
