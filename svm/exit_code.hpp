#pragma once
// #VMEXIT codes. APM volume 2, appendix C.

#include <cstdint>
#include <string_view>

namespace vitrine::svm {

enum class ExitCode : std::uint64_t {
    read_cr0 = 0x00,
    write_cr0 = 0x10,
    exception = 0x40,
    last_exception = 0x5F,
    interrupt = 0x60,
    nmi = 0x61,
    virtual_interrupt = 0x64,
    cr0_selective_write = 0x65,
    rdtsc = 0x6E,
    rdpmc = 0x6F,
    cpuid = 0x72,
    invd = 0x76,
    hlt = 0x78,
    invlpga = 0x7A,
    io = 0x7B,
    msr = 0x7C,
    task_switch = 0x7D,
    shutdown = 0x7F,
    vmrun = 0x80,
    vmmcall = 0x81,
    vmload = 0x82,
    vmsave = 0x83,
    stgi = 0x84,
    clgi = 0x85,
    skinit = 0x86,
    rdtscp = 0x87,
    wbinvd = 0x89,
    monitor = 0x8A,
    mwait = 0x8B,
    xsetbv = 0x8D,
    nested_page_fault = 0x400,
    invalid = ~0ULL,
};

/// VMEXIT_INVALID: VMRUN refused the VMCB. QEMU 7.2 writes only the code's low half.
[[nodiscard]] constexpr bool is_invalid(std::uint64_t code) {
    return static_cast<std::uint32_t>(code) == static_cast<std::uint32_t>(ExitCode::invalid);
}

/// The code's name in small letters; "unknown" for one that Vitrine doesn't ask for.
[[nodiscard]] std::string_view exit_code_name(std::uint64_t code);

}  // namespace vitrine::svm
