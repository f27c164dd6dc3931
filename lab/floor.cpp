#include "lab/floor.hpp"

#include <array>
#include <cstring>
#include <span>

#include "arch/msr.hpp"
#include "boot/guest_space.hpp"
#include "guest/cpu/cpu_state.hpp"
#include "svm/vmcb.hpp"

namespace vitrine {

namespace {

/// What an exit stub pushed last: the guest's registers in the order of lab/floor.inc's push_guest. VMX's
/// stub pushes RAX after them.
struct Saved {
    std::uint64_t rcx, rdx, rbx, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15;
};

constexpr std::uint64_t counting =
    2;  ///< instructions by which a stub knows the last exit; none of the floor's
constexpr std::size_t stack_words = 16;

std::array<std::uint64_t, stack_words> stack;  ///< where the stubs push

extern "C" {
extern const std::uint8_t floor_vmcall_guest, floor_vmcall_guest_end;
extern const std::uint8_t floor_vmmcall_guest, floor_vmmcall_guest_end;
[[nodiscard]] bool floor_vmx_run();
void floor_vmx_exit();
void floor_svm_run(std::uint64_t vmcb, std::uint64_t* end);
}

std::uint64_t* stack_end() {
    return stack.data() + stack.size();
}

/// The guest's findings, which its last exit left on the stubs' stack.
void log_floor(Sink& sink) {
    constexpr std::uint64_t low = 0xFFFF'FFFF;
    Saved saved{};
    std::memcpy(&saved, stack_end() - sizeof(saved) / sizeof(std::uint64_t), sizeof(saved));
    const std::uint64_t least = saved.rbp & low;
    const std::uint64_t empty = saved.rbx & low;
    Line(sink, event::check)
        .text(key::name, "floor")
        .number(key::count, least - empty - counting)
        .text(key::status, "ok");
}

/// A VMCB for real-mode code in Vitrine's own image: without nested paging it runs where it lies.
void write_svm_guest(svm::Vmcb& vmcb) {
    const guest::CpuState state = guest::real_mode_state();
    std::memset(&vmcb, 0, sizeof(vmcb));
    vmcb.control.intercepts_2 = svm::intercept_2::vmrun | svm::intercept_2::vmmcall;
    vmcb.control.virtual_interrupt = svm::interrupt_masking;
    vmcb.control.asid = svm::guest_asid;
    vmcb.control.tlb_control = svm::flush_all_translations;
    constexpr std::uint16_t code = 0x9B;
    constexpr std::uint16_t data = 0x93;
    constexpr std::uint32_t limit = 0xFFFF;
    vmcb.save.cs = {
        .attributes = code, .limit = limit, .base = reinterpret_cast<std::uint64_t>(&floor_vmmcall_guest)};
    vmcb.save.ds = vmcb.save.es = vmcb.save.ss = {.attributes = data, .limit = limit};
    vmcb.save.efer = arch::efer_svme;
    vmcb.save.cr0 = state[guest::Register::cr0];
    vmcb.save.dr7 = state[guest::Register::dr7];
    vmcb.save.rflags = state[guest::Register::rflags];
    vmcb.save.pat = state[guest::Register::pat];
}

}  // namespace

bool measure_floor(Context& context, const vmx::Operation& operation, vmx::Steps& steps) {
    constexpr std::uint64_t size = 64ULL << 10;
    const auto base = context.frames.allocate(size);
    if (!base) return false;
    const std::span ram(reinterpret_cast<std::uint8_t*>(*base), size);
    const guest::AddressSpace* const memory = make_guest_space(context.frames, operation, ram, false);
    if (memory == nullptr) return false;
    std::memcpy(ram.data() + guest::boot_address, &floor_vmcall_guest,
                static_cast<std::size_t>(&floor_vmcall_guest_end - &floor_vmcall_guest));
    vmx::Vcpu vcpu(operation, steps);
    const guest::MachineSpec spec{.budget = context.options.machine.budget, .real_time = true};
    const auto created =
        vcpu.create({.state = guest::real_mode_state(), .memory = *memory, .spec = spec}, context.frames);
    bool measured = false;
    if (created) {
        vmx::vmwrite(vmx::field::host_rip, reinterpret_cast<std::uint64_t>(&floor_vmx_exit));
        vmx::vmwrite(vmx::field::host_rsp, reinterpret_cast<std::uint64_t>(stack_end()));
        measured = floor_vmx_run();
        if (measured) log_floor(context.log);
    }
    vcpu.destroy();
    return measured;
}

bool measure_floor(Context& context, const svm::Operation& /*operation*/, svm::Steps& /*steps*/) {
    const auto page = context.frames.allocate(sizeof(svm::Vmcb));
    if (!page) return false;
    write_svm_guest(*reinterpret_cast<svm::Vmcb*>(*page));
    floor_svm_run(*page, stack_end());
    log_floor(context.log);
    return true;
}

}  // namespace vitrine
