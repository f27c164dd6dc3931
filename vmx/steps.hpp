#pragma once
// The `vmx step=…` lines: each step in the life of a virtual machine as it happens.

#include <array>
#include <cstdint>
#include <string_view>

#include "kernel/log/step_log.hpp"
#include "vmx/errors.hpp"

namespace vitrine::vmx {

/// The steps, in the order of a life.
enum class Step : std::uint8_t {
    check,
    vmxon,
    vmclear,
    vmptrld,
    vmwrite,
    vmlaunch,
    vmread,
    vmresume,
    vmxoff
};

/// The step as the log spells it.
[[nodiscard]] constexpr std::string_view name(Step step) {
    constexpr std::array<std::string_view, 9> names{"check",    "vmxon",  "vmclear",  "vmptrld", "vmwrite",
                                                    "vmlaunch", "vmread", "vmresume", "vmxoff"};
    return names[static_cast<std::size_t>(step)];
}

/// VMREAD and VMRESUME come with every exit.
[[nodiscard]] constexpr bool repeats(Step step) {
    return step == Step::vmread || step == Step::vmresume;
}

class Steps : public StepLog<Step> {
public:
    Steps(Sink& sink, bool every) : StepLog(sink, event::vmx, every) {}

    /// The step's instruction failed.
    void log_failure(Step step, const InstructionError& error) {
        log(step, [&](Line& line) {
            const bool valid = error.kind == InstructionError::Kind::valid;
            line.text(key::outcome, valid ? "vmfail-valid" : "vmfail-invalid");
            if (valid) line.number(key::error, error.number);
            line.text(key::name, vmx::name(error));
        });
    }
};

}  // namespace vitrine::vmx
