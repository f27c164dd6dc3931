#pragma once
// The `svm step=…` lines.

#include <array>
#include <cstdint>
#include <string_view>

#include "kernel/log/step_log.hpp"

namespace vitrine::svm {

/// The steps, in the order of a life.
enum class Step : std::uint8_t { check, svme_on, host_save_area, vmcb, vmsave, vmrun, vmexit, svme_off };

/// The step as the log spells it.
[[nodiscard]] constexpr std::string_view name(Step step) {
    constexpr std::array<std::string_view, 8> names{"check",  "svme-on", "host-save-area", "vmcb",
                                                    "vmsave", "vmrun",   "vmexit",         "svme-off"};
    return names[static_cast<std::size_t>(step)];
}

/// VMRUN and #VMEXIT come with every exit.
[[nodiscard]] constexpr bool repeats(Step step) {
    return step == Step::vmrun || step == Step::vmexit;
}

class Steps : public StepLog<Step> {
public:
    Steps(Sink& sink, bool every) : StepLog(sink, event::svm, every) {}
};

}  // namespace vitrine::svm
