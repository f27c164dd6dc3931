#include "kernel/symbols.hpp"

#include <algorithm>
#include <cstring>

namespace vitrine {

namespace {

/// ELF-64 Object File Format, figure 4.
struct SectionHeader {
    std::uint32_t name, type;
    std::uint64_t flags, address, offset, size;
    std::uint32_t link, info;
    std::uint64_t alignment, entry_size;
};
static_assert(sizeof(SectionHeader) == 64);

/// Figure 5.
struct SymbolEntry {
    std::uint32_t name;
    std::uint8_t info, other;
    std::uint16_t section;
    std::uint64_t value, size;
};
static_assert(sizeof(SymbolEntry) == 24);

template <class T>
T entry(std::span<const std::uint8_t> table, std::size_t index) {
    T value;
    std::memcpy(&value, &table[index * sizeof(T)], sizeof(T));
    return value;
}

std::string_view string_at(std::span<const std::uint8_t> strings, std::uint32_t offset) {
    if (offset >= strings.size()) return {};
    const auto rest = strings.subspan(offset);
    const auto end = std::ranges::find(rest, std::uint8_t{0});
    if (end == rest.end()) return {};
    return {reinterpret_cast<const char*>(rest.data()), static_cast<std::size_t>(end - rest.begin())};
}

/// Reads `<length><name>` off the front; empty when there is none.
std::string_view take_component(std::string_view& rest) {
    std::size_t length = 0;
    std::size_t digits = 0;
    while (digits < rest.size() && digits < 3 && rest[digits] >= '0' && rest[digits] <= '9') {
        length = length * 10 + static_cast<std::size_t>(rest[digits++] - '0');
    }
    if (length == 0 || length > rest.size() - digits) return {};
    const std::string_view name = rest.substr(digits, length);
    rest.remove_prefix(digits + length);
    return name;
}

}  // namespace

Range elf_section_range(std::span<const std::uint8_t, 64> header) {
    const auto section = entry<SectionHeader>(header, 0);
    if (section.address == 0 || section.size > ~section.address) return {};
    return {section.address, section.address + section.size};
}

Symbols Symbols::from(std::span<const std::uint8_t> section_headers, ReadMemory read_memory) {
    constexpr std::uint32_t symbol_table = 2;
    constexpr std::uint32_t string_table = 3;
    const std::size_t count = section_headers.size() / sizeof(SectionHeader);
    for (std::size_t i = 0; i < count; ++i) {
        const auto header = entry<SectionHeader>(section_headers, i);
        if (header.type != symbol_table || header.entry_size != sizeof(SymbolEntry) || header.link >= count)
            continue;
        const auto strings = entry<SectionHeader>(section_headers, header.link);
        if (strings.type != string_table || header.address == 0 || strings.address == 0) continue;
        Symbols symbols;
        symbols.symbols_ = read_memory(header.address, header.size);
        symbols.strings_ = read_memory(strings.address, strings.size);
        return symbols;
    }
    return {};
}

std::optional<Symbol> Symbols::lookup(std::uint64_t address) const {
    constexpr std::uint8_t function_type = 2;
    constexpr std::uint8_t no_type = 0;  // NASM's labels
    constexpr std::uint16_t undefined = 0;
    std::optional<Symbol> best;
    for (std::size_t i = 0; i < symbols_.size() / sizeof(SymbolEntry); ++i) {
        const auto symbol = entry<SymbolEntry>(symbols_, i);
        const std::uint8_t type = symbol.info & 0xF;
        if (symbol.section == undefined || (type != function_type && type != no_type)) continue;
        if (symbol.value > address || (symbol.size != 0 && address - symbol.value >= symbol.size)) continue;
        if (best && address - symbol.value >= best->offset) continue;
        const std::string_view name = string_at(strings_, symbol.name);
        if (!name.empty()) best = Symbol{name, address - symbol.value};
    }
    return best;
}

DemangledName demangle(std::string_view mangled) {
    DemangledName result;
    const auto append = [&](std::string_view part) {
        const std::size_t length = std::min(part.size(), result.text.size() - result.length);
        std::ranges::copy(part.substr(0, length),
                          result.text.begin() + static_cast<std::ptrdiff_t>(result.length));
        result.length += length;
    };

    std::string_view rest = mangled;
    if (rest.starts_with("_ZN")) {
        rest.remove_prefix(3);
        while (!rest.empty() && (rest.front() == 'K' || rest.front() == 'V')) rest.remove_prefix(1);
        while (!rest.starts_with('E')) {
            if (rest.starts_with("12_GLOBAL__N_1")) {
                rest.remove_prefix(std::string_view("12_GLOBAL__N_1").size());
                continue;
            }
            const std::string_view part = take_component(rest);
            if (part.empty()) break;
            if (result.length != 0) append("::");
            append(part);
        }
        if (rest.starts_with('E') && result.length != 0) return result;
    } else if (rest.starts_with("_Z")) {
        rest.remove_prefix(2);
        append(take_component(rest));
        if (result.length != 0) return result;
    }
    result.length = 0;
    append(mangled);
    return result;
}

}  // namespace vitrine
