#pragma once
// What a hypervisor's dump prints, as patterns: one table a format.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "vmx/fields.hpp"

namespace vitrine::tools {

/// A piece of a dump: a pattern in which `$` is a hexadecimal number, with or without 0x, and a space is any
/// amount of space or the end of a folded line; and the fields that its numbers are of. A number has as many
/// digits as its field, or as the character after `$` says: 2, 4, 5, 8, `G` for 16, `*` for any, `d` for a
/// decimal number of any length. One with fewer was cut.
struct Item {
    static constexpr std::size_t most = 4;
    static constexpr std::uint32_t none = ~0U;  ///< the encoding of no field

    std::string_view pattern;
    std::array<std::uint32_t, most> encodings{none, none, none, none};
};

template <class... Fields>
consteval Item item(std::string_view pattern, const Fields&... fields) {
    Item made{pattern};
    std::size_t count = 0;
    ((made.encodings[count++] = fields.encoding), ...);
    return made;
}

/// A segment register's selector, access rights, limit and base, in this order.
consteval Item segment_item(std::string_view pattern, unsigned number) {
    const vmx::SegmentFields fields = vmx::segment_fields(number);
    return {pattern, {fields.selector, fields.access_rights, fields.limit, fields.base}};
}

/// How far a text is an item.
struct ItemMatch {
    std::array<std::uint64_t, Item::most> values{};
    std::size_t count = 0;   ///< numbers that are whole
    std::size_t length = 0;  ///< bytes of the text that it took
    bool whole = false;      ///< the text has all of the item
};

/// Nothing unless the text begins as the item does, up to its first number.
[[nodiscard]] std::optional<ItemMatch> match(const Item& item, std::string_view text);

/// The best of the items that the text begins with: a whole one, else the one with most of it.
struct FoundItem {
    const Item* item = nullptr;
    ItemMatch match;
};
[[nodiscard]] std::optional<FoundItem> find_item(std::span<const std::span<const Item>> tables,
                                                 std::string_view text);

// Of the parts of KVM's dump of a VMCS. An item stands before those that begin like it.
[[nodiscard]] std::span<const Item> kvm_guest_items();
[[nodiscard]] std::span<const Item> kvm_host_items();
[[nodiscard]] std::span<const Item> kvm_control_items();

// What of Xen's dump differs from KVM's.
[[nodiscard]] std::span<const Item> xen_guest_items();
[[nodiscard]] std::span<const Item> xen_host_items();
[[nodiscard]] std::span<const Item> xen_control_items();

}  // namespace vitrine::tools
