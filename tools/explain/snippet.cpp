#include "tools/explain/snippet.hpp"

#include <cstddef>

#include "vmx/field_table.hpp"

namespace vitrine::tools {

namespace {

constexpr std::string_view c_head =
    R"(/* Writes every field of the current VMCS, by its encoding, as lines that vitrine-explain reads:
 *
 *     static void put(void *context, const char *line) { ... }     each line ends with a newline
 *     vitrine_dump_vmcs(put, 0);
 *
 * Call it in 64-bit VMX root operation with the VMCS current, right after a VMLAUNCH or VMRESUME that failed.
 * A field that the processor lacks is left out. C99 with the assembler of GCC or Clang, or Microsoft's C; needs
 * no library. */
#ifndef VITRINE_DUMP_VMCS_H
#define VITRINE_DUMP_VMCS_H
#ifdef _MSC_VER
#include <intrin.h>
#endif

/* Returns 0 when there is no such field. Intel SDM vol. 3C, "VMREAD". */
static inline int vitrine_vmread(unsigned long long encoding, unsigned long long *value)
{
#ifdef _MSC_VER
    return __vmx_vmread((size_t)encoding, value) == 0;
#else
    unsigned char failed;
    __asm__ __volatile__("vmread %2, %0\n\tsetbe %1" : "=r"(*value), "=q"(failed) : "r"(encoding) : "cc");
    return !failed;
#endif
}

static inline void vitrine_put_hex(char *end, unsigned digits, unsigned long long value)
{
    for (; digits != 0; --digits, value >>= 4) *--end = "0123456789abcdef"[value & 15];
}

static inline void vitrine_dump_vmcs(void (*put)(void *context, const char *line), void *context)
{
    /* The VM-instruction error goes first: a VMREAD that fails overwrites it. */
    static const unsigned short encodings[] = {
)";

constexpr std::string_view c_tail = R"(    };
    char line[] = "vmcs field=0x0000 value=0x0000000000000000\n";
    unsigned i;
    for (i = 0; i != sizeof encodings / sizeof *encodings; ++i) {
        unsigned long long value = 0;
        if (!vitrine_vmread(encodings[i], &value)) continue;
        vitrine_put_hex(line + 17, 4, encodings[i]);
        vitrine_put_hex(line + 42, 16, value);
        put(context, line);
    }
}

#endif
)";

constexpr std::string_view rust_head =
    R"(//! Writes every field of the current VMCS, by its encoding, as lines that vitrine-explain reads:
//!
//!     unsafe { dump_vmcs(|line| serial.write_str(line)) };     // each line ends with a newline
//!
//! A field that the processor lacks is left out. Needs `core` alone.

use core::arch::asm;

/// Nothing where there is no such field. Intel SDM vol. 3C, "VMREAD".
unsafe fn vmread(encoding: u16) -> Option<u64> {
    let (value, failed): (u64, u8);
    unsafe {
        asm!("vmread {value}, {encoding}", "setbe {failed}", value = out(reg) value,
             encoding = in(reg) u64::from(encoding), failed = out(reg_byte) failed, options(nostack));
    }
    (failed == 0).then_some(value)
}

fn put_hex(digits: &mut [u8], mut value: u64) {
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789abcdef"[(value & 15) as usize];
        value >>= 4;
    }
}

/// Gives `put` a line for each field.
///
/// # Safety
/// In 64-bit VMX root operation with the VMCS current, right after a VMLAUNCH or VMRESUME that failed.
pub unsafe fn dump_vmcs(mut put: impl FnMut(&str)) {
    for encoding in &ENCODINGS {
        if let Some(value) = unsafe { vmread(*encoding) } {
            let mut line = *b"vmcs field=0x0000 value=0x0000000000000000\n";
            put_hex(&mut line[13..17], u64::from(*encoding));
            put_hex(&mut line[26..42], value);
            put(unsafe { core::str::from_utf8_unchecked(&line) }); // ASCII
        }
    }
}

/// The VM-instruction error goes first: a VMREAD that fails overwrites it.
)";

std::string encoding_text(std::uint32_t encoding) {
    constexpr unsigned digits = 4, bits = 4;
    std::string text = "0x";
    for (unsigned i = digits; i-- != 0;) text += "0123456789abcdef"[encoding >> (i * bits) & 0xF];
    return text;
}

std::string encodings(std::string_view indent) {
    constexpr std::size_t in_a_row = 12;
    std::string text = std::string(indent) + encoding_text(vmx::field::instruction_error.encoding);
    std::size_t count = 1;
    for (const vmx::NamedField field : vmx::named_fields()) {
        if (field.encoding == vmx::field::instruction_error.encoding) continue;
        text += count++ % in_a_row == 0 ? ",\n" + std::string(indent) : ", ";
        text += encoding_text(field.encoding);
    }
    return text + ",\n";
}

}  // namespace

std::optional<std::string> snippet(std::string_view language) {
    if (language == "c") return std::string(c_head) + encodings("        ") + std::string(c_tail);
    if (language == "rust")
        return std::string(rust_head) + "static ENCODINGS: [u16; " + std::to_string(vmx::field_count) +
               "] = [\n" + encodings("    ") + "];\n";
    return std::nullopt;
}

}  // namespace vitrine::tools
