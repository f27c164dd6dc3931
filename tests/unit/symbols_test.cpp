#include "kernel/symbols.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <vector>

namespace vitrine {
namespace {

std::vector<std::uint8_t>& symbol_table() {
    static std::vector<std::uint8_t> bytes;
    return bytes;
}
const std::string strings = std::string("\0main\0_ZN7vitrine3vmx4Vcpu5enterEv\0", 35);

std::span<const std::uint8_t> read(std::uint64_t address, std::uint64_t size) {
    if (address == 0x1000)
        return std::span(symbol_table()).first(std::min<std::size_t>(size, symbol_table().size()));
    return {reinterpret_cast<const std::uint8_t*>(strings.data()),
            std::min<std::size_t>(size, strings.size())};
}

template <class T>
void append(std::vector<std::uint8_t>& bytes, T value) {
    const auto* from = reinterpret_cast<const std::uint8_t*>(&value);
    bytes.insert(bytes.end(), from, from + sizeof(value));
}

void add_symbol(std::uint32_t name, std::uint8_t type, std::uint64_t value, std::uint64_t size) {
    append(symbol_table(), name);
    append<std::uint8_t>(symbol_table(), type);
    append<std::uint8_t>(symbol_table(), 0);
    append<std::uint16_t>(symbol_table(), 1);
    append(symbol_table(), value);
    append(symbol_table(), size);
}

std::vector<std::uint8_t> sections() {
    std::vector<std::uint8_t> bytes;
    const auto section = [&](std::uint32_t type, std::uint64_t address, std::uint64_t size,
                             std::uint32_t link, std::uint64_t entry_size) {
        append<std::uint32_t>(bytes, 0);
        append(bytes, type);
        append<std::uint64_t>(bytes, 0);
        append(bytes, address);
        append<std::uint64_t>(bytes, 0);
        append(bytes, size);
        append(bytes, link);
        append<std::uint32_t>(bytes, 0);
        append<std::uint64_t>(bytes, 8);
        append(bytes, entry_size);
    };
    section(2, 0x1000, symbol_table().size(), 1, 24);
    section(3, 0x2000, strings.size(), 0, 0);
    return bytes;
}

TEST(Symbols, FindsTheFunctionAround) {
    symbol_table().clear();
    add_symbol(1, 2, 0x10'0000, 0x20);
    add_symbol(6, 2, 0x10'0020, 0x10);
    const Symbols symbols = Symbols::from(sections(), read);
    ASSERT_TRUE(symbols.lookup(0x10'001F));
    EXPECT_EQ(symbols.lookup(0x10'001F)->name, "main");
    EXPECT_EQ(symbols.lookup(0x10'001F)->offset, 0x1FU);
    EXPECT_EQ(symbols.lookup(0x10'0020)->name, "_ZN7vitrine3vmx4Vcpu5enterEv");
    EXPECT_FALSE(symbols.lookup(0x10'0030));
    EXPECT_FALSE(symbols.lookup(0xF'FFFF));
}

TEST(Symbols, WhatMakesNoSenseIsNoSymbols) {
    EXPECT_FALSE(Symbols::from({}, read).lookup(0x10'0000));
    symbol_table().clear();
    add_symbol(9999, 2, 0x10'0000, 0x20);  // its name lies outside of the strings
    EXPECT_FALSE(Symbols::from(sections(), read).lookup(0x10'0000));
}

TEST(Demangle, NamespacesAndFunctions) {
    EXPECT_EQ(demangle("_ZN7vitrine3vmx4Vcpu5enterEv").view(), "vitrine::vmx::Vcpu::enter");
    EXPECT_EQ(demangle("_ZN7vitrine12_GLOBAL__N_15startEjj").view(), "vitrine::start");
    EXPECT_EQ(demangle("_ZNK7vitrine4Line3putEc").view(), "vitrine::Line::put");
    EXPECT_EQ(demangle("_Z3foov").view(), "foo");
    EXPECT_EQ(demangle("kernel_main").view(), "kernel_main");
    EXPECT_EQ(demangle("_ZN").view(), "_ZN");
    EXPECT_EQ(demangle("_ZN999xE").view(), "_ZN999xE");
    EXPECT_EQ(demangle(std::string(300, 'x')).view(), std::string(128, 'x'));
}

}  // namespace
}  // namespace vitrine
