#pragma once
// SVM on this processor, and a virtual processor in it. svm/vcpu.cpp tells the story from top to bottom.

#include <cstdint>
#include <optional>

#include "guest/cpu/decoder.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/configuration.hpp"
#include "guest/machine/entry_checks.hpp"
#include "kernel/complaint.hpp"
#include "kernel/deadline.hpp"
#include "kernel/frames.hpp"
#include "kernel/result.hpp"
#include "svm/enter.hpp"
#include "svm/exit_code.hpp"
#include "svm/illegal_state.hpp"
#include "svm/npt_format.hpp"
#include "svm/steps.hpp"
#include "svm/vmcb.hpp"

namespace vitrine::svm {

/// This processor with SVM on: from EFER.SVME set to EFER.SVME cleared.
class Operation {
public:
    /// Checks the processor and sets EFER.SVME. `frames` gives the host save area.
    [[nodiscard]] static Result<Operation> enter(Steps& steps, FrameAllocator& frames);

    /// Says that SVM's instructions have no error numbers to provoke.
    [[nodiscard]] static bool check_instructions(Steps& steps, FrameAllocator& frames);

    /// Of the tables of a guest's memory.
    [[nodiscard]] static const PageFormat& nested_page_format() { return npt_format; }
    [[nodiscard]] static PageSize largest_nested_page() { return PageSize::mib_2; }

    /// Clears EFER.SVME. The last thing done with it.
    void leave(Steps& steps);

private:
    Operation() = default;
};

/// One virtual processor with its VMCB.
class Vcpu final : public guest::Vcpu {
public:
    /// There is one only within an operation.
    Vcpu(const Operation& /*operation*/, Steps& steps) : steps_(steps) {}
    Vcpu(const Vcpu&) = delete;
    Vcpu& operator=(const Vcpu&) = delete;

    /// Fills the VMCB: intercepts, permission maps, nested paging, guest state; and saves the host's by
    /// VMSAVE.
    [[nodiscard]] Result<void> create(const guest::GuestConfiguration& configuration, FrameAllocator& frames);

    VITRINE_KEEPS_NO_REGISTER [[nodiscard]] guest::Exit& run(const guest::Entry& entry) override;
    void advance(const guest::Exit& exit) override;
    [[nodiscard]] bool can_interrupt() override;
    [[nodiscard]] std::uint32_t extended_size() override;
    void save(guest::CpuState& state) override;
    [[nodiscard]] std::string_view load(const guest::CpuState& state) override;

    /// What the list of illegal states says of the VMCB as it is.
    [[nodiscard]] guest::EntryForecast forecast() const;

    /// Nothing of the guest stays in the processor's registers.
    void destroy();

    [[nodiscard]] std::uint64_t read(guest::Register name) override;
    void write(guest::Register name, std::uint64_t value) override;
    [[nodiscard]] guest::Segment segment(guest::SegmentName name) override;
    [[nodiscard]] guest::DescriptorTable gdtr() override;
    [[nodiscard]] guest::DescriptorTable idtr() override;
    void write_pdptes(const std::array<std::uint64_t, 4>& entries) override;
    [[nodiscard]] std::uint64_t pdpte(unsigned index) override;
    [[nodiscard]] guest::CpuidAnswer host_cpuid(std::uint32_t leaf, std::uint32_t subleaf) override;
    [[nodiscard]] std::uint64_t settable_cr4() override;
    void set_real_mode_segment(guest::SegmentName name, std::uint16_t selector) override;

private:
    static constexpr std::uint64_t nowhere = ~std::uint64_t{0};  ///< no RIP

    void write_intercepts(const guest::GuestConfiguration& configuration);
    void write_guest_state(const guest::CpuState& state);
    void load_resident(const guest::CpuState& state);
    [[nodiscard, gnu::noinline]] guest::Exit& refused();
    [[nodiscard, gnu::noinline]] guest::Exit& single_stepped();
    [[nodiscard, gnu::noinline]] guest::Exit& worked_out();
    [[nodiscard, gnu::noinline]] guest::Exit* prepare(const guest::Entry& entry);
    [[nodiscard]] guest::Exit* look_at_entry();
    [[nodiscard]] guest::Exit& broken_entry();
    void reload_npt(const guest::NestedPaging& nested);
    void deliver(const guest::VectoredEvent& event);
    void set_window(bool wanted);
    [[nodiscard]] bool attends() const {
        return tells_ || timed_ || pending_debug_ != 0 || delivered_at_ != nowhere;
    }
    [[nodiscard]] bool find_interrupted_delivery();
    [[nodiscard]] std::uint64_t rip_after(std::uint64_t rip, std::uint8_t length);
    [[nodiscard]] Departure vmrun();
    [[gnu::noinline]] void decode(const Departure& left);
    [[nodiscard]] static Limits processor_limits();
    [[nodiscard]] guest::EntryFailure explain_refusal();
    [[nodiscard]] bool left_illegal_state() const;
    [[nodiscard]] bool moves_reserved_bits_to_cr3();
    void check_host(std::uint64_t differing_cr0) const;
    void log_check() const;
    void log_fields() const;
    [[gnu::noinline]] void log_exit();
    void log_vmexit();
    [[nodiscard]] std::optional<guest::Instruction> instruction();
    void look_at_clock();
    [[nodiscard]] bool changes_nothing();
    [[nodiscard]] Vmcb& vmcb() const { return *vmcb_; }
    [[nodiscard]] VmcbSegment& segment_register(guest::SegmentName name) const;
    void write_efer(std::uint64_t value);

    Steps& steps_;
    Deadline deadline_;
    const guest::Memory* memory_ = nullptr;
    std::uint64_t nested_generation_ = 0;  ///< of the tables as the processor may have them cached
    Vmcb* vmcb_ = nullptr;                 ///< its physical address is its address
    Vmcb* host_ = nullptr;                 ///< what VMSAVE saved of the host
    Vmcb* first_ = nullptr;                ///< the guest's VMCB as it was at the first VMRUN
    std::uint64_t lme_ = 0;        ///< the guest's EFER.LME, which the VMCB has only while CR0.PG is set
    std::uint64_t host_cr4_ = 0;   ///< the host's own, to be there again after each #VMEXIT
    std::uint64_t host_efer_ = 0;  ///< the same
    std::uint64_t beyond_ = 0;     ///< the bits of an address past the physical ones
    guest::EntryChecks checks_;
    bool tells_ = true;                     ///< a line of the repeated steps is due, or each entry is checked
    bool attends_ = true;                   ///< that, or time that each entry sets, or a trap that is due
    bool entered_ = false;                  ///< the guest has exited once
    std::uint64_t pending_debug_ = 0;       ///< a trap that is due after an instruction that Vitrine did
    std::uint64_t delivered_at_ = nowhere;  ///< RIP with which this entry delivers an event
    std::uint8_t skipped_ = 0;              ///< bytes of that by which it stands past the event's instruction
    bool nmi_blocking_ = false;
    bool waits_for_window_ = false;  ///< for the guest to take an interrupt
    bool timed_ = false;             ///< between entries the VMCB's TSC_OFFSET holds the guest's TSC
};

}  // namespace vitrine::svm
