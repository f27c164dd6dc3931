#pragma once
// The backends: each vendor names the same three types, for code that is written once for both.

#include "svm/vcpu.hpp"
#include "vmx/vcpu.hpp"

namespace vitrine {

struct Intel {
    using Operation = vmx::Operation;
    using Steps = vmx::Steps;
    using Vcpu = vmx::Vcpu;
};

struct Amd {
    using Operation = svm::Operation;
    using Steps = svm::Steps;
    using Vcpu = svm::Vcpu;
};

}  // namespace vitrine
