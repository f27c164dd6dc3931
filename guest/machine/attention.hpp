#pragma once
// What the run loop has to do after an exit besides answering it, in one word, so that it asks nobody.

#include <cstddef>
#include <cstdint>

namespace vitrine::guest {

/// A bit for each kind of exit that somebody is told of; every bit, once somebody has asked for anything
/// else.
class Attention {
public:
    /// The run loop is to look at everything after the next exit.
    void ask() { word_ = ~std::uint32_t{0}; }
    /// Only kinds of these bits need it from now on.
    void settle(std::uint32_t kinds) { word_ = kinds; }

    [[nodiscard]] bool needed(std::size_t kind) const { return (word_ >> kind & 1) != 0; }

private:
    std::uint32_t word_ = ~std::uint32_t{0};
};

}  // namespace vitrine::guest
