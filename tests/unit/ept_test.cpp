#include "vmx/ept.hpp"

#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>

namespace vitrine::vmx {
namespace {

/// Frames with made-up addresses, at most `limit` of them.
struct FakeFrames {
    std::size_t limit = 10'000;
    std::map<std::uint64_t, std::unique_ptr<EptTable>> tables;

    std::optional<std::uint64_t> allocate() {
        if (tables.size() == limit) return std::nullopt;
        const std::uint64_t address = 0x1'0000'0000 + 0x1000 * tables.size();
        tables[address] = std::make_unique<EptTable>();
        return address;
    }
    EptTable& table(std::uint64_t address) { return *tables.at(address); }
};

constexpr EptVpid all_sizes{.pages_2m = true, .pages_1g = true};
constexpr std::uint64_t mebibyte = 1ULL << 20;

TEST(Ept, LookupOfMapIsTheRange) {
    FakeFrames frames;
    auto ept = Ept<FakeFrames>::create(frames, all_sizes);
    ASSERT_TRUE(ept);
    ASSERT_TRUE(ept->map(0, 0x4000'0000, 16 * mebibyte));
    EXPECT_EQ(ept->lookup(0), 0x4000'0000U);
    EXPECT_EQ(ept->lookup(0x7C05), 0x4000'7C05U);
    EXPECT_EQ(ept->lookup(16 * mebibyte - 1), 0x40FF'FFFFU);
    EXPECT_FALSE(ept->lookup(16 * mebibyte));
    EXPECT_FALSE(ept->lookup(1ULL << 48));
}

TEST(Ept, UsesTheLargestPagesAllowed) {
    for (const auto& [capabilities, tables] :
         {std::pair{EptVpid{}, 4U + 512}, {EptVpid{.pages_2m = true}, 3U}, {all_sizes, 2U}}) {
        FakeFrames frames;
        auto ept = Ept<FakeFrames>::create(frames, capabilities);
        ASSERT_TRUE(ept->map(0, 1ULL << 30, 1ULL << 30));
        EXPECT_LE(frames.tables.size(), tables);
        EXPECT_EQ(ept->lookup(0x3FFF'FFFF), 0x7FFF'FFFFU);
    }
}

TEST(Ept, PagesThatAreMappedOneByOneCanBeRedirected) {
    FakeFrames frames;
    auto ept = Ept<FakeFrames>::create(frames, all_sizes);
    ASSERT_TRUE(ept);
    ASSERT_TRUE(ept->map_pages(0, 0x4000'0000, 2 * mebibyte));
    ASSERT_TRUE(ept->map(2 * mebibyte, 0x4020'0000, 14 * mebibyte));
    auto same = Ept<FakeFrames>::at(frames, ept->pointer());
    ASSERT_TRUE(same.redirect(mebibyte, 0x4000'0000, mebibyte));
    EXPECT_EQ(ept->lookup(mebibyte + 0x1234), 0x4000'1234U);
    EXPECT_EQ(ept->lookup(0x1234), 0x4000'1234U);
    EXPECT_EQ(ept->lookup(2 * mebibyte), 0x4020'0000U);
    ASSERT_TRUE(same.redirect(mebibyte, 0x4010'0000, mebibyte));
    EXPECT_EQ(ept->lookup(mebibyte + 0x1234), 0x4010'1234U);
    EXPECT_EQ(same.redirect(2 * mebibyte, 0x4000'0000, 0x1000).error(), EptError::not_mapped)
        << "a large page";
    EXPECT_EQ(same.redirect(64 * mebibyte, 0x4000'0000, 0x1000).error(), EptError::not_mapped);
    EXPECT_EQ(same.redirect(mebibyte + 1, 0x4000'0000, 0x1000).error(), EptError::misaligned);
}

TEST(Ept, RandomMapsAreIdentityOfTheirTables) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 30; ++round) {
        FakeFrames frames;
        auto ept =
            Ept<FakeFrames>::create(frames, {.pages_2m = (round & 1) != 0, .pages_1g = (round & 2) != 0});
        std::uint64_t guest = 0;
        std::map<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>> expected;  // guest -> host, size
        for (int range = 0; range < 8; ++range) {
            guest += (random() % 1024) << 12;
            const std::uint64_t size = (1 + random() % 2048) << 12;
            const std::uint64_t host = (random() % (1 << 20)) << 12;
            ASSERT_TRUE(ept->map(guest, host, size));
            expected[guest] = {host, size};
            guest += size;
        }
        for (int probe = 0; probe < 2000; ++probe) {
            const std::uint64_t address = random() % (guest + (1 << 22));
            auto after = expected.upper_bound(address);
            std::optional<std::uint64_t> want;
            if (after != expected.begin()) {
                const auto& [start, range] = *--after;
                if (address - start < range.second) want = range.first + (address - start);
            }
            EXPECT_EQ(ept->lookup(address), want) << std::hex << address;
        }
    }
}

TEST(Ept, RefusesWhatItCannotMap) {
    FakeFrames frames;
    auto ept = Ept<FakeFrames>::create(frames, all_sizes);
    EXPECT_EQ(ept->map(1, 0, 0x1000).error(), EptError::misaligned);
    EXPECT_EQ(ept->map(0, 0, 0x1001).error(), EptError::misaligned);
    EXPECT_EQ(ept->map(1ULL << 48, 0, 0x1000).error(), EptError::out_of_range);
    EXPECT_EQ(ept->map(0, ~0xFFFULL, 0x1000).error(), EptError::out_of_range);
    ASSERT_TRUE(ept->map(0x20'0000, 0, 0x20'0000));
    EXPECT_EQ(ept->map(0x20'0000, 0, 0x20'0000).error(), EptError::already_mapped);
    EXPECT_EQ(ept->map(0x20'1000, 0, 0x1000).error(), EptError::already_mapped);
}

TEST(Ept, SaysWhenMemoryRunsOut) {
    FakeFrames none{.limit = 0, .tables = {}};
    EXPECT_EQ(Ept<FakeFrames>::create(none, all_sizes).error(), EptError::out_of_memory);
    FakeFrames few{.limit = 2, .tables = {}};
    auto ept = Ept<FakeFrames>::create(few, all_sizes);
    ASSERT_TRUE(ept);
    EXPECT_EQ(ept->map(0, 0, 0x1000).error(), EptError::out_of_memory);
}

TEST(Ept, PointerSaysWriteBackAndFourLevels) {
    FakeFrames frames;
    EXPECT_EQ(Ept<FakeFrames>::create(frames, all_sizes)->pointer(), 0x1'0000'001EU);
}

}  // namespace
}  // namespace vitrine::vmx
