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
constexpr Literal no_memory = "no memory left for the SVM structures of the guest";

}  // namespace

// ---------------------------------------------------------------------------------------------------------------------
// From an ordinary processor to one with SVM on. 15.4, 15.30

Result<Operation> Operation::enter(Steps& steps, FrameAllocator& frames) {
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
    if (!save_area) return fail(complain(steps.sink(), out_of_memory(no_memory)));

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

Result<void> Vcpu::create(const guest::GuestConfiguration& configuration, FrameAllocator& frames) {
    steps_.begin_guest();
    if (configuration.spec.clock == guest::ClockChoice::preemption) {
        return fail(complain(
            steps_.sink(), Complaint::of_feature(
                               "preemption-timer", "clock=preemption was asked for and SVM has no such timer",
                               "leave clock=auto: the local APIC's timer bounds the guest then")));
    }
    memory_ = &configuration.memory;
    const auto guest_page = allocate_page(frames);
    const auto host_page = allocate_page(frames);
    const auto first_page = allocate_page(frames);
    const auto maps = allocate_permission_maps(frames);
    if (!guest_page || !host_page || !first_page || !maps)
        return fail(complain(steps_.sink(), out_of_memory(no_memory)));
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
    control.nested_cr3 = memory_->nested().root;
    nested_generation_ = memory_->nested().generation;
    control.asid = guest_asid;
    control.tlb_control = flush_all_translations;
    steps_.log(Step::vmcb,
               [&](Line& line) { line.text(key::area, "nested-paging").number(key::asid, guest_asid); });
    write_guest_state(configuration.state);
    steps_.log(Step::vmcb, [&](Line& line) { line.text(key::area, "guest"); });

    asm volatile("vmsave %0" : : "a"(host_) : "memory");
    steps_.log(Step::vmsave);
    arch::reset_guest_registers();
    load_resident(configuration.state);
    if (!checks_.begin(configuration.spec, frames))
        return fail(complain(steps_.sink(), out_of_memory(no_memory)));
    host_cr4_ = arch::read_cr4();
    host_efer_ = arch::read_msr(arch::msr::efer);
    beyond_ = ~0ULL << processor_limits().physical_bits;
    timed_ = !configuration.spec.real_time;
    write(guest::Register::tsc, 0);
    for (const guest::Injection& injection : configuration.spec.injections) {
        const std::uint64_t before = read_field(vmcb(), injection.encoding).value_or(0);
        if (!write_field(vmcb(), injection.encoding, configuration.injected(injection, before)))
            return fail(Complaint{.status = Status::panic, .cause = "no such VMCB field"});
    }
    if (!configuration.spec.injections.empty()) {
        steps_.log(Step::vmcb, [&](Line& line) {
            line.text(key::area, "injected").number(key::fields, configuration.spec.injections.size());
        });
    }
    if (configuration.spec.dump_entry) log_fields();
    if (configuration.spec.check_entry) log_check();
    deadline_.start(configuration.clock_budget(), timed_);
    return {};
}

// The same exits as VMX gives: see vmx/controls.cpp and vmx/guest_state.cpp.
void Vcpu::write_intercepts(const guest::GuestConfiguration& configuration) {
    ControlArea& control = vmcb().control;
    constexpr std::uint16_t cr3 = 1U << 3, cr4 = 1U << 4, cr8 = 1U << 8;
    control.cr_reads = cr8;
    control.cr_writes = cr4 | cr8;
    if (configuration.spec.intercepts.cr3) {
        control.cr_reads |= cr3;
        control.cr_writes |= cr3;
    }
    // NMI, vector 2, has an intercept of its own; its bit here is reserved (15.12.3).
    control.exceptions = configuration.spec.intercepts.exceptions & ~(1U << guest::vector::nmi);
    namespace one = intercept_1;
    namespace two = intercept_2;
    control.intercepts_1 = one::interrupt | one::nmi | one::cr0_selective_write | one::rdpmc | one::cpuid |
                           one::invd | one::hlt | one::invlpga | one::io | one::msr | one::task_switch |
                           one::shutdown;
    control.intercepts_2 = two::vmrun | two::vmmcall | two::vmload | two::vmsave | two::stgi | two::clgi |
                           two::skinit | two::wbinvd | two::monitor | two::mwait | two::xsetbv;
    if (configuration.spec.intercepts.rdtsc) {
        control.intercepts_1 |= one::rdtsc;
        control.intercepts_2 |= two::rdtscp;
    }
    control.virtual_interrupt = interrupt_masking;
}

// ---------------------------------------------------------------------------------------------------------------------
// Into the guest, out of it, and in again. 15.5, 15.6

guest::Exit& Vcpu::run(const guest::Entry& entry) {
    if ((entry.asks | attends_) != 0) [[unlikely]] {
        if (guest::Exit* const exit = prepare(entry)) return *exit;
    }
    if (left_illegal_state()) [[unlikely]]
        return refused();
    const Departure left = vmrun();
    if (is_invalid(left.code)) [[unlikely]] {
        if (!moves_reserved_bits_to_cr3()) return refused();
        exit_ = {.rip = left.rip,
                 .cause = guest::exit::Exception{.vector = guest::vector::gp, .has_error_code = true}};
        return exit_;
    }
    entered_ = true;
    exit_.rip = left.rip;
    exit_.interrupted.valid = false;
    exit_.length = static_cast<std::uint8_t>(left.length);
    // The exits that a guest does most, where the processor tells how long the instruction was.
    const ControlArea& control = vmcb().control;
    if (left.length == 0) {
        decode(left);
    } else if (left.code == static_cast<std::uint64_t>(ExitCode::vmmcall)) {
        exit_.cause.emplace<guest::exit::Vmcall>();
    } else if (left.code == static_cast<std::uint64_t>(ExitCode::cpuid)) {
        exit_.cause.emplace<guest::exit::Cpuid>();
    } else if (left.code == static_cast<std::uint64_t>(ExitCode::msr)) {
        exit_.cause.emplace<guest::exit::Msr>().write = control.exit_info_1 != 0;
    } else if (left.code == static_cast<std::uint64_t>(ExitCode::io) && !port_access(control).string) {
        exit_.cause.emplace<guest::exit::Io>(port_access(control));
    } else {
        decode(left);
    }
    if (tells_) [[unlikely]]
        log_exit();
    return exit_;
}

// The exit instead, where the guest isn't to be entered.
guest::Exit* Vcpu::prepare(const guest::Entry& entry) {
    if (pending_debug_ != 0) return &single_stepped();
    if (delivered_at_ != nowhere) {
        delivered_at_ = nowhere;
        attends_ = attends();
    }
    if (entry.event.valid) deliver(entry.event);
    if (entry.window != waits_for_window_) set_window(entry.window);
    if (entry.ticks != guest::Entry::unbounded) {
        deadline_.limit(entry.ticks);
    } else {
        deadline_.limit_by_work(vmcb().control.tsc_offset);
    }
    if (entry.nested->generation != nested_generation_) reload_npt(*entry.nested);
    if (deadline_.passed_by_work(vmcb().control.tsc_offset)) return &worked_out();
    return tells_ ? look_at_entry() : nullptr;
}

Departure Vcpu::vmrun() {
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

// Every other exit.
void Vcpu::decode(const Departure& left) {
    if (left.code == static_cast<std::uint64_t>(ExitCode::virtual_interrupt) && waits_for_window_) {
        exit_.cause.emplace<guest::exit::Unseen>();
        return;
    }
    const bool software = find_interrupted_delivery();
    const std::uint64_t length = software ? skipped_ : left.length;
    const bool reads_it =
        needs_instruction(vmcb().control) || ((software || has_instruction(left.code)) && length == 0);
    const auto found = reads_it ? instruction() : std::nullopt;
    exit_ = decode_exit(vmcb(), found, gpr, length);
    if (changes_nothing()) {
        advance(exit_);
        exit_.cause.emplace<guest::exit::Unseen>();
        return;
    }
    look_at_clock();
}

void Vcpu::log_exit() {
    if (std::get_if<guest::exit::Unseen>(&exit_.cause) != nullptr) return;
    if (steps_.due(Step::vmexit)) log_vmexit();
    tells_ = !steps_.quiet() || checks_.asked();
    attends_ = attends();
}

void Vcpu::log_vmexit() {
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
    return guest::decode(guest::fetch(*this, *memory_, buffer), guest::default_address_size(*this));
}

// SVM exits for every write of CR4, VMX only for one that changes it: such a write is done unseen on both.
bool Vcpu::changes_nothing() {
    const auto* access = std::get_if<guest::exit::ControlRegister>(&exit_.cause);
    return access != nullptr && access->number == 4 &&
           access->access == guest::exit::ControlRegister::Access::write &&
           guest::low_part(read_gpr(access->gpr), guest::in_64bit_mode(*this) ? 8 : 4) == vmcb().save.cr4;
}

void Vcpu::advance(const guest::Exit& exit) {
    StateSaveArea& save = vmcb().save;
    save.rip = rip_after(exit.rip, exit.length);
    vmcb().control.interrupt_shadow = 0;
    if ((save.rflags & guest::rflags::tf) != 0) {
        pending_debug_ = guest::pending_debug::single_step;
        attends_ = true;
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The end

void Vcpu::destroy() {
    deadline_.stop();
    checks_.log(steps_.sink());
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
