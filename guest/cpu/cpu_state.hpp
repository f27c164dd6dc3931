#pragma once
// A virtual processor's whole state as a value: what guest::Vcpu saves and loads, and how a guest starts.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "guest/cpu/entry.hpp"
#include "guest/cpu/registers.hpp"
#include "kernel/log/log.hpp"

namespace vitrine::guest {

class VirtualCpu;

/// Where a flat program or boot sector is loaded and entered: 0000:7c00.
inline constexpr std::uint16_t boot_address = 0x7C00;

/// What a virtual processor does when no event comes. Numbered as VMX's activity states: Intel SDM vol. 3C,
/// 25.4.2. It is saved and loaded; the run loop halts a guest by itself and enters active ones alone.
enum class Activity : std::uint8_t { active, hlt, shutdown, wait_for_sipi };

/// Bits of CpuState::pending_debug: B0 to B3, and BS for a single step. Intel SDM vol. 3C, table 25-4.
namespace pending_debug {
inline constexpr std::uint64_t breakpoints = 0xF, single_step = 1U << 14;
}  // namespace pending_debug

/// Bytes of the largest extended state that a guest has. arch::ExtendedState::area_size.
inline constexpr std::size_t most_extended = 2752;

/// Everything of a virtual processor that lasts from one run to the next.
struct CpuState {
    Registers gpr;  ///< RSP's slot is 0
    std::array<std::uint64_t, register_count> registers{};
    std::array<Segment, 8> segments{};  ///< by SegmentName; the bases of FS and GS are these
    DescriptorTable gdtr, idtr;
    std::array<std::uint64_t, 4> pdptes{};  ///< as the processor holds them under PAE paging; else 0
    VectoredEvent event;                    ///< in the middle of its delivery: the next entry delivers it
    std::uint64_t pending_debug = 0;        ///< debug exceptions that come before the next instruction
    bool sti_blocking = false;              ///< the shadow of STI; SVM doesn't tell it from MOV SS's
    bool mov_ss_blocking = false;
    bool nmi_blocking = false;
    Activity activity = Activity::active;
    /// The XSAVE area in its standard format, or FXSAVE's: Vcpu::extended_size() bytes, aligned to 64. Empty
    /// for that of a reset. The room is its owner's, and shared by copies of the value.
    std::span<std::uint8_t> extended;

    [[nodiscard]] constexpr std::uint64_t& operator[](Register name) {
        return registers[static_cast<std::size_t>(name)];
    }
    [[nodiscard]] constexpr std::uint64_t operator[](Register name) const {
        return registers[static_cast<std::size_t>(name)];
    }
    [[nodiscard]] constexpr Segment& operator[](SegmentName name) {
        return segments[static_cast<std::size_t>(name)];
    }
    [[nodiscard]] constexpr const Segment& operator[](SegmentName name) const {
        return segments[static_cast<std::size_t>(name)];
    }

    /// PAE paging: the page-directory-pointer entries are registers. Intel SDM vol. 3A, 4.4.1.
    [[nodiscard]] constexpr bool has_pdptes() const {
        return ((*this)[Register::cr0] & cr0::pg) != 0 && ((*this)[Register::cr4] & cr4::pae) != 0 &&
               ((*this)[Register::efer] & efer::lma) == 0;
    }

    /// The current privilege level: SS.DPL, 0 in real mode and 3 in virtual-8086 mode.
    [[nodiscard]] constexpr std::uint8_t cpl() const {
        if (((*this)[Register::cr0] & cr0::pe) == 0) return 0;
        return ((*this)[Register::rflags] & rflags::vm) != 0 ? 3 : (*this)[SegmentName::ss].dpl();
    }

    /// All fields in turn, for what writes or reads them as bytes: a State of guest/machine/state.hpp.
    template <class Bytes>
    void state(Bytes& bytes) {
        bytes(gpr.value, registers);
        for (Segment& segment : segments)
            bytes(segment.selector, segment.base, segment.limit, segment.access);
        bytes(gdtr.base, gdtr.limit, idtr.base, idtr.limit, pdptes);
        bytes(event.valid, event.type, event.vector, event.instruction_length, event.has_error_code,
              event.error_code, event.address);
        bytes(pending_debug, sti_blocking, mov_ss_blocking, nmi_blocking, activity);
        bytes.bytes(extended);
    }
};

/// The contents are equal, of the extended state too.
[[nodiscard]] bool operator==(const CpuState& left, const CpuState& right);

/// One line `error` for each value in which `found` is not as `wanted`; how many.
unsigned log_differences(Sink& sink, const CpuState& wanted, const CpuState& found);

/// The whole state as lines `state`, each value by its name.
void log_state(Sink& sink, const CpuState& state);

/// Folds the state into a number: states that differ hardly ever give the same. FNV-1a over the values.
[[nodiscard]] std::uint64_t digest(const CpuState& state, std::uint64_t seed = 0xCBF2'9CE4'8422'2325);

/// What a processor can load besides what VM entry checks by itself.
struct StateLimits {
    bool xsave = false;            ///< else FXSAVE's area
    std::uint64_t components = 1;  ///< of XCR0
    std::uint32_t extended_size = 0;
    std::uint32_t mxcsr_mask = 0xFFBF;  ///< MXCSR_MASK. Intel SDM vol. 1, 11.6.6
};

/// The name of a value that would fault when it is loaded into such a processor; empty where there is none.
[[nodiscard]] std::string_view unloadable(const CpuState& state, const StateLimits& limits);

/// Reads what a VirtualCpu tells of the state: all but what events and shadows there are, and the extended
/// state.
void save_registers(VirtualCpu& cpu, CpuState& state);

/// Real mode at 0000:7c00 with interrupts off, DL the boot drive 0x80, the stack below the program, and the
/// hidden parts of the segment registers as after a reset (Intel SDM vol. 3A, table 10-1).
[[nodiscard]] constexpr CpuState real_mode_state() {
    constexpr std::uint32_t data_access = 0x93;  // present, writable, accessed
    constexpr std::uint32_t code_access = 0x9B;  // present, readable, accessed
    constexpr std::uint32_t busy_tss_access = 0x8B;
    constexpr std::uint32_t limit = 0xFFFF;

    CpuState state;
    state.gpr[Gpr::rdx] = 0x80;
    state[Register::rip] = boot_address;
    state[Register::rsp] = boot_address;
    state[Register::rflags] = rflags::fixed_one;
    state[Register::cr0] = cr0::et;
    state[Register::xcr0] = 1;
    state[Register::pat] = 0x0007'0406'0007'0406;
    state[Register::dr6] = 0xFFFF'0FF0;
    state[Register::dr7] = 0x400;
    for (Segment& segment : state.segments) segment = {.limit = limit, .access = data_access};
    state[SegmentName::cs].access = code_access;
    state[SegmentName::ldtr] = {.access = Segment::unusable_bit};
    state[SegmentName::tr].access = busy_tss_access;
    state.gdtr.limit = limit;
    state.idtr.limit = 0x3FF;
    return state;
}

}  // namespace vitrine::guest
