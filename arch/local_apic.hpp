#pragma once
// The local APIC: its timer bounds a guest where there is no VMX-preemption timer. Intel SDM vol. 3A,
// chapter 11.

#include <cstdint>

namespace vitrine::arch {

/// Where the registers lie in memory unless the processor is in x2APIC mode; to be mapped uncached.
inline constexpr std::uint64_t local_apic_base = 0xFEE0'0000;

/// The timer's own vector: past those of exceptions.
inline constexpr std::uint8_t timer_vector = 0x40;

/// Enables the local APIC and has its timer raise `vector` every `count` ticks of its own. Interrupts are
/// taken only by a guest's exits: Vitrine itself runs with them off.
void start_local_apic_timer(std::uint8_t vector, std::uint32_t count);

/// Has the timer raise `vector` once, after `count` ticks of its own; start_local_apic_timer was called
/// before.
void start_local_apic_timer_once(std::uint8_t vector, std::uint32_t count);

/// Ticks of the timer in 1024 of the TSC, at least 1; found by watching both, which stops the timer.
[[nodiscard]] std::uint64_t local_apic_timer_rate();

/// Stops the timer; of its interrupts none is pending then.
void stop_local_apic_timer();

/// Tells the local APIC that the interrupt which it delivered last has been dealt with.
void end_of_interrupt();

/// Lets the processor take an interrupt that is pending, where an exit doesn't take it: turns interrupts on
/// for an instruction. The timer's vector returns at once (arch/interrupts.asm); any other is a panic.
inline void accept_interrupt() {
    asm volatile("sti\n\tnop\n\tnop\n\tcli" : : : "memory");
}

}  // namespace vitrine::arch
