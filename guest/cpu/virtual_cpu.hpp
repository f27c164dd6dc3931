#pragma once
// What the vendor-neutral code may do with a virtual processor. vmx::Vcpu is one; a test scripts another.

#include <array>
#include <cstdint>

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"
#include "guest/cpu/registers.hpp"

namespace vitrine::guest {

/// The four registers that CPUID answers with.
struct CpuidAnswer {
    std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

class VirtualCpu {
public:
    Registers gpr;

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

    /// With address line 20 closed the second MiB of the guest's memory shows the first, as far as
    /// real-mode addresses reach; the memory was built for it (GuestConfiguration::platform).
    virtual void open_a20(bool open) = 0;

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

}  // namespace vitrine::guest
