#include "lab/report.hpp"

#include "arch/cpuid.hpp"
#include "arch/msr.hpp"
#include "svm/capability_report.hpp"
#include "vmx/capability_report.hpp"

namespace vitrine {

Outcome no_virtualization(Sink& sink) {
    return refuse(
        sink, Complaint::of_feature("virtualization",
                                    "CPUID says this processor has neither VMX nor SVM, so no guest can run",
                                    "run on a processor with VMX or SVM, or on an emulator's model of one"));
}

Outcome report_processor(Context& context) {
    const bool vmx = arch::has_vmx();
    if (!vmx && !arch::has_svm()) return no_virtualization(context.log);
    const arch::AddressWidths widths = arch::address_widths();
    Line(context.log, event::caps).number(key::physical, widths.physical).number(key::linear, widths.linear);
    if (vmx) {
        vmx::report_capabilities(context.log, vmx::read_capability_msrs());
    } else {
        constexpr std::uint32_t vm_cr = 0xC001'0114;
        const auto leaf = arch::cpuid(0x8000'000A);
        svm::report_capabilities(context.log, {leaf.eax, leaf.ebx, leaf.ecx, leaf.edx},
                                 arch::read_msr(vm_cr));
    }
    return {};
}

}  // namespace vitrine
