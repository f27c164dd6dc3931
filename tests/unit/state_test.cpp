#include "guest/machine/state.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "saved_bytes.hpp"

namespace vitrine::guest {
namespace {

enum class Colour : std::uint16_t { red, green };

struct Pair {
    std::uint32_t first = 0;
    bool second = false;
    void state(State& state) { state(first, second); }
    bool operator==(const Pair&) const = default;
};

class Part {
public:
    explicit Part(std::uint16_t version = 1) : version_(version) {}
    std::string_view name() const { return "part"; }
    void reset() { number = 0, colour = Colour::red, bytes = {}, words = {}, pair.reset(); }
    std::int64_t number = 0;
    Colour colour = Colour::red;
    std::array<std::uint8_t, 3> bytes{};
    std::array<std::uint16_t, 2> words{};
    std::optional<Pair> pair;

    std::uint16_t state_version() const { return version_; }
    void state(State& state) { state(number, colour, bytes, words, pair); }
    bool take_loaded() { return number < 1000; }

private:
    std::uint16_t version_;
};

std::vector<std::uint8_t> save(Part& part) {
    return saved_bytes([&part](StateWriter& writer) { guest::save(writer, part); });
}

bool load(Part& part, std::span<const std::uint8_t> bytes) {
    StateReader reader(bytes);
    return guest::load(reader, part) && reader.finished();
}

class StateTest : public testing::Test {
protected:
    StateTest() {
        part.number = -5;
        part.colour = Colour::green;
        part.bytes = {1, 2, 3};
        part.words = {0x1234, 0x5678};
        part.pair = Pair{.first = 7, .second = true};
    }
    Part part, other;
};

TEST_F(StateTest, WhatIsSavedIsLoaded) {
    other.pair = Pair{.first = 9};
    ASSERT_TRUE(load(other, save(part)));
    EXPECT_EQ(other.number, -5);
    EXPECT_EQ(other.colour, Colour::green);
    EXPECT_EQ(other.bytes, part.bytes);
    EXPECT_EQ(other.words, part.words);
    EXPECT_EQ(other.pair, part.pair);
    part.pair.reset();
    ASSERT_TRUE(load(other, save(part)));
    EXPECT_FALSE(other.pair);
}

TEST_F(StateTest, ARecordHasItsNameVersionAndSize) {
    const auto bytes = save(part);
    EXPECT_EQ(bytes[0], 'p');
    EXPECT_EQ(bytes[16], 1);
    EXPECT_EQ(bytes[18], bytes.size() - 22);
    Part later(2);
    EXPECT_FALSE(load(later, bytes));
    auto renamed = bytes;
    renamed[4] = 's';
    EXPECT_FALSE(load(other, renamed));
}

TEST_F(StateTest, EveryTruncationIsRefusedAndThePartReset) {
    const auto bytes = save(part);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        other.number = 3;
        EXPECT_FALSE(load(other, std::span(bytes).first(size))) << size;
        EXPECT_EQ(other.number, 0) << size;
    }
}

TEST_F(StateTest, ValuesThatCannotBeAreRefused) {
    part.number = 1000;
    EXPECT_FALSE(load(other, save(part)));
    part.number = 1;
    auto bytes = save(part);
    bytes.back() = 2;  // of a bool
    EXPECT_FALSE(load(other, bytes));
    bytes = save(part);
    ++bytes[18];  // longer than the record is
    bytes.push_back(0);
    EXPECT_FALSE(load(other, bytes));
}

}  // namespace
}  // namespace vitrine::guest
