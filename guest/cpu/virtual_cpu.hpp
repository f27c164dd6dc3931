#pragma once
// What the vendor-neutral code may do with a virtual processor. vmx::Vcpu is one; a test scripts another.

#include <array>
#include <cstdint>
#include <string_view>

#include "guest/cpu/cpu_state.hpp"
#include "guest/cpu/entry.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/registers.hpp"
#include "guest/cpu/vcpu_id.hpp"

/// Of a function that takes all registers, so that none is kept for the caller. Not with the address
/// sanitizer, whose frames this calling convention doesn't allow.
#if __has_feature(address_sanitizer)
#define VITRINE_KEEPS_NO_REGISTER
#else
#define VITRINE_KEEPS_NO_REGISTER [[clang::preserve_none]]
#endif

namespace vitrine::guest {

/// The four registers that CPUID answers with.
struct CpuidAnswer {
    std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

class VirtualCpu {
public:
    Registers gpr;
    VcpuId id = boot_vcpu;

    /// Any register but the general ones. Reading never fails: a backend that can't is broken, and panics.
    [[nodiscard]] virtual std::uint64_t read(Register name) = 0;
    /// Writes a value that the caller has checked by the architecture's rules (reserved bits, canonical
    /// form). CR0, CR4 and EFER take effect as on hardware: EFER.LMA follows CR0.PG and EFER.LME.
    virtual void write(Register name, std::uint64_t value) = 0;

    [[nodiscard]] virtual Segment segment(SegmentName name) = 0;
    [[nodiscard]] virtual DescriptorTable gdtr() = 0;
    [[nodiscard]] virtual DescriptorTable idtr() = 0;

    /// Loads the four PAE page-directory-pointer entries, as a MOV to CR0, CR3 or CR4 does. Intel SDM vol.
    /// 3A, 4.4.1.
    virtual void write_pdptes(const std::array<std::uint64_t, 4>& entries) = 0;
    /// Entry `index` (0 to 3) of those as the processor uses it.
    [[nodiscard]] virtual std::uint64_t pdpte(unsigned index) = 0;

    /// What the physical processor answers to CPUID.
    [[nodiscard]] virtual CpuidAnswer host_cpuid(std::uint32_t leaf, std::uint32_t subleaf) = 0;

    /// Loads a data segment register as real-mode code does: base = selector * 16, the rest stays.
    virtual void set_real_mode_segment(SegmentName name, std::uint16_t selector) = 0;

    /// Which CR4 bits the guest may set here, besides what CPUID says: what the vendor's fixed bits leave.
    [[nodiscard]] virtual std::uint64_t settable_cr4() = 0;

    [[nodiscard]] std::uint64_t read_gpr(Gpr name) {
        return name == Gpr::rsp ? read(Register::rsp) : gpr[name];
    }
    void write_gpr(Gpr name, std::uint64_t value) {
        if (name == Gpr::rsp) {
            write(Register::rsp, value);
        } else {
            gpr[name] = value;
        }
    }

protected:
    ~VirtualCpu() = default;
};

/// A virtual processor that can be run: vmx::Vcpu and svm::Vcpu. Handlers see only its VirtualCpu part, so
/// that nobody but the run loop enters the guest, moves its RIP or delivers events to it.
class Vcpu : public VirtualCpu {
public:
    /// Enters the guest and comes back at its next exit, or with EntryFailed when the processor refuses. The
    /// exit's cause has what the processor told; its answered members are the handler's, and hold nothing
    /// before. It is there until the next run. The guest takes all registers, so none is kept for the caller.
    VITRINE_KEEPS_NO_REGISTER [[nodiscard]] virtual Exit& run(const Entry& entry) = 0;

    /// Moves RIP past the instruction of the last exit, with all that its completion implies: the shadow of
    /// STI and MOV SS ends, and a single-step trap becomes pending.
    virtual void advance(const Exit& exit) = 0;

    /// Whether the next entry can deliver an external interrupt: the guest has them on, and nothing blocks
    /// them.
    [[nodiscard]] virtual bool can_interrupt() = 0;

    /// Bytes of the extended state in a CpuState: of XSAVE's area as CPUID leaf 0DH lays it out, or of
    /// FXSAVE's.
    [[nodiscard]] virtual std::uint32_t extended_size() = 0;

    /// The whole state as it is between two runs. The event is the one whose delivery the last exit
    /// interrupted; whoever has answered that exit knows better which is to be delivered. `state.extended`
    /// is room of the caller's, extended_size() bytes or none at all.
    virtual void save(CpuState& state) = 0;

    /// Takes over a whole state; the event is for the next Entry to deliver, and stands in no register.
    /// Gives the name of a value that this processor can't have, and then nothing has changed; else an empty
    /// one. What breaks a rule of VM entry is for the entry to say.
    [[nodiscard]] virtual std::string_view load(const CpuState& state) = 0;

protected:
    ~Vcpu() = default;

    Exit exit_;  ///< what run() gives
    Activity activity_ = Activity::active;
};

}  // namespace vitrine::guest
