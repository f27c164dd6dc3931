#pragma once
// What KVM's dump prints of each part of the VMCS.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace vitrine::tools {

/// A piece of a line: a pattern in which `$` is a hexadecimal number, with or without 0x, and a space is any
/// amount of space, and the fields that its numbers are of.
struct KvmItem {
    static constexpr std::size_t most = 4;
    static constexpr std::uint32_t none = ~0U;  ///< the encoding of no field

    std::string_view pattern;
    std::array<std::uint32_t, most> encodings{none, none, none, none};
};

/// The numbers of an item, and how much of the text it took.
struct KvmMatch {
    std::array<std::uint64_t, KvmItem::most> values{};
    std::size_t length = 0;
};

/// Whether the text begins with the item.
[[nodiscard]] std::optional<KvmMatch> match(const KvmItem& item, std::string_view text);

// The parts of a dump. An item stands before those that begin like it.
[[nodiscard]] std::span<const KvmItem> kvm_guest_items();
[[nodiscard]] std::span<const KvmItem> kvm_host_items();
[[nodiscard]] std::span<const KvmItem> kvm_control_items();

}  // namespace vitrine::tools
