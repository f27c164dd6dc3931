#include "svm/exit_code.hpp"

#include <array>

#include "kernel/log/packed_names.hpp"

namespace vitrine::svm {

namespace {

consteval BitName code(ExitCode number, std::string_view name) {
    return {static_cast<std::uint8_t>(number), name};
}

constexpr auto names = pack_bits<[] {
    return std::array{code(ExitCode::interrupt, "interrupt"),
                      code(ExitCode::nmi, "nmi"),
                      code(ExitCode::cr0_selective_write, "cr0-selective-write"),
                      code(ExitCode::rdtsc, "rdtsc"),
                      code(ExitCode::rdpmc, "rdpmc"),
                      code(ExitCode::cpuid, "cpuid"),
                      code(ExitCode::invd, "invd"),
                      code(ExitCode::hlt, "hlt"),
                      code(ExitCode::invlpga, "invlpga"),
                      code(ExitCode::io, "io"),
                      code(ExitCode::msr, "msr"),
                      code(ExitCode::task_switch, "task-switch"),
                      code(ExitCode::shutdown, "shutdown"),
                      code(ExitCode::vmrun, "vmrun"),
                      code(ExitCode::vmmcall, "vmmcall"),
                      code(ExitCode::vmload, "vmload"),
                      code(ExitCode::vmsave, "vmsave"),
                      code(ExitCode::stgi, "stgi"),
                      code(ExitCode::clgi, "clgi"),
                      code(ExitCode::skinit, "skinit"),
                      code(ExitCode::rdtscp, "rdtscp"),
                      code(ExitCode::wbinvd, "wbinvd"),
                      code(ExitCode::monitor, "monitor"),
                      code(ExitCode::mwait, "mwait"),
                      code(ExitCode::xsetbv, "xsetbv")};
}>();

}  // namespace

std::string_view exit_code_name(std::uint64_t code) {
    if (code == static_cast<std::uint64_t>(ExitCode::nested_page_fault)) return "nested-page-fault";
    if (code == static_cast<std::uint64_t>(ExitCode::invalid)) return "invalid";
    for (const BitName entry : names) {
        if (entry.bit == code) return entry.name;
    }
    if (code < 0x10) return "cr-read";
    if (code < 0x20) return "cr-write";
    if (code >= 0x40 && code < 0x60) return "exception";
    return "unknown";
}

}  // namespace vitrine::svm
