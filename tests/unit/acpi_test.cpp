#include "boot/acpi.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <map>
#include <vector>

namespace vitrine {
namespace {

std::map<std::uint64_t, std::vector<std::uint8_t>>& memory() {
    static std::map<std::uint64_t, std::vector<std::uint8_t>> tables;
    return tables;
}

std::span<const std::uint8_t> read(std::uint64_t address, std::uint64_t size) {
    const auto found = memory().find(address);
    if (found == memory().end() || size > found->second.size()) return {};
    return std::span(found->second).first(size);
}

std::vector<std::uint8_t> table(std::string_view signature, const std::vector<std::uint8_t>& body) {
    std::vector<std::uint8_t> bytes(36);
    std::memcpy(bytes.data(), signature.data(), 4);
    bytes.insert(bytes.end(), body.begin(), body.end());
    const auto length = static_cast<std::uint32_t>(bytes.size());
    std::memcpy(&bytes[4], &length, 4);
    return bytes;
}

template <class T>
void put(std::vector<std::uint8_t>& bytes, std::size_t offset, T value) {
    std::memcpy(&bytes[offset], &value, sizeof(value));
}

// Name (_S5, Package (4) { 5, 1, 0, 0 })
const std::vector<std::uint8_t> s5{0x10, 0x08, '_',  'S',  '5',  '_',  0x12,
                                   0x08, 0x04, 0x0A, 0x05, 0x01, 0x00, 0x00};

struct Machine {
    Machine() {
        memory().clear();
        std::vector<std::uint8_t> fadt_body(112);
        put<std::uint32_t>(fadt_body, 40 - 36, 0x3000);
        put<std::uint32_t>(fadt_body, 64 - 36, 0x604);
        memory()[0x1000] = table("RSDT", {0x00, 0x50, 0, 0, 0x00, 0x20, 0, 0});
        memory()[0x2000] = table("FACP", fadt_body);
        memory()[0x3000] = table("DSDT", s5);
        put<std::uint32_t>(rsdp, 16, 0x1000);
    }
    std::vector<std::uint8_t> rsdp = std::vector<std::uint8_t>(20);
};

TEST(Acpi, FindsSleepTypes) {
    const Machine machine;
    const auto found = find_s5(machine.rsdp, read);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->pm1a_control, 0x604);
    EXPECT_EQ(found->pm1b_control, 0);
    EXPECT_EQ(found->sleep_type_a, 5);
    EXPECT_EQ(found->sleep_type_b, 1);
}

TEST(Acpi, PrefersTheXsdt) {
    Machine machine;
    machine.rsdp.resize(36);
    machine.rsdp[15] = 2;
    put<std::uint64_t>(machine.rsdp, 24, 0x4000);
    memory()[0x1000].clear();
    memory()[0x4000] = table("XSDT", {0x00, 0x20, 0, 0, 0, 0, 0, 0});
    EXPECT_TRUE(find_s5(machine.rsdp, read));
}

TEST(Acpi, MissingOrMalformedTablesAreNoFault) {
    EXPECT_FALSE(find_s5({}, read));
    for (const std::uint64_t address : {0x1000U, 0x2000U, 0x3000U}) {
        const Machine machine;
        memory().erase(address);
        EXPECT_FALSE(find_s5(machine.rsdp, read));
    }
    const Machine machine;
    put<std::uint32_t>(memory()[0x2000], 4, ~0U);
    EXPECT_FALSE(find_s5(machine.rsdp, read));
}

TEST(Acpi, TruncatedS5) {
    for (std::size_t size = 0; size < 12; ++size) EXPECT_FALSE(parse_s5(std::span(s5).first(size))) << size;
    EXPECT_TRUE(parse_s5(s5));
}

}  // namespace
}  // namespace vitrine
