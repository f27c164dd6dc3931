#pragma once
// The information that a Multiboot2 boot loader hands over, read from bytes that are not trusted.
// Multiboot2 Specification version 2.0, section 3.6.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "kernel/result.hpp"

namespace vitrine {

/// EAX at the entry. Section 3.2.
inline constexpr std::uint32_t multiboot2_magic = 0x36D7'6289;

/// A file that GRUB loaded beside the kernel: physical addresses, and what stood after its name in `module2`.
struct Module {
    std::uint32_t start = 0;
    std::uint32_t end = 0;
    std::string_view name;
};

/// A piece of the memory map. Type 1 is free memory.
struct MemoryRegion {
    std::uint64_t start = 0;
    std::uint64_t length = 0;
    std::uint32_t type = 0;

    static constexpr std::uint32_t available = 1;
};

/// The kernel's own section headers, with the symbols that the loader kept: entries of an ELF64 section
/// header table.
struct ElfSections {
    std::span<const std::uint8_t> headers;
    std::uint32_t entry_size = 0;
    std::uint32_t string_section = 0;
};

/// What was wrong with the information.
struct Multiboot2Error {
    std::uint32_t tag = 0;     ///< type of the tag; 0 for the information as a whole
    std::uint32_t offset = 0;  ///< bytes from the start of the information
    std::string_view cause;    ///< in words; a literal
};

/// What the loader said. Views point into the bytes that were parsed.
class BootInformation {
public:
    static constexpr std::size_t most_modules = 64;

    std::string_view command_line;
    std::string_view loader_name;
    std::span<const std::uint8_t> rsdp;  ///< copy of ACPI's root pointer, the newest there is; empty without
    std::optional<ElfSections> elf_sections;
    bool efi = false;  ///< an EFI tag was there

    [[nodiscard]] std::span<const Module> modules() const { return std::span(modules_).first(module_count_); }
    /// False when there are too many.
    [[nodiscard]] bool add_module(const Module& module);
    void clear_modules() { module_count_ = 0; }

    [[nodiscard]] std::size_t memory_region_count() const;
    [[nodiscard]] MemoryRegion memory_region(std::size_t index) const;

private:
    friend class Multiboot2Parser;

    std::array<Module, most_modules> modules_{};
    std::size_t module_count_ = 0;
    std::span<const std::uint8_t> memory_map_;  ///< whole entries
    std::uint32_t memory_entry_size_ = 0;
};

/// How many bytes the information says it has, from its first word; at least 8 bytes must be readable.
[[nodiscard]] std::uint32_t multiboot2_size(std::span<const std::uint8_t, 8> header);

/// Reads the information. Tags that Vitrine has no use for are passed over by their size.
[[nodiscard]] Result<BootInformation, Multiboot2Error> parse_multiboot2(std::span<const std::uint8_t> bytes);

}  // namespace vitrine
