// The life of a virtual machine on Intel VMX, in the order in which it happens:
//
//   1 check     does this processor have what a guest needs?          Operation::enter
//   2 VMXON     the processor enters VMX operation                    Operation::enter
//   3 VMCLEAR   a VMCS is made empty                                  Vcpu::create
//   4 VMPTRLD   and made the current one                              Vcpu::create
//   5 VMWRITE   host state, controls and guest state are written      Vcpu::create
//   6 VMLAUNCH  the guest runs …                                      Vcpu::run
//   7 VMREAD    … until it exits, and Vitrine asks why                Vcpu::run, Vcpu::decode
//   8 VMRESUME  the guest goes on, to its next exit                   Vcpu::run
//     VMCLEAR   the guest is over: the VMCS is given back             Vcpu::destroy
//   9 VMXOFF    the processor leaves VMX operation                    Operation::leave
//
// Section numbers are of the Intel SDM, revision 325462-083US.

#include "vmx/vcpu.hpp"

#include <utility>

#include "arch/control_registers.hpp"
#include "arch/cpuid.hpp"
#include "arch/fpu.hpp"
#include "arch/msr.hpp"
#include "guest/cpu/action.hpp"
#include "vmx/enter.hpp"
#include "vmx/exit.hpp"
#include "vmx/guest_state.hpp"
#include "vmx/host_state.hpp"
#include "vmx/injection.hpp"
#include "vmx/live_entry.hpp"
#include "vmx/prepare.hpp"
#include "vmx/provoke.hpp"
#include "vmx/regions.hpp"
#include "vmx/requirements.hpp"

namespace vitrine::vmx {

namespace {

constexpr auto reader = [](const auto& field) { return vmread(field); };

constexpr Literal no_memory = "no memory left for the VMX structures of the guest";

}  // namespace

// ---------------------------------------------------------------------------------------------------------------------
// 1 and 2: from an ordinary processor to one in VMX operation. 24.6, 24.7, 32.5

Result<Operation> Operation::enter(Steps& steps, FrameAllocator& frames) {
    const Capabilities capabilities = parse_capabilities(read_capability_msrs());
    log_check(steps, capabilities);
    VITRINE_TRY(log_unmet(steps, requirements(), capabilities));
    if (!capabilities.feature_control.locked) enable_in_feature_control();
    if (const auto fixed = satisfy_fixed_bits(capabilities); !fixed)
        return fail(complain(steps.sink(), fixed.error()));

    const auto region = allocate_region(frames, capabilities.basic.revision);
    if (!region) return fail(complain(steps.sink(), out_of_memory(no_memory)));
    arch::write_cr4(arch::read_cr4() | arch::cr4::vmxe);
    if (const auto on = vmxon(*region); !on) {
        steps.log_failure(Step::vmxon, on.error());
        arch::write_cr4(arch::read_cr4() & ~arch::cr4::vmxe);
        return fail(Complaint{.status = Status::unsupported, .cause = "VMXON failed"});
    }
    steps.log(Step::vmxon, [&](Line& line) { line.hex(key::revision, capabilities.basic.revision); });
    return Operation{capabilities, *region};
}

bool Operation::check_instructions(Steps& steps, FrameAllocator& frames) const {
    return provoke_errors(steps.sink(), capabilities_, frames, region_);
}

// ---------------------------------------------------------------------------------------------------------------------
// 3, 4 and 5: a VMCS for one guest. 25.11.3

Result<void> Vcpu::create(const guest::GuestConfiguration& configuration, FrameAllocator& frames) {
    steps_.begin_guest();

    const auto region = allocate_region(frames, capabilities_.basic.revision);
    if (!region) return fail(complain(steps_.sink(), out_of_memory(no_memory)));
    region_ = *region;

    if (const auto cleared = vmclear(region_); !cleared) {
        steps_.log_failure(Step::vmclear, cleared.error());
        return fail(Complaint{.status = Status::panic, .cause = "VMCLEAR failed"});
    }
    steps_.log(Step::vmclear);

    if (const auto loaded = vmptrld(region_); !loaded) {
        steps_.log_failure(Step::vmptrld, loaded.error());
        return fail(Complaint{.status = Status::panic, .cause = "VMPTRLD failed"});
    }
    steps_.log(Step::vmptrld);

    VmcsWriter host;
    timed_ = !configuration.spec.real_time;
    write_host_state(host, timed_ ? vmx_timed_exit : vmx_exit, gpr);
    VITRINE_TRY(written(host, "host"));

    VITRINE_TRY(write_controls(configuration, frames));

    VmcsWriter guest;
    write_guest_state(guest, configuration.state);
    VITRINE_TRY(written(guest, "guest"));
    way_ = timed_ ? vmx_enter_timed_by_launch : vmx_enter_by_launch;
    arch::reset_guest_registers();
    load_resident(configuration.state);

    if (!configuration.spec.injections.empty()) {
        VmcsWriter injected;
        for (const guest::Injection& injection : configuration.spec.injections) {
            const std::uint64_t before = vmread_encoding(injection.encoding).value_or(0);
            injected.write(injection.encoding, injection.name, configuration.injected(injection, before));
        }
        VITRINE_TRY(written(injected, "injected"));
    }
    check_instructions_ = configuration.spec.check_instructions;
    if (!checks_.begin(configuration.spec, frames))
        return fail(complain(steps_.sink(), out_of_memory(no_memory)));
    if (configuration.spec.dump_entry) dump_vmcs(steps_.sink());
    if (configuration.spec.check_entry) check_entry(steps_.sink(), capabilities_, region_);
    return {};
}

Result<void> Vcpu::write_controls(const guest::GuestConfiguration& configuration, FrameAllocator& frames) {
    const auto preemption_timer = GuestClock::uses_preemption_timer(configuration.spec.clock, capabilities_);
    if (!preemption_timer) {
        return fail(complain(
            steps_.sink(),
            Complaint::of_feature("preemption-timer",
                                  "clock=preemption was asked for and this processor has none",
                                  "leave clock=auto: the local APIC's timer bounds the guest then")));
    }
    const auto controls = guest_controls(capabilities_, {.preemption_timer = *preemption_timer,
                                                         .rdtsc_exiting = configuration.spec.intercepts.rdtsc,
                                                         .cr3_exiting = configuration.spec.intercepts.cr3,
                                                         .interrupts = configuration.spec.pc});
    if (!controls) return fail(log_control_refusal(steps_, controls.error()));
    controls_ = *controls;

    const auto bitmaps = allocate_exit_bitmaps(frames);
    if (!bitmaps) return fail(complain(steps_.sink(), out_of_memory(no_memory)));
    const guest::NestedPaging& nested = configuration.memory.nested();
    ept_pointer_ = ept_pointer(nested.root);
    nested_generation_ = nested.generation;

    VmcsWriter writer;
    // The guest's time begins at 0: of a timed one the field holds that time itself.
    write_control_fields(writer, controls_,
                         {.ept_pointer = ept_pointer_,
                          .bitmaps = *bitmaps,
                          .exceptions = configuration.spec.intercepts.exceptions,
                          .tsc_offset = timed_ ? 0 : 0 - arch::read_tsc()});
    VITRINE_TRY(written(writer, "controls"));
    clock_.start(*preemption_timer, configuration.clock_budget(), !configuration.spec.real_time,
                 capabilities_.misc.preemption_timer_shift);

    if (const auto forgotten = forget_translations(capabilities_.ept_vpid, controls_, ept_pointer_);
        !forgotten) {
        steps_.log_failure(Step::vmwrite, forgotten.error());
        return fail(Complaint{.status = Status::panic, .cause = "INVEPT or INVVPID failed"});
    }
    return {};
}

Result<void> Vcpu::written(const VmcsWriter& writer, std::string_view area) {
    if (const auto& failure = writer.failure()) {
        steps_.log_failure(Step::vmwrite, failure->error);
        Line(steps_.sink(), event::error)
            .text(key::field, failure->field)
            .text(key::cause, "VMWRITE refused the field");
        return fail(Complaint{.status = Status::entry_failed, .cause = "VMWRITE failed"});
    }
    steps_.log(Step::vmwrite, [&](Line& line) {
        line.text(key::area, area).number(key::fields, writer.count());
        if (area == "controls") {
            line.hex(key::pin, controls_.pin).hex(key::primary, controls_.primary);
            line.hex(key::secondary, controls_.secondary)
                .hex(key::exit, controls_.exit)
                .hex(key::entry, controls_.entry);
        }
    });
    return {};
}

// ---------------------------------------------------------------------------------------------------------------------
// 6, 7 and 8: into the guest, out of it, and in again. Chapters 27 and 28

guest::Exit& Vcpu::run(const guest::Entry& entry) {
    if ((entry.asks | attends_) != 0) [[unlikely]] {
        if (guest::Exit* const exit = prepare(entry)) return *exit;
        clock_.arm();
    }
    const Departure left = enter_guest(way_, gpr);
    rflags_ = left.rflags;
    interruptibility_ = left.interruptibility;
    exit_.rip = left.rip;
    exit_.interrupted.valid = false;
    exit_.length = static_cast<std::uint8_t>(left.length);
    // The exits that a guest does most read what their reason needs and no more.
    switch (left.reason.raw) {
        case std::to_underlying(ExitReason::vmcall):
            exit_.cause.emplace<guest::exit::Vmcall>();
            break;
        case std::to_underlying(ExitReason::cpuid):
            exit_.cause.emplace<guest::exit::Cpuid>();
            break;
        case std::to_underlying(ExitReason::rdmsr):
            exit_.cause.emplace<guest::exit::Msr>();
            break;
        case std::to_underlying(ExitReason::io):
            ExitDecoder(reader).io(exit_.cause);
            break;
        case std::to_underlying(ExitReason::control_register):
            ExitDecoder(reader).control_register(exit_.cause);
            break;
        default:
            decode(left.reason);
            break;
    }
    if (tells_) [[unlikely]]
        log_vmread(left.reason.raw);
    return exit_;
}

// No entry: the guest's work has used up its budget.
guest::Exit& Vcpu::worked_out() {
    exit_.rip = vmread(field::guest_rip);
    exit_.length = 0;
    exit_.interrupted.valid = false;
    exit_.cause.emplace<guest::exit::BudgetTimer>();
    return exit_;
}

// The exit instead, where the guest isn't to be entered.
guest::Exit* Vcpu::prepare(const guest::Entry& entry) {
    if (entry.event.valid) deliver(entry.event);
    if (entry.window != waits_for_window_) set_window(entry.window);
    if (entry.ticks != guest::Entry::unbounded) {
        clock_.limit(entry.ticks);
    } else {
        clock_.limit_by_work();
    }
    if (entry.nested->generation != nested_generation_) reload_ept(*entry.nested);
    if (clock_.passed_by_work()) return &worked_out();
    return tells_ ? look_at_entry() : nullptr;
}

// Every other exit, and an entry that failed.
void Vcpu::decode(Departure::Reason left) {
    if (left.refused() || left.exit().entry_failure()) {
        exit_.cause.emplace<guest::exit::EntryFailed>(explain(left));
        return;
    }
    const ExitReason reason = left.exit().basic();
    if (reason == ExitReason::interrupt_window && waits_for_window_) {
        exit_.cause.emplace<guest::exit::Unseen>();
        return;
    }
    ExitDecoder decoder(reader);
    if (!decltype(decoder)::has_length(reason)) exit_.length = 0;
    decoder.cause(reason, exit_.cause);
    decoder.interrupted_delivery(reason, exit_);
    // A page fault on its way has set CR2 already, and nothing else tells its address.
    if (exit_.interrupted.vector == guest::vector::pf) exit_.interrupted.address = arch::read_cr2();
    // The host's own clock ticking is no doing of the guest.
    clock_.look(exit_);
}

// After Vitrine changed CR0, CR3, CR4 or EFER for the guest: an entry with VPID keeps what the processor
// cached by the old value (29.4.3.3).
void Vcpu::drop_translations() {
    if (const auto forgotten = forget_translations(capabilities_.ept_vpid, controls_, ept_pointer_);
        !forgotten) {
        vmcs_access_panic("INVEPT or INVVPID", forgotten.error());
    }
}

// The guest's first exits, each of whose steps is a line; with trace=steps all of them.
void Vcpu::log_vmread(std::uint64_t reason) {
    if (std::get_if<guest::exit::EntryFailed>(&exit_.cause) != nullptr) return;
    way_ = timed_ ? vmx_enter_timed_by_resume : vmx_enter_by_resume;
    way_in_ = Step::vmresume;
    const auto number = static_cast<std::uint16_t>(reason);
    if (steps_.due(Step::vmread) && number != std::to_underlying(ExitReason::interrupt_window)) {
        steps_.log(Step::vmread, [&](Line& line) {
            line.number(key::reason, number).text(key::name, exit_reason_name(number));
            line.hex(key::qualification, vmread(field::exit_qualification));
            line.number(key::length, exit_.length).hex(key::rip, exit_.rip);
        });
    }
    tells_ = !steps_.quiet() || checks_.asked();
    attends_ = tells_ || !clock_.runs_by_itself();
}

guest::EntryForecast Vcpu::forecast() const {
    return vmx::forecast(judge_current(capabilities_, region_));
}

void Vcpu::advance(const guest::Exit& exit) {
    const std::uint64_t rip = exit.rip + exit.length;
    vmwrite(field::guest_rip, rip);
    if ((rip >> 32 | (rflags_ & guest::rflags::tf) | interruptibility_) != 0) [[unlikely]]
        end_instruction(rip);
}

// What the end of an instruction may do besides. Past 4 GiB only 64-bit code goes on; elsewhere EIP wraps,
// and an entry with more would fail (27.3.1.4). The shadow of an STI or MOV SS before it is over, and with
// RFLAGS.TF a #DB becomes pending.
void Vcpu::end_instruction(std::uint64_t rip) const {
    if (rip >> 32 != 0 && !in_64bit_mode()) vmwrite(field::guest_rip, static_cast<std::uint32_t>(rip));
    if ((interruptibility_ & interruptibility::sti_or_mov_ss) != 0) {
        vmwrite(field::guest_interruptibility,
                static_cast<std::uint32_t>(interruptibility_) & ~interruptibility::sti_or_mov_ss);
    }
    if ((rflags_ & guest::rflags::tf) != 0)
        vmwrite(field::guest_pending_debug,
                vmread(field::guest_pending_debug) | guest::pending_debug::single_step);
}

// ---------------------------------------------------------------------------------------------------------------------
// The end: VMCLEAR once more, and 9, VMXOFF. 32.8

void Vcpu::destroy() {
    clock_.stop();
    checks_.log(steps_.sink());
    arch::reset_guest_registers();
    if (region_ == 0) return;
    if (launched() && check_instructions_ && !provoke_launch_error(steps_.sink()))
        vmcs_access_panic("VMLAUNCH of a launched VMCS", {});
    if (const auto cleared = vmclear(region_); cleared) {
        steps_.log(Step::vmclear);
    } else {
        steps_.log_failure(Step::vmclear, cleared.error());
    }
}

void Operation::leave(Steps& steps) {
    if (const auto off = vmxoff(); off) {
        arch::write_cr4(arch::read_cr4() & ~arch::cr4::vmxe);
        steps.log(Step::vmxoff);
    } else {
        steps.log_failure(Step::vmxoff, off.error());
    }
}

}  // namespace vitrine::vmx
