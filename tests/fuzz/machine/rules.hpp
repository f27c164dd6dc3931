#pragma once
// What must hold whatever a guest does: each entry, each answer and the ending are held against it. It sees
// the run loop only by what that does to a processor, so it doesn't depend on how the loop is written.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "guest/boards/pc.hpp"
#include "guest/events/kinds.hpp"
#include "guest/machine/emulate/string_io.hpp"
#include "kernel/status.hpp"
#include "script.hpp"

namespace vitrine::fuzz {

#define FUZZ_REQUIRE(condition, what)                                                               \
    do {                                                                                            \
        if (!(condition)) {                                                                         \
            std::fprintf(stderr, "%s:%d: broken: %s (%s)\n", __FILE__, __LINE__, what, #condition); \
            std::abort();                                                                           \
        }                                                                                           \
    } while (false)

/// How often what was made, over all inputs.
using Counts = std::map<std::string, std::uint64_t>;

class Rules {
public:
    using Cpu = FakeCpuOf<Vcpu>;

    struct Limits {
        std::uint64_t exits;
        Ticks budget;  ///< of a PC
    };

    Rules(const Memory& memory, PcBoard* pc, Limits limits, Counts& counts)
        : memory_(memory), pc_(pc), limits_(limits), counts_(counts) {}

    /// An entry is tried.
    void entered(Cpu& cpu) {
        FUZZ_REQUIRE(!over_, "an entry after an ending");
        FUZZ_REQUIRE(!last_ || advanced_ || injected_ || delivered_again_ || !last_->interrupted.valid,
                     "an event whose delivery was interrupted is lost");
        settle(cpu);
        if (pc_ != nullptr) {
            FUZZ_REQUIRE(pc_->devices().clock.now < limits_.budget, "an entry after the budget");
            if (pc_->pending[boot_vcpu].word != 0) count("pending interrupt");
        }
        FUZZ_REQUIRE(exits_ < limits_.exits, "an entry after the last exit");
        answers_ = 0;
    }
    /// The entry ended so.
    void left(const Step& step, Cpu& cpu) {
        if (step.kind == Step::Kind::refused) {
            over_ = refused_ = true;
            count("refused");
        } else if (step.kind == Step::Kind::unseen) {
            count("unseen");
        } else {
            ++exits_;
            last_ = step.exit;
            rip_ = cpu.registers[Register::rip];
            before_ = cpu.gpr;
            memory_check_ = pc_ == nullptr;
            if (memory_check_) kept_.assign(memory_.bytes().begin(), memory_.bytes().end());
            paging_ = (cpu.registers[Register::cr0] & cr0::pg) != 0;
            backwards_ = (cpu.registers[Register::rflags] & rflags::df) != 0;
            count((pc_ != nullptr ? "pc " : "bare ") + std::string(kind_table[step.exit.cause.index()].word));
            count_state(cpu);
        }
    }
    void advanced(std::uint64_t length) {
        FUZZ_REQUIRE(last_ && ++answers_ == 1, "two answers to one exit");
        advanced_ = true;
        length_ = length;
    }
    /// Whether the event is the one whose delivery the last exit interrupted, and the guest goes on there.
    bool delivered_again(const VectoredEvent& event) {
        if (!last_ || advanced_ || !(event == last_->interrupted) || (allowed() & resume) == 0) return false;
        FUZZ_REQUIRE(!std::exchange(delivered_again_, true), "an event is delivered twice");
        count("deliver again");
        return true;
    }
    void injected(const VectoredEvent& event, bool protected_mode) {
        FUZZ_REQUIRE(last_ && ++answers_ == 1, "two answers to one exit");
        injected_ = true;
        check_injection(event);
        count(protected_mode ? "inject in protected mode" : "inject in real mode");
        if (event.vector == vector::df) count("inject #DF");
    }
    void interrupted(bool possible) {
        FUZZ_REQUIRE(pc_ != nullptr, "an interrupt without a device");
        FUZZ_REQUIRE(possible && !injected_, "an interrupt that the guest can't take");
        count("interrupt");
    }
    void limited(std::uint64_t ticks) const { FUZZ_REQUIRE(ticks != 0, "an entry of no time"); }

    /// The guest is over.
    void ended(const action::Stop& stop, std::uint64_t exits, Cpu& cpu) {
        FUZZ_REQUIRE(exits == exits_ && exits <= limits_.exits, "the ending's number of exits");
        FUZZ_REQUIRE(refused_ == (stop.status == Status::entry_failed), "entry-failed is a refused entry");
        stopped_ = stop.status;
        const bool misconfigured =
            last_ && std::holds_alternative<exit::MemoryMisconfiguration>(last_->cause);
        settle(cpu);
        over_ = true;
        check_status(stop, misconfigured, pc_ != nullptr && !pc_->held_up().empty());
        count("status " + std::string(name(stop.status)));
    }
    [[nodiscard]] std::uint64_t exits() const { return exits_; }

private:
    static constexpr unsigned advance = 1, resume = 2, inject = 4, end = 8;

    void count(const std::string& what) { ++counts_[what]; }

    void count_state(Cpu& cpu) {
        auto& registers = cpu.registers;
        const bool pe = (registers[Register::cr0] & cr0::pe) != 0;
        const bool vm = (registers[Register::rflags] & rflags::vm) != 0;
        const bool lma = (registers[Register::efer] & efer::lma) != 0;
        count(!pe       ? "mode real"
              : vm      ? "mode virtual-8086"
              : lma     ? "mode long"
              : paging_ ? "mode paged"
                        : "mode protected");
        if ((registers[Register::rflags] & rflags::tf) != 0) count("TF set");
        if (last_->interrupted.valid) count("in an event's delivery");
    }

    /// The answer to the last exit is complete.
    void settle(Cpu& cpu) {
        if (!last_) return;
        const unsigned outcome = advanced_ ? advance : injected_ ? inject : stopped_ ? end : resume;
        const std::size_t kind = last_->cause.index();
        const bool by_limit = outcome == end && exits_ >= limits_.exits && *stopped_ == Status::budget;
        // A PC's time or patience may also be over after a halt or any answer that goes on at the
        // instruction, and before an exception is delivered.
        const bool by_pc = outcome == end && pc_ != nullptr &&
                           (*stopped_ == Status::budget || *stopped_ == Status::ok) &&
                           (allowed() & (resume | inject)) != 0;
        FUZZ_REQUIRE((allowed() & outcome) != 0 || by_limit || by_pc, kind_table[kind].word.data());
        constexpr std::array<const char*, 9> names{
            "", "answer advance", "answer resume", "", "answer inject", "", "", "", "answer end"};
        count(names[outcome]);
        check_rip(cpu);
        check_memory(cpu);
        last_.reset();
        advanced_ = injected_ = delivered_again_ = false;
    }

    /// What may become of the last exit.
    [[nodiscard]] unsigned allowed() const {
        switch (last_->cause.index()) {
            case kind_index<exit::Vmcall>:
                return pc_ != nullptr ? advance | resume | end : advance | end;
            case kind_index<exit::Io>: {
                const auto& io = std::get<exit::Io>(last_->cause);
                const unsigned string = io.string ? inject : 0;
                return advance | end | string | (io.string && io.rep ? resume : 0);
            }
            case kind_index<exit::Cpuid>:
            case kind_index<exit::CacheFlush>:
            case kind_index<exit::Rdtsc>:
                return advance;
            case kind_index<exit::Hlt>:
                return pc_ != nullptr ? advance | resume | end : end;
            case kind_index<exit::Msr>:
            case kind_index<exit::Xsetbv>:
                return advance | inject;
            case kind_index<exit::ControlRegister>:  // LMSW of memory that isn't there
                return advance | inject |
                       (std::get<exit::ControlRegister>(last_->cause).lmsw_operand ? end : 0);
            case kind_index<exit::AbsentInstruction>:
                return inject;
            case kind_index<exit::Exception>: {
                const bool call =
                    std::get<exit::Exception>(last_->cause).vector == vector::ud && !last_->interrupted.valid;
                const bool third = last_->interrupted.valid && last_->interrupted.vector == vector::df;
                return inject | (call ? advance | end : 0) | (call && pc_ != nullptr ? resume : 0) |
                       (third ? end : 0);
            }
            case kind_index<exit::ExternalInterrupt>:
                return resume;
            default:
                return end;
        }
    }

    void check_rip(Cpu& cpu) {
        const std::uint64_t now = cpu.registers[Register::rip];
        if (advanced_) {
            const bool call =
                std::holds_alternative<exit::Exception>(last_->cause);  // another vendor's VMCALL
            // The BIOS waits at another place of its slot, where the guest halts.
            const bool waits = pc_ != nullptr && length_ == bios::rom::wait_offset &&
                               (call || std::holds_alternative<exit::Vmcall>(last_->cause));
            FUZZ_REQUIRE(waits || length_ == (call ? 3U : last_->length), "the length of the instruction");
            FUZZ_REQUIRE(now == rip_ + length_, "RIP moves once, by the instruction's length");
        } else {
            FUZZ_REQUIRE(now == rip_, "RIP moved, and nothing was done");
        }
    }

    /// Of a bare machine without paging: only INS writes memory, and only where it says.
    void check_memory(Cpu& cpu) {
        // A walk of the guest's page tables sets accessed bits; a MOV to CR0 may have turned paging on.
        if (!memory_check_ || paging_ || (cpu.registers[Register::cr0] & cr0::pg) != 0) return;
        std::vector<bool> may(kept_.size());
        if (const auto* io = std::get_if<exit::Io>(&last_->cause); io != nullptr && io->string && io->in) {
            const std::uint64_t mask = io->address_size == 8 ? ~0ULL : (1ULL << (8 * io->address_size)) - 1;
            const std::uint64_t left = cpu.gpr[Gpr::rcx] & mask, first = before_[Gpr::rcx] & mask;
            const std::uint64_t moved = io->rep ? first - left : 1;
            FUZZ_REQUIRE(moved <= string_elements_per_exit, "elements of one exit");
            for (std::uint64_t i = 0; i < moved; ++i) {
                const std::uint64_t step = i * io->size;
                const std::uint64_t offset = (before_[Gpr::rdi] + (backwards_ ? 0 - step : step)) & mask;
                for (std::uint64_t byte = 0; byte < io->size; ++byte) {
                    const std::uint64_t address =
                        (cpu.segment(io->segment).base + offset + byte) & 0xFFFF'FFFF;
                    if (address < may.size()) may[address] = true;
                }
            }
        } else {
            FUZZ_REQUIRE(std::memcmp(kept_.data(), memory_.bytes().data(), kept_.size()) == 0,
                         "memory was written");
            return;
        }
        for (std::size_t address = 0; address < kept_.size(); ++address)
            FUZZ_REQUIRE(may[address] || kept_[address] == memory_.bytes()[address], "INS wrote elsewhere");
    }

    /// Intel SDM vol. 3C, 27.2.1.3, VM-entry interruption-information field.
    static void check_injection(const VectoredEvent& exception) {
        using Type = VectoredEvent::Type;
        FUZZ_REQUIRE(exception.vector < 32 && exception.vector != vector::nmi, "an exception's vector");
        const bool pushes =
            exception.type == Type::hardware_exception && (with_error_code >> exception.vector & 1) != 0;
        FUZZ_REQUIRE(exception.has_error_code == pushes, "an error code with the vectors that have one");
        FUZZ_REQUIRE((exception.error_code >> 15) == 0, "the error code's reserved bits");
        if (exception.vector == vector::df) FUZZ_REQUIRE(exception.error_code == 0, "#DF's error code");
        if (exception.type == Type::software_exception) {
            FUZZ_REQUIRE(exception.vector == vector::bp || exception.vector == vector::of,
                         "a software exception");
        } else if (exception.type == Type::privileged_software_exception) {
            FUZZ_REQUIRE(exception.vector == vector::db, "INT1");
        }
        if (exception.type != Type::hardware_exception)
            FUZZ_REQUIRE(exception.instruction_length >= 1 && exception.instruction_length <= 15,
                         "its instruction's length");
    }

    static void check_status(const action::Stop& stop, bool misconfigured, bool held_up) {
        const auto number = static_cast<std::uint32_t>(stop.status);
        switch (stop.status) {
            case Status::ok:
                FUZZ_REQUIRE(stop.code == 0, "the code of ok");
                break;
            case Status::failed:
                FUZZ_REQUIRE(stop.code != 0 && !stop.cause.empty(), "a guest's own code");
                break;
            case Status::crash:
            case Status::budget:
            case Status::entry_failed:
                FUZZ_REQUIRE(stop.code == number && !stop.cause.empty(), "the status' number as code");
                break;
            case Status::stuck:
                FUZZ_REQUIRE(stop.code == number && !stop.cause.empty() && held_up,
                             "stuck, by an interrupt in service");
                break;
            default:
                FUZZ_REQUIRE(stop.status == Status::panic && stop.code == number && misconfigured,
                             "an ending that no guest can have");
        }
    }
    const Memory& memory_;
    PcBoard* pc_;
    Limits limits_;
    Counts& counts_;
    std::optional<Exit> last_;
    std::uint64_t rip_ = 0, length_ = 0, exits_ = 0;
    Registers before_;
    std::vector<std::uint8_t> kept_;
    std::optional<Status> stopped_;
    unsigned answers_ = 0;
    bool advanced_ = false, injected_ = false, delivered_again_ = false;
    bool over_ = false, refused_ = false;
    bool memory_check_ = false, paging_ = false, backwards_ = false;
};

}  // namespace vitrine::fuzz
