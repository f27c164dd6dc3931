// The life of a virtual machine on AMD SVM, in the order in which it happens:
//
//   check           does this processor have what a guest needs?           Operation::enter
//   svme-on         EFER.SVME: the SVM instructions are there              Operation::enter
//   host-save-area  where VMRUN keeps the host's registers                 Operation::enter
//   vmcb            intercepts, nested paging, guest state                 Vcpu::create
//   vmsave          the host's other registers                             Vcpu::create
//   vmrun           the guest runs …                                       Vcpu::run
//   vmexit          … until it exits, and the VMCB says why                Vcpu::run, Vcpu::decode
//   svme-off        EFER.SVME cleared                                      Operation::leave
//
// Section numbers are of the AMD64 Architecture Programmer's Manual volume 2, revision 24593-3.42.

#include "svm/vcpu.hpp"

#include <utility>

#include "arch/control_registers.hpp"
#include "arch/cpuid.hpp"
#include "arch/fpu.hpp"
#include "arch/msr.hpp"
#include "guest/cpu/mode.hpp"
#include "guest/machine/emulate/fetch.hpp"
#include "kernel/panic.hpp"
#include "svm/enter.hpp"
#include "svm/exit.hpp"
#include "svm/exit_code.hpp"
#include "svm/features.hpp"
#include "svm/field_table.hpp"
#include "svm/illegal_state.hpp"
#include "svm/regions.hpp"

namespace vitrine::svm {

namespace {

constexpr std::uint32_t vm_cr = 0xC001'0114;
constexpr std::uint32_t vm_host_save_area = 0xC001'0117;
constexpr std::uint32_t features_leaf = 0x8000'000A;
constexpr std::string_view invalid = "invalid";  ///< the one way in which VMRUN refuses
constexpr std::string_view no_memory = "no memory left for the SVM structures of the guest";

Limits processor_limits() {
    const auto leaf = [](std::uint32_t number) {
        const std::uint32_t highest =
            number >= 0x8000'0000 ? arch::highest_extended_leaf() : arch::highest_leaf();
        return number <= highest ? arch::cpuid(number) : arch::CpuidResult{};
    };
    const auto standard = leaf(1);
    const auto structured = leaf(7);
    const auto extended = leaf(0x8000'0001);
    const auto sizes = leaf(0x8000'0008);
    return limits_of({.standard_ecx = standard.ecx,
                      .standard_edx = standard.edx,
                      .structured_ebx = structured.ebx,
                      .structured_ecx = structured.ecx,
                      .extended_ecx = extended.ecx,
                      .extended_edx = extended.edx,
                      .sizes_eax = sizes.eax,
                      .sizes_ebx = sizes.ebx,
                      .further_eax = leaf(0x8000'0021).eax});
}

}  // namespace

// ---------------------------------------------------------------------------------------------------------------------
// From an ordinary processor to one with SVM on. 15.4, 15.30

Result<Operation, Refusal> Operation::enter(Steps& steps, FrameAllocator& frames) {
    const arch::CpuidResult leaf = arch::cpuid(features_leaf);
    const Features features = parse_features({leaf.eax, leaf.ebx, leaf.ecx, leaf.edx}, arch::read_msr(vm_cr));
    steps.log(Step::check, [&](Line& line) {
        line.hex(key::revision, features.revision).number(key::asids, features.asids);
        line.number(key::disabled, features.disabled ? 1 : 0).number(key::locked, features.locked ? 1 : 0);
        line.number(key::nested_paging, features.nested_paging ? 1 : 0);
        line.number(key::next_rip, features.next_rip ? 1 : 0);
        line.number(key::decode_assists, features.decode_assists ? 1 : 0);
        line.number(key::flush_by_asid, features.flush_by_asid ? 1 : 0);
        line.number(key::clean_bits, features.clean_bits ? 1 : 0);
    });
    VITRINE_TRY(log_unmet(steps, requirements(), features));
    const auto save_area = allocate_page(frames);
    if (!save_area) return fail(log_out_of_memory(steps.sink(), no_memory));

    constexpr std::uint64_t svm_disable = 1U << 4;
    if (features.disabled) arch::write_msr(vm_cr, arch::read_msr(vm_cr) & ~svm_disable);
    arch::write_msr(arch::msr::efer, arch::read_msr(arch::msr::efer) | arch::efer_svme);
    steps.log(Step::svme_on);
    arch::write_msr(vm_host_save_area, *save_area);
    steps.log(Step::host_save_area);
    return Operation{};
}

// ---------------------------------------------------------------------------------------------------------------------
// A VMCB for one guest. 15.5, 15.9

Result<void, Refusal> Vcpu::create(const guest::GuestConfiguration& configuration, FrameAllocator& frames) {
    steps_.begin_guest();
    if (configuration.clock == guest::ClockChoice::preemption) {
        return fail(log_missing(
            steps_.sink(), {"preemption-timer", "clock=preemption was asked for and SVM has no such timer",
                            "leave clock=auto: the local APIC's timer bounds the guest then"}));
    }
    memory_ = configuration.memory;
    const auto guest_page = allocate_page(frames);
    const auto host_page = allocate_page(frames);
    const auto first_page = allocate_page(frames);
    const auto maps = allocate_permission_maps(frames);
    const auto npt =
        build_npt(frames, configuration.memory_base(), configuration.memory.size(), configuration.platform);
    if (!guest_page || !host_page || !first_page || !maps || !npt)
        return fail(log_out_of_memory(steps_.sink(), no_memory));
    vmcb_ = &vmcb_at(*guest_page);
    host_ = &vmcb_at(*host_page);
    first_ = &vmcb_at(*first_page);

    ControlArea& control = vmcb().control;
    control.io_permissions = maps->io;
    control.msr_permissions = maps->msr;
    write_intercepts(configuration);
    steps_.log(Step::vmcb, [&](Line& line) {
        line.text(key::area, "intercepts").hex(key::exceptions, control.exceptions);
        line.hex(key::primary, control.intercepts_1).hex(key::secondary, control.intercepts_2);
    });
    control.nested_paging = 1;
    control.nested_cr3 = *npt;
    control.asid = guest_asid;
    control.tlb_control = flush_all_translations;
    steps_.log(Step::vmcb,
               [&](Line& line) { line.text(key::area, "nested-paging").number(key::asid, guest_asid); });
    write_guest_state(configuration.state);
    steps_.log(Step::vmcb, [&](Line& line) { line.text(key::area, "guest"); });

    asm volatile("vmsave %0" : : "a"(host_) : "memory");
    steps_.log(Step::vmsave);
    arch::reset_guest_registers();
    host_cr4_ = arch::read_cr4();
    host_efer_ = arch::read_msr(arch::msr::efer);
    beyond_ = ~0ULL << processor_limits().physical_bits;
    timed_ = configuration.own_time;
    write(guest::Register::tsc, 0);
    for (const guest::Injection& injection : configuration.injections) {
        const std::uint64_t before = read_field(vmcb(), injection.encoding).value_or(0);
        if (!write_field(vmcb(), injection.encoding, configuration.injected(injection, before)))
            return fail(Refusal{Status::panic, "no such VMCB field"});
    }
    if (!configuration.injections.empty()) {
        steps_.log(Step::vmcb, [&](Line& line) {
            line.text(key::area, "injected").number(key::fields, configuration.injections.size());
        });
    }
    if (configuration.dump_entry) log_fields();
    if (configuration.check_entry) log_check();
    deadline_.start(configuration.clock_budget(), timed_);
    return {};
}

// The same exits as VMX gives: see vmx/controls.cpp and vmx/guest_state.cpp.
void Vcpu::write_intercepts(const guest::GuestConfiguration& configuration) {
    ControlArea& control = vmcb().control;
    constexpr std::uint16_t cr3 = 1U << 3, cr4 = 1U << 4, cr8 = 1U << 8;
    control.cr_reads = cr8;
    control.cr_writes = cr4 | cr8;
    if (configuration.cr3_exiting) {
        control.cr_reads |= cr3;
        control.cr_writes |= cr3;
    }
    // NMI, vector 2, has an intercept of its own; its bit here is reserved (15.12.3).
    control.exceptions = configuration.exception_bitmap & ~(1U << guest::vector::nmi);
    namespace one = intercept_1;
    namespace two = intercept_2;
    control.intercepts_1 = one::interrupt | one::nmi | one::cr0_selective_write | one::rdpmc | one::cpuid |
                           one::invd | one::hlt | one::invlpga | one::io | one::msr | one::task_switch |
                           one::shutdown;
    control.intercepts_2 = two::vmrun | two::vmmcall | two::vmload | two::vmsave | two::stgi | two::clgi |
                           two::skinit | two::wbinvd | two::monitor | two::mwait | two::xsetbv;
    if (configuration.rdtsc_exiting) {
        control.intercepts_1 |= one::rdtsc;
        control.intercepts_2 |= two::rdtscp;
    }
    control.virtual_interrupt = interrupt_masking;
}

void Vcpu::write_guest_state(const guest::InitialState& state) {
    StateSaveArea& save = vmcb().save;
    for (unsigned number = 0; number < state.segments.size(); ++number) {
        const guest::Segment& from = state.segments[number];
        const bool usable = !from.unusable();
        segment_register(static_cast<guest::SegmentName>(number)) = {
            .selector = from.selector,
            .attributes =
                static_cast<std::uint16_t>(usable ? (from.access & 0xFF) | (from.access >> 4 & 0xF00) : 0),
            .limit = from.limit,
            .base = from.base};
    }
    save.gdtr = {.limit = state.gdtr.limit, .base = state.gdtr.base};
    save.idtr = {.limit = state.idtr.limit, .base = state.idtr.base};
    save.cr0 = state.cr0;
    write_efer(state.efer);
    save.cr3 = state.cr3;
    save.cr4 = state.cr4;
    constexpr std::uint64_t dr6_fixed = 0xFFFF'0FF0;
    save.dr6 = dr6_fixed;
    save.dr7 = state.dr7;
    save.rflags = state.rflags;
    save.rip = state.rip;
    save.rsp = state.rsp;
    save.pat = state.pat;
    gpr = state.gpr;
}

// ---------------------------------------------------------------------------------------------------------------------
// Into the guest, out of it, and in again. 15.5, 15.6

guest::Exit& Vcpu::run(const guest::Entry& entry) {
    // VMX would hold this trap pending over its entry; here it is raised as if the guest had just exited by
    // it.
    if (std::exchange(step_trap_, false)) {
        constexpr std::uint64_t single_step = 1U << 14;
        exit_.rip = vmcb().save.rip;
        exit_.cause = guest::exit::Exception{.vector = guest::vector::db, .address = single_step};
        return exit_;
    }
    prepare(entry);
    if (deadline_.passed_by_work(vmcb().control.tsc_offset)) [[unlikely]] {
        exit_.rip = vmcb().save.rip;
        exit_.length = 0;
        exit_.cause.emplace<guest::exit::BudgetTimer>();
        return exit_;
    }
    if (left_illegal_state()) [[unlikely]] {
        exit_.cause.emplace<guest::exit::EntryFailed>(explain_refusal());
        return exit_;
    }
    const Departure left = vmrun();
    if (is_invalid(left.code)) [[unlikely]] {
        exit_.cause.emplace<guest::exit::EntryFailed>(explain_refusal());
        return exit_;
    }
    entered_ = true;
    exit_.rip = left.rip;
    exit_.length = static_cast<std::uint8_t>(left.length);
    // The exits that a guest does most, where the processor tells how long the instruction was.
    if (left.length != 0 && left.code == static_cast<std::uint64_t>(ExitCode::vmmcall)) {
        exit_.cause.emplace<guest::exit::Vmcall>();
    } else if (left.length != 0 && left.code == static_cast<std::uint64_t>(ExitCode::cpuid)) {
        exit_.cause.emplace<guest::exit::Cpuid>();
    } else {
        decode(left);
    }
    if (steps_.due(Step::vmexit)) [[unlikely]]
        log_exit();
    return exit_;
}

void Vcpu::prepare(const guest::Entry& entry) {
    if (entry.event.valid) deliver(entry.event);
    if (entry.window != waits_for_window_) set_window(entry.window);
    if (entry.ticks != guest::Entry::unbounded) {
        deadline_.limit(entry.ticks);
    } else {
        deadline_.limit_by_work(vmcb().control.tsc_offset);
    }
    if (!entered_) *first_ = vmcb();
}

Departure Vcpu::vmrun() {
    if (steps_.due(Step::vmrun)) [[unlikely]]
        steps_.log(Step::vmrun);
    StateSaveArea& save = vmcb().save;
    save.rax = gpr[guest::Gpr::rax];
    arch::write_cr2(save.cr2);  // VMRUN loads it (15.5.1), but not Bochs 2.7's
    deadline_.arm();
    check_host(timed_ ? enter_guest(svm_enter_timed, gpr, vmcb_, host_)
                      : enter_guest(svm_enter, gpr, vmcb_, host_));
    gpr[guest::Gpr::rax] = save.rax;
    ControlArea& control = vmcb().control;
    control.event_injection = 0;
    control.tlb_control = 0;
    const std::uint64_t next = control.exit_code == static_cast<std::uint64_t>(ExitCode::io)
                                   ? control.exit_info_2
                                   : control.next_rip;
    return {control.exit_code, save.rip, &gpr, next != 0 ? next - save.rip : 0};
}

// Nothing that a guest does may change the host. What #VMEXIT loads of it is compared each time (15.6): a
// processor, or its emulator, that leaves the guest's behind is named before anything is done with it.
void Vcpu::check_host(std::uint64_t differing_cr0) const {
    const std::uint64_t cr4 = arch::read_cr4() ^ host_cr4_;
    const std::uint64_t efer = arch::read_msr(arch::msr::efer) ^ host_efer_;
    if ((differing_cr0 | cr4 | efer) == 0) [[likely]]
        return;
    if (cr4 != 0) arch::write_cr4(host_cr4_);
    if (efer != 0) arch::write_msr(arch::msr::efer, host_efer_);
    panic(differing_cr0 != 0 ? "#VMEXIT left the guest's CR0 in the host"
          : cr4 != 0         ? "#VMEXIT left the guest's CR4 in the host"
                             : "#VMEXIT left the guest's EFER in the host");
}

// What a guest can load without an exit where an emulator lacks the #GP, and VMRUN refuses (15.5.1). It is
// looked for before the entry, since a refused one may overwrite the state.
bool Vcpu::left_illegal_state() const {
    constexpr unsigned long_and_big = 3U << 9;
    const StateSaveArea& save = vmcb().save;
    const bool suspected = ((save.cr3 & beyond_) | (save.dr6 | save.dr7) >> 32) != 0 ||
                           (save.cs.attributes & long_and_big) == long_and_big;
    return suspected && entered_ && count_illegal_states(vmcb(), processor_limits()) != 0;
}

// Every other exit_.
void Vcpu::decode(const Departure& left) {
    if (left.code == static_cast<std::uint64_t>(ExitCode::virtual_interrupt) && waits_for_window_) {
        exit_.cause.emplace<guest::exit::Unseen>();
        return;
    }
    const bool reads_it =
        needs_instruction(vmcb().control) || (has_instruction(left.code) && left.length == 0);
    const auto found = reads_it ? instruction() : std::nullopt;
    exit_ = decode_exit(vmcb(), found, gpr, left.length);
    if (changes_nothing()) {
        advance(exit_);
        exit_.cause.emplace<guest::exit::Unseen>();
        return;
    }
    look_at_clock();
}

// VMEXIT_INVALID names no field, so every rule of the manual's list that is broken is named here. The refusal
// may have overwritten the state, so at a guest's first entry the rules look at what it was.
guest::EntryFailure Vcpu::explain_refusal() {
    if (!entered_) {
        steps_.log(Step::vmrun, [&](Line& line) { line.text(key::outcome, "vmexit-invalid"); });
        vmcb() = *first_;
    }
    const Limits limits = processor_limits();
    explain_illegal_state(steps_.sink(), vmcb(), limits);
    if (!entered_) return {"VMRUN refused the VMCB (VMEXIT_INVALID)", invalid};
    for (const IllegalState& rule : illegal_states()) {
        if (rule.broken(vmcb(), limits)) return {rule.rule, invalid, true};
    }
    return {"VMRUN refused to go on with the guest, which breaks no rule that Vitrine knows", invalid, true};
}

guest::EntryForecast Vcpu::forecast() const {
    const unsigned broken = count_illegal_states(vmcb(), processor_limits());
    return {.rules = static_cast<unsigned>(illegal_states().size()),
            .broken = broken,
            .refusals = {broken != 0 ? invalid : std::string_view{}}};
}

void Vcpu::log_check() const {
    const unsigned broken = explain_illegal_state(steps_.sink(), vmcb(), processor_limits());
    Line(steps_.sink(), event::check)
        .text(key::name, "entry")
        .number(key::rules, illegal_states().size())
        .number(key::broken, broken)
        .text(key::status, broken == 0 ? "ok" : "failed");
}

void Vcpu::log_fields() const {
    for (const NamedField& field : named_fields()) {
        Line(steps_.sink(), event::vmcb)
            .text(key::field, field.name)
            .hex(key::value, read_field(vmcb(), field.offset).value_or(0));
    }
}

void Vcpu::log_exit() {
    if (std::get_if<guest::exit::Unseen>(&exit_.cause) != nullptr) return;
    const ControlArea& control = vmcb().control;
    steps_.log(Step::vmexit, [&](Line& line) {
        line.hex(key::code, control.exit_code).text(key::name, exit_code_name(control.exit_code));
        line.hex(key::info1, control.exit_info_1).hex(key::info2, control.exit_info_2);
        line.number(key::length, exit_.length).hex(key::rip, exit_.rip);
    });
}

// Where the VMCB doesn't tell, the guest's own bytes do. Decode assists aren't used: no emulator has them.
std::optional<guest::Instruction> Vcpu::instruction() {
    std::array<std::uint8_t, guest::longest_instruction> buffer{};
    return guest::decode(guest::fetch(*this, memory_, buffer), guest::default_address_size(*this));
}

// SVM exits for every write of CR4, VMX only for one that changes it: such a write is done unseen on both.
bool Vcpu::changes_nothing() {
    const auto* access = std::get_if<guest::exit::ControlRegister>(&exit_.cause);
    return access != nullptr && access->number == 4 &&
           access->access == guest::exit::ControlRegister::Access::write &&
           guest::low_part(read_gpr(access->gpr), guest::in_64bit_mode(*this) ? 8 : 4) == vmcb().save.cr4;
}

// The host's own clock ticking is no doing of the guest: it goes on as if nothing had been, until the budget
// is over.
void Vcpu::look_at_clock() {
    if (std::get_if<guest::exit::ExternalInterrupt>(&exit_.cause) == nullptr) return;
    arch::accept_interrupt();
    arch::end_of_interrupt();
    if (deadline_.passed(vmcb().control.tsc_offset)) {
        exit_.cause.emplace<guest::exit::BudgetTimer>();
    } else {
        exit_.cause.emplace<guest::exit::Unseen>();
    }
}

// Past 4 GiB only 64-bit code goes on; elsewhere EIP wraps.
void Vcpu::advance(const guest::Exit& exit) {
    StateSaveArea& save = vmcb().save;
    std::uint64_t rip = exit.rip + exit.length;
    if (rip >> 32 != 0 && !guest::in_64bit_mode(*this)) rip = static_cast<std::uint32_t>(rip);
    save.rip = rip;
    vmcb().control.interrupt_shadow = 0;
    if ((save.rflags & guest::rflags::tf) != 0) step_trap_ = true;
}

// INT3 and INTO exit as faults here and are traps to the guest (15.12.4); in real mode there is no error
// code.
void Vcpu::deliver(const guest::VectoredEvent& event) {
    StateSaveArea& save = vmcb().save;
    if (event.is_exception() && event.vector == guest::vector::pf) save.cr2 = event.address;
    if (event.is_exception() && event.vector == guest::vector::db) {
        constexpr std::uint64_t general_detect = 1U << 13;
        save.dr6 |= event.address;
        save.dr7 &= ~general_detect;
    }
    if (event.type == guest::VectoredEvent::Type::software_exception) save.rip += event.instruction_length;
    const bool error_code = event.has_error_code && (save.cr0 & guest::cr0::pe) != 0;
    vmcb().control.event_injection = event_bits::valid | injected_type(event.type) | event.vector |
                                     (error_code ? event_bits::error_code_valid : 0) |
                                     (error_code ? static_cast<std::uint64_t>(event.error_code) << 32 : 0);
}

// ---------------------------------------------------------------------------------------------------------------------
// The end

void Vcpu::destroy() {
    deadline_.stop();
    arch::reset_guest_registers();
}

bool Operation::check_instructions(Steps& steps, FrameAllocator& /*frames*/) {
    Line(steps.sink(), event::check)
        .text(key::name, "instructions")
        .text(key::detail, "SVM's instructions have no error numbers")
        .text(key::status, "ok");
    return true;
}

void Operation::leave(Steps& steps) {
    arch::write_msr(arch::msr::efer, arch::read_msr(arch::msr::efer) & ~arch::efer_svme);
    steps.log(Step::svme_off);
}

}  // namespace vitrine::svm
