#include "svm/exit_code.hpp"

#include <algorithm>
#include <array>

namespace vitrine::svm {

std::string_view exit_code_name(std::uint64_t code) {
    struct Name {
        ExitCode code;
        std::string_view name;
    };
    constexpr std::array names{Name{ExitCode::interrupt, "interrupt"},
                               Name{ExitCode::nmi, "nmi"},
                               Name{ExitCode::cr0_selective_write, "cr0-selective-write"},
                               Name{ExitCode::rdtsc, "rdtsc"},
                               Name{ExitCode::rdpmc, "rdpmc"},
                               Name{ExitCode::cpuid, "cpuid"},
                               Name{ExitCode::invd, "invd"},
                               Name{ExitCode::hlt, "hlt"},
                               Name{ExitCode::invlpga, "invlpga"},
                               Name{ExitCode::io, "io"},
                               Name{ExitCode::msr, "msr"},
                               Name{ExitCode::task_switch, "task-switch"},
                               Name{ExitCode::shutdown, "shutdown"},
                               Name{ExitCode::vmrun, "vmrun"},
                               Name{ExitCode::vmmcall, "vmmcall"},
                               Name{ExitCode::vmload, "vmload"},
                               Name{ExitCode::vmsave, "vmsave"},
                               Name{ExitCode::stgi, "stgi"},
                               Name{ExitCode::clgi, "clgi"},
                               Name{ExitCode::skinit, "skinit"},
                               Name{ExitCode::rdtscp, "rdtscp"},
                               Name{ExitCode::wbinvd, "wbinvd"},
                               Name{ExitCode::monitor, "monitor"},
                               Name{ExitCode::mwait, "mwait"},
                               Name{ExitCode::xsetbv, "xsetbv"},
                               Name{ExitCode::nested_page_fault, "nested-page-fault"},
                               Name{ExitCode::invalid, "invalid"}};
    const auto found = std::ranges::find(names, static_cast<ExitCode>(code), &Name::code);
    if (found != names.end()) return found->name;
    if (code < 0x10) return "cr-read";
    if (code < 0x20) return "cr-write";
    if (code >= 0x40 && code < 0x60) return "exception";
    return "unknown";
}

}  // namespace vitrine::svm
