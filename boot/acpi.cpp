#include "boot/acpi.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace vitrine {

namespace {

constexpr std::size_t table_header = 36;
constexpr std::uint32_t largest_table = 4U << 20;

template <class T>
std::optional<T> read_at(std::span<const std::uint8_t> bytes, std::size_t offset) {
    if (bytes.size() < sizeof(T) || offset > bytes.size() - sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, &bytes[offset], sizeof(T));
    return value;
}

bool has_signature(std::span<const std::uint8_t> table, std::string_view signature) {
    return table.size() >= signature.size() &&
           std::equal(signature.begin(), signature.end(), table.begin(),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

/// The whole table at `address`; empty when its length makes no sense.
std::span<const std::uint8_t> table_at(std::uint64_t address, ReadPhysical read) {
    if (address == 0) return {};
    const auto length = read_at<std::uint32_t>(read(address, table_header), 4);
    if (!length || *length < table_header || *length > largest_table) return {};
    return read(address, *length);
}

std::span<const std::uint8_t> find_fadt(std::span<const std::uint8_t> rsdp, ReadPhysical read) {
    // An XSDT (64-bit entries) where revision 2 of the root pointer gives one, else the RSDT (32-bit
    // entries). 5.2.5.3.
    const std::uint64_t xsdt = read_at<std::uint64_t>(rsdp, 24).value_or(0);
    const bool extended = read_at<std::uint8_t>(rsdp, 15).value_or(0) >= 2 && xsdt != 0;
    const std::uint64_t address = extended ? xsdt : read_at<std::uint32_t>(rsdp, 16).value_or(0);
    const auto root = table_at(address, read);
    const std::size_t entry_size = extended ? 8 : 4;
    for (std::size_t offset = table_header; offset + entry_size <= root.size(); offset += entry_size) {
        const std::uint64_t entry = extended ? read_at<std::uint64_t>(root, offset).value_or(0)
                                             : read_at<std::uint32_t>(root, offset).value_or(0);
        const auto table = table_at(entry, read);
        if (has_signature(table, "FACP")) return table;
    }
    return {};
}

/// An AML integer: ZeroOp, OneOp, BytePrefix. 20.2.3.
std::optional<std::uint16_t> take_integer(std::span<const std::uint8_t>& aml) {
    constexpr std::uint8_t byte_prefix = 0x0A;
    if (aml.empty()) return std::nullopt;
    const bool prefixed = aml[0] == byte_prefix;
    const std::size_t length = prefixed ? 2 : 1;
    if (aml.size() < length || (!prefixed && aml[0] > 1)) return std::nullopt;
    const std::uint16_t value = aml[length - 1];
    aml = aml.subspan(length);
    return value;
}

}  // namespace

std::optional<AcpiS5> parse_s5(std::span<const std::uint8_t> dsdt) {
    constexpr std::array<std::uint8_t, 5> name_s5{0x08, '_', 'S', '5', '_'};
    constexpr std::array<std::uint8_t, 6> name_root_s5{0x08, '\\', '_', 'S', '5', '_'};
    constexpr std::uint8_t package_op = 0x12;
    auto found = std::ranges::search(dsdt, name_s5);
    if (found.empty()) found = std::ranges::search(dsdt, name_root_s5);
    if (found.empty()) return std::nullopt;

    auto aml = dsdt.subspan(static_cast<std::size_t>(found.end() - dsdt.begin()));
    if (aml.size() < 2 || aml[0] != package_op) return std::nullopt;
    // PkgLength takes 1 to 4 bytes, by the top two bits of its first; then comes the number of
    // elements. 20.2.4.
    const std::size_t skipped = 1 + 1 + (aml[1] >> 6) + 1;
    if (aml.size() < skipped) return std::nullopt;
    aml = aml.subspan(skipped);
    const auto a = take_integer(aml);
    const auto b = take_integer(aml);
    if (!a || !b) return std::nullopt;
    return AcpiS5{.sleep_type_a = *a, .sleep_type_b = *b};
}

std::optional<AcpiS5> find_s5(std::span<const std::uint8_t> rsdp, ReadPhysical read) {
    constexpr std::size_t dsdt_offset = 40, pm1a_offset = 64, pm1b_offset = 68, x_dsdt_offset = 140;
    const auto fadt = find_fadt(rsdp, read);
    const auto pm1a = read_at<std::uint32_t>(fadt, pm1a_offset);
    const auto pm1b = read_at<std::uint32_t>(fadt, pm1b_offset);
    if (!pm1a || !pm1b || *pm1a == 0 || *pm1a > 0xFFFF || *pm1b > 0xFFFF) return std::nullopt;
    std::uint64_t dsdt = read_at<std::uint64_t>(fadt, x_dsdt_offset).value_or(0);
    if (dsdt == 0) dsdt = read_at<std::uint32_t>(fadt, dsdt_offset).value_or(0);

    auto s5 = parse_s5(table_at(dsdt, read));
    if (!s5) return std::nullopt;
    s5->pm1a_control = static_cast<std::uint16_t>(*pm1a);
    s5->pm1b_control = static_cast<std::uint16_t>(*pm1b);
    return s5;
}

}  // namespace vitrine
