#pragma once
// The short way: exits that a guest does often and that are answered from what is at hand, without making the
// whole exit a value first. Each answers by the same function as the long way, guest/machine/dispatch.cpp,
// which is for everything else; a test holds the two together.

#include <cstdint>
#include <optional>

#include "guest/cpu/decoder.hpp"
#include "guest/events/trace.hpp"
#include "guest/machine/emulate/control_register.hpp"
#include "guest/machine/emulate/cpuid.hpp"
#include "guest/machine/emulate/hypercall.hpp"
#include "guest/machine/emulate/msr.hpp"
#include "guest/machine/emulate/string_io.hpp"
#include "guest/machine/emulate/unclaimed.hpp"
#include "guest/machine/machine.hpp"

namespace vitrine::guest {

/// A backend calls the function of the exit's kind, with what is known of
/// the exit, for an instruction that
/// is_ordinary_place() lets pass. True: the exit is answered and in
/// the log, and the guest goes on after the instruction. False: nothing is done, and the long way it is.
///
/// `Cpu` is the backend's own type, so that no call is virtual. It has besides what VirtualCpu has:
///   code_segment()                 the selector of a CS whose base isn't 0
///   cr0(), set_plain_cr0(value)    CR0 as the guest sees it; writing bits of which nothing else depends
///   read_quickly(name)             a register that takes one step to read; nothing for the others
template <class Cpu>
class ShortWay {
public:
    using Departure = typename Cpu::Departure;

    ShortWay(Cpu& cpu, Machine& machine, Trace& trace)
        : recordings_(trace.recordings()), cpu_(cpu), machine_(machine), trace_(trace) {}

    /// Whether the instruction that ends at `next` lies neither where RIP may have to wrap at 4 GiB nor where
    /// the stubs of unclaimed vectors are: both are for the long way.
    [[nodiscard]] static bool is_ordinary_place(std::uint64_t next) {
        constexpr auto first = static_cast<std::uint32_t>(unclaimed_stub_offsets + longest_instruction);
        return static_cast<std::uint32_t>(next) >= first;
    }

    [[nodiscard, gnu::always_inline]] bool vmcall(const Departure& left) {
        return answer<exit::Vmcall>(left, [&gpr = *left.gpr] [[gnu::always_inline]] (exit::Vmcall & call) {
            return answer_from_registers(gpr, call);
        });
    }

    [[nodiscard, gnu::always_inline]] bool cpuid(const Departure& left) {
        return answer<exit::Cpuid>(left,
                                   [this, &gpr = *left.gpr] [[gnu::always_inline]] (exit::Cpuid & cpuid) {
                                       return machine_.cpuid.answer(gpr, cpuid);
                                   });
    }

    [[nodiscard, gnu::always_inline]] bool rdmsr(const Departure& left) {
        return answer<exit::Msr>(left, [this, &gpr = *left.gpr] [[gnu::always_inline]] (exit::Msr & msr) {
            msr.index = static_cast<std::uint32_t>(gpr[Gpr::rcx]);
            const std::optional<std::uint64_t> value = cpu_.read_quickly(place_of_msr(msr.index));
            if (!value) return false;
            msr.name = find_msr(msr.index)->name;
            msr.value = *value;
            give_msr(gpr, *value);
            return true;
        });
    }

    /// IN or OUT of a byte, which is what devices mostly take. `access()` has what the processor tells of it.
    template <class Access>
    [[nodiscard, gnu::always_inline]] bool byte_io(const Departure& left, Access access) {
        const bool done = answer<exit::Io>(left, [this, access] [[gnu::always_inline]] (exit::Io & io) {
            static_cast<exit::PortAccess&>(io) = access();
            return move_byte(cpu_.gpr, machine_.ports, io);
        });
        if (done && machine_.console.waiting()) [[unlikely]]
            trace_.console(machine_.console);
        return done;
    }

    [[nodiscard, gnu::always_inline]] bool write_cr0(const Departure& left, Gpr source) {
        return answer<exit::ControlRegister>(
            left, [this, source] [[gnu::always_inline]] (exit::ControlRegister & access) {
                access.gpr = source;
                return write_plain_cr0(cpu_, cpu_.gpr, access);
            });
    }

    /// Exits so far, both ways together.
    std::uint64_t exits = 0;

private:
    template <class Kind, class Answer>
    [[nodiscard, gnu::always_inline]] bool answer(const Departure& left, const Answer& fill_in) {
        if (recordings_[kind_index<Kind>] != Recording::none) [[unlikely]]
            return answer_and_keep<Kind>(left.rip, fill_in);
        Kind cause;
        return fill_in(cause);
    }

    template <class Kind, class Answer>
    [[nodiscard, gnu::noinline]] bool answer_and_keep(std::uint64_t rip, Answer fill_in) {
        if (recordings_[kind_index<Kind>] != Recording::memory) return false;
        EventStore& store = trace_.store();
        Kind* cause = store.begin<Kind>(exits, rip, cpu_.code_segment());
        if (cause == nullptr || !fill_in(*cause)) return false;
        store.keep();
        return true;
    }

    const Trace::Recordings recordings_;
    Cpu& cpu_;
    Machine& machine_;
    Trace& trace_;
};

}  // namespace vitrine::guest
