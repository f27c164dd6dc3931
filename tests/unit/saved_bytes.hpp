#pragma once
// What is saved, as the bytes that it takes.

#include <cstdint>
#include <gtest/gtest.h>
#include <vector>

#include "guest/machine/state.hpp"

namespace vitrine::guest {

/// The bytes that `save` writes into a StateWriter: as many as it says that it needs.
template <class Save>
std::vector<std::uint8_t> saved_bytes(Save save) {
    StateWriter count({});
    save(count);
    EXPECT_FALSE(count.fits());
    std::vector<std::uint8_t> bytes(count.size());
    StateWriter writer(bytes);
    save(writer);
    EXPECT_TRUE(writer.fits());
    return bytes;
}

}  // namespace vitrine::guest
