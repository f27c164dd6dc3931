#pragma once
// The guest's registers as every vendor knows them.

#include <array>
#include <cstddef>
#include <cstdint>

namespace vitrine::guest {

/// General registers, numbered as instruction encodings number them (Intel SDM vol. 2, table 2-2).
enum class Gpr : std::uint8_t {
    rax,
    rcx,
    rdx,
    rbx,
    rsp,
    rbp,
    rsi,
    rdi,
    r8,
    r9,
    r10,
    r11,
    r12,
    r13,
    r14,
    r15
};

inline constexpr std::size_t gpr_count = 16;

/// The general registers while the guest is out: RBP to R15, RAX to RBX, behind a slot that is RSP's by
/// number. RSP lives with the vendor's state, VirtualCpu::read_gpr and write_gpr know; with its slot in front
/// the others are stored by pushes in a row.
struct Registers {
    std::array<std::uint64_t, gpr_count> value{};

    /// Which element is whose.
    [[nodiscard]] static constexpr std::size_t place(Gpr gpr) {
        return (static_cast<std::size_t>(gpr) + gpr_count - static_cast<std::size_t>(Gpr::rsp)) % gpr_count;
    }
    [[nodiscard]] constexpr std::uint64_t& operator[](Gpr gpr) { return value[place(gpr)]; }
    [[nodiscard]] constexpr std::uint64_t operator[](Gpr gpr) const { return value[place(gpr)]; }
};

/// Every other register that a vendor-neutral handler may read or write through VirtualCpu.
enum class Register : std::uint8_t {
    rip,
    rsp,
    rflags,
    cr0,  ///< as the guest sees it
    cr2,
    cr3,
    cr4,  ///< as the guest sees it
    efer,
    xcr0,
    dr7,
    pat,
    sysenter_cs,
    sysenter_esp,
    sysenter_eip,
    fs_base,
    gs_base,
    kernel_gs_base,
    star,
    lstar,
    cstar,
    fmask,
    tsc_aux,
    tsc,
    cr8,
    dr0,
    dr1,
    dr2,
    dr3,
    dr6,
    debugctl,
    none,  ///< no register
};

inline constexpr std::size_t register_count = static_cast<std::size_t>(Register::none);

/// Segment registers, numbered as instruction encodings number them.
enum class SegmentName : std::uint8_t { es, cs, ss, ds, fs, gs, ldtr, tr };

/// A segment register with its hidden part. `access` is laid out as in bytes 5 and 6 of a descriptor: type
/// 3:0, S 4, DPL 6:5, P 7, AVL 12, L 13, D/B 14, G 15; bit 16 marks it unusable (Intel SDM vol. 3C, 25.4.1).
struct Segment {
    std::uint16_t selector = 0;
    std::uint64_t base = 0;
    std::uint32_t limit = 0;  ///< in bytes, the granularity bit already applied
    std::uint32_t access = 0;

    static constexpr std::uint32_t unusable_bit = 1U << 16;

    [[nodiscard]] constexpr std::uint8_t type() const { return access & 0xF; }
    [[nodiscard]] constexpr std::uint8_t dpl() const { return (access >> 5) & 3; }
    [[nodiscard]] constexpr bool is_code() const { return (access & 0x18) == 0x18; }
    [[nodiscard]] constexpr bool long_mode() const { return (access & (1U << 13)) != 0; }
    [[nodiscard]] constexpr bool big() const { return (access & (1U << 14)) != 0; }
    [[nodiscard]] constexpr bool unusable() const { return (access & unusable_bit) != 0; }
};

/// Memory as an instruction names it.
struct MemoryOperand {
    SegmentName segment = SegmentName::ds;
    std::uint64_t offset = 0;
};

/// GDTR or IDTR.
struct DescriptorTable {
    std::uint64_t base = 0;
    std::uint16_t limit = 0;
};

namespace cr0 {
inline constexpr std::uint64_t pe = 1ULL << 0;
inline constexpr std::uint64_t mp = 1ULL << 1;
inline constexpr std::uint64_t em = 1ULL << 2;
inline constexpr std::uint64_t ts = 1ULL << 3;
inline constexpr std::uint64_t et = 1ULL << 4;
inline constexpr std::uint64_t ne = 1ULL << 5;
inline constexpr std::uint64_t wp = 1ULL << 16;
inline constexpr std::uint64_t am = 1ULL << 18;
inline constexpr std::uint64_t nw = 1ULL << 29;
inline constexpr std::uint64_t cd = 1ULL << 30;
inline constexpr std::uint64_t pg = 1ULL << 31;
/// Neither a mode nor a translation depends on these, nor another register.
inline constexpr std::uint64_t plain = mp | em | ts | ne | am;
}  // namespace cr0

namespace cr4 {
inline constexpr std::uint64_t pse = 1ULL << 4;
inline constexpr std::uint64_t pae = 1ULL << 5;
inline constexpr std::uint64_t pge = 1ULL << 7;
inline constexpr std::uint64_t la57 = 1ULL << 12;
inline constexpr std::uint64_t vmxe = 1ULL << 13;
inline constexpr std::uint64_t smxe = 1ULL << 14;
inline constexpr std::uint64_t pcide = 1ULL << 17;
inline constexpr std::uint64_t osxsave = 1ULL << 18;
inline constexpr std::uint64_t smep = 1ULL << 20;
inline constexpr std::uint64_t smap = 1ULL << 21;
/// With a change of these what was translated before may no longer hold. Intel SDM vol. 3A, 4.10.4.1, and
/// what emulators keep in a translation besides.
inline constexpr std::uint64_t translating = pse | pae | pge | pcide | smep | smap;
}  // namespace cr4

namespace efer {
inline constexpr std::uint64_t sce = 1ULL << 0;
inline constexpr std::uint64_t lme = 1ULL << 8;
inline constexpr std::uint64_t lma = 1ULL << 10;
inline constexpr std::uint64_t nxe = 1ULL << 11;
}  // namespace efer

namespace rflags {
inline constexpr std::uint64_t cf = 1ULL << 0;
inline constexpr std::uint64_t fixed_one = 1ULL << 1;
inline constexpr std::uint64_t zf = 1ULL << 6;
inline constexpr std::uint64_t tf = 1ULL << 8;
inline constexpr std::uint64_t interrupt = 1ULL << 9;
inline constexpr std::uint64_t df = 1ULL << 10;
inline constexpr std::uint64_t vm = 1ULL << 17;
}  // namespace rflags

}  // namespace vitrine::guest
