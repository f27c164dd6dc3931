#pragma once
// The kernel's own symbols, for backtraces: found through the ELF section headers that the boot loader hands
// over.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "kernel/frames.hpp"

namespace vitrine {

/// Where a function begins, and what it is called.
struct Symbol {
    std::string_view name;  ///< as the linker has it
    std::uint64_t offset = 0;
};

/// Where the section lies in memory that an ELF64 section header describes; an empty range for one that isn't
/// loaded.
[[nodiscard]] Range elf_section_range(std::span<const std::uint8_t, 64> header);

/// Gives `size` bytes of memory at a physical address, or fewer (none) where it can't be read.
using ReadMemory = std::span<const std::uint8_t> (*)(std::uint64_t address, std::uint64_t size);

class Symbols {
public:
    /// No symbols: every lookup fails.
    constexpr Symbols() = default;

    /// Finds the symbol table among ELF64 section headers. Whatever makes no sense is taken for no symbols.
    [[nodiscard]] static Symbols from(std::span<const std::uint8_t> section_headers, ReadMemory read_memory);

    /// The function around `address`.
    [[nodiscard]] std::optional<Symbol> lookup(std::uint64_t address) const;

private:
    std::span<const std::uint8_t> symbols_;
    std::span<const std::uint8_t> strings_;
};

/// A demangled name and room for it.
struct DemangledName {
    std::array<char, 128> text;
    std::size_t length = 0;

    [[nodiscard]] std::string_view view() const { return {text.data(), length}; }
};

/// `vitrine::vmx::Vcpu::run` for `_ZN7vitrine3vmx4Vcpu3runEv`: namespaces, classes and functions of the
/// Itanium C++ ABI, without parameters. A name of another shape stays as it is, cut at the room there is.
[[nodiscard]] DemangledName demangle(std::string_view mangled);

}  // namespace vitrine
