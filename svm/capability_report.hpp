#pragma once
// The capability report of a processor with SVM. APM volume 3, CPUID Fn8000_000A; volume 2, 15.30.1.

#include <cstdint>

#include "guest/cpu/virtual_cpu.hpp"
#include "kernel/log/log.hpp"

namespace vitrine::svm {

/// `caps` lines: the leaf and VM_CR, decoded, then what Vitrine does with each feature.
void report_capabilities(Sink& sink, const guest::CpuidAnswer& leaf, std::uint64_t vm_cr);

}  // namespace vitrine::svm
