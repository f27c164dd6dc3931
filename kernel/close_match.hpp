#pragma once
// Which of the known names a misspelt one may have meant.

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace vitrine {

/// Edits (letters put in, left out or changed) that make `from` into `to`; names past `longest` letters count
/// by their first ones.
[[nodiscard]] unsigned edit_distance(std::string_view from, std::string_view to);

/// The known names nearest to a word, the nearest first.
class CloseMatches {
public:
    static constexpr std::size_t most = 3;

    explicit CloseMatches(std::string_view word) : word_(word) {}

    /// Takes `name` for a candidate. It is kept when it holds the word, or when no more than a third of the
    /// word has to be edited.
    void consider(std::string_view name);

    [[nodiscard]] std::span<const std::string_view> names() const { return std::span(names_).first(count_); }

private:
    std::string_view word_;
    std::array<std::string_view, most> names_{};
    std::array<unsigned, most> distances_{};
    std::size_t count_ = 0;
};

}  // namespace vitrine
