#pragma once
// The `vmx step=…` lines: each step in the life of a virtual machine as it happens.

#include <array>
#include <cstdint>
#include <string_view>

#include "kernel/log.hpp"
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

/// Writes step lines. VMREAD and VMRESUME come with every exit: a guest's first are logged, all of them when
/// `every`.
class Steps {
public:
    Steps(Sink& sink, bool every) : sink_(sink), every_(every) {}

    /// A new guest: its first VMREAD and VMRESUME will be logged.
    void begin_guest() { repeated_logged_ = {}; }

    /// Whether the next line of this step is due; asked before its particulars are gathered.
    [[nodiscard]] bool due(Step step) const {
        return every_ || !repeats(step) || !repeated_logged_[step == Step::vmresume ? 1 : 0];
    }

    /// Writes the line; `particulars(line)` adds its keys.
    template <class Particulars>
    void log(Step step, Particulars particulars) {
        if (repeats(step)) repeated_logged_[step == Step::vmresume ? 1 : 0] = true;
        Line line(sink_, event::vmx);
        line.text(key::step, name(step));
        particulars(line);
    }

    /// Writes the line without particulars.
    void log(Step step) {
        log(step, [](Line&) {});
    }

    /// The step's instruction failed.
    void log_failure(Step step, const InstructionError& error) {
        log(step, [&](Line& line) {
            const bool valid = error.kind == InstructionError::Kind::valid;
            line.text(key::outcome, valid ? "vmfail-valid" : "vmfail-invalid");
            if (valid) line.number(key::error, error.number);
            line.text(key::name, vmx::name(error));
        });
    }

    [[nodiscard]] Sink& sink() const { return sink_; }
    [[nodiscard]] bool every() const { return every_; }

private:
    [[nodiscard]] static constexpr bool repeats(Step step) {
        return step == Step::vmread || step == Step::vmresume;
    }

    Sink& sink_;
    bool every_;
    std::array<bool, 2> repeated_logged_{};
};

}  // namespace vitrine::vmx
