#pragma once
// Tables of names as they stand in memory one behind another, each with a NUL at its end: as std::string_view
// each would take 16 bytes more.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace vitrine {

/// A bit of a register, or another number of one byte, by the manual's name.
struct BitName {
    std::uint8_t bit = 0;
    std::string_view name;
};

namespace detail {

/// Walks entries of `prefix` bytes and a NUL-terminated name.
template <std::size_t prefix>
class PackedIterator {
public:
    using difference_type = std::ptrdiff_t;
    using value_type = std::conditional_t<prefix == 0, std::string_view, BitName>;

    constexpr PackedIterator() = default;
    constexpr explicit PackedIterator(const char* at) : at_(at) {}

    [[nodiscard]] constexpr std::string_view name() const { return at_ + prefix; }
    [[nodiscard]] constexpr char number() const { return *at_; }
    constexpr value_type operator*() const {
        if constexpr (prefix == 0) {
            return name();
        } else {
            return BitName{static_cast<std::uint8_t>(number()), name()};
        }
    }
    constexpr PackedIterator& operator++() {
        const std::string_view taken = name();
        at_ = taken.data() + taken.size() + 1;
        return *this;
    }
    constexpr PackedIterator operator++(int) {
        const PackedIterator before = *this;
        ++*this;
        return before;
    }
    constexpr bool operator==(const PackedIterator&) const = default;

private:
    const char* at_ = nullptr;
};

constexpr std::size_t packed_size(std::string_view name) {
    return name.size() + 1;
}
constexpr std::size_t packed_size(const BitName& bit) {
    return 1 + packed_size(bit.name);
}
constexpr char* pack(std::string_view name, char* at) {
    at = std::ranges::copy(name, at).out;
    *at = 0;
    return at + 1;
}
constexpr char* pack(const BitName& bit, char* at) {
    *at = static_cast<char>(bit.bit);
    return pack(bit.name, at + 1);
}

/// The bytes of the entries that `make()` returns as an array.
template <auto make>
inline constexpr auto packed_bytes = [] {
    constexpr std::size_t size = [] {
        std::size_t sum = 0;
        for (const auto& entry : make()) sum += packed_size(entry);
        return sum;
    }();
    std::array<char, size> bytes{};
    char* at = bytes.data();
    for (const auto& entry : make()) at = pack(entry, at);
    return bytes;
}();

}  // namespace detail

/// A packed table as a range: of std::string_view without a prefix, of BitName with one.
template <std::size_t prefix>
class PackedTable {
public:
    using Iterator = detail::PackedIterator<prefix>;

    template <std::size_t size>
    constexpr explicit PackedTable(const std::array<char, size>& bytes)
        : begin_(bytes.data()), end_(begin_ + size) {}

    [[nodiscard]] constexpr Iterator begin() const { return Iterator(begin_); }
    [[nodiscard]] constexpr Iterator end() const { return Iterator(end_); }
    /// The name at that place; empty past the end.
    [[nodiscard]] std::string_view operator[](std::size_t index) const {
        auto at = begin();
        for (; index != 0 && at != end(); --index) ++at;
        return at == end() ? std::string_view() : at.name();
    }

private:
    const char* begin_;
    const char* end_;
};

using PackedNames = PackedTable<0>;
using PackedBitNames = PackedTable<1>;

/// Entries without their names, and the names packed: together a range of `Named`, which adds a name to
/// `Entry`.
template <class Named, class Entry>
class WithNames {
public:
    class Iterator {
    public:
        using difference_type = std::ptrdiff_t;
        using value_type = Named;

        Iterator() = default;
        Iterator(PackedNames::Iterator name, const Entry* entry) : name_(name), entry_(entry) {}

        Named operator*() const { return {*entry_, *name_}; }
        Iterator& operator++() {
            ++name_;
            ++entry_;
            return *this;
        }
        Iterator operator++(int) {
            const Iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const Iterator& other) const { return name_ == other.name_; }

    private:
        PackedNames::Iterator name_;
        const Entry* entry_ = nullptr;
    };

    WithNames(PackedNames names, const Entry* entries) : names_(names), entries_(entries) {}

    [[nodiscard]] Iterator begin() const { return {names_.begin(), entries_}; }
    [[nodiscard]] Iterator end() const { return {names_.end(), nullptr}; }
    [[nodiscard]] Named operator[](std::size_t index) const { return {entries_[index], names_[index]}; }

private:
    PackedNames names_;
    const Entry* entries_;
};

/// `pack_names<[] { return std::array<std::string_view, n>{…}; }>()`
template <auto make>
[[nodiscard]] constexpr PackedNames pack_names() {
    return PackedNames(detail::packed_bytes<make>);
}

/// `pack_bits<[] { return std::array{BitName{…}, …}; }>()`
template <auto make>
[[nodiscard]] constexpr PackedBitNames pack_bits() {
    return PackedBitNames(detail::packed_bytes<make>);
}

}  // namespace vitrine
