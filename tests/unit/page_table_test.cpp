#include "arch/page_table.hpp"

#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>

namespace vitrine::arch {
namespace {

struct FakeFrames {
    std::size_t limit = 10'000;
    std::map<std::uint64_t, std::unique_ptr<PageTable>> tables;

    std::optional<std::uint64_t> allocate() {
        if (tables.size() == limit) return std::nullopt;
        const std::uint64_t address = 0x10'0000 + 0x1000 * tables.size();
        tables[address] = std::make_unique<PageTable>();
        return address;
    }
    PageTable& table(std::uint64_t address) { return *tables.at(address); }
};

TEST(PageTables, LookupOfMapIsTheMapping) {
    FakeFrames frames;
    auto tables = PageTables<FakeFrames>::create(frames, true);
    ASSERT_TRUE(tables);
    ASSERT_TRUE(tables->map(0x20'0000, 0x80'0000, 0x40'1000, page_data));
    const auto found = tables->lookup(0x20'1234);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->physical, 0x80'1234U);
    EXPECT_EQ(found->size, 0x20'0000U);
    EXPECT_EQ(found->access, page_data);
    EXPECT_EQ(tables->lookup(0x60'0FFF)->size, 0x1000U);
    EXPECT_FALSE(tables->lookup(0x60'1000));
    EXPECT_FALSE(tables->lookup(0x1F'FFFF));
}

TEST(PageTables, NeverWritableAndExecutable) {
    FakeFrames frames;
    auto tables = PageTables<FakeFrames>::create(frames, false);
    const PageAccess both{.writable = true, .executable = true, .cached = true};
    EXPECT_EQ(tables->map(0, 0, 0x1000, both).error(), PageError::writable_and_executable);
}

TEST(PageTables, RefusesWhatItCannotMap) {
    FakeFrames frames;
    auto tables = PageTables<FakeFrames>::create(frames, false);
    EXPECT_EQ(tables->map(1, 0, 0x1000, page_data).error(), PageError::misaligned);
    EXPECT_EQ(tables->map(0, 0, 0xFFF, page_data).error(), PageError::misaligned);
    EXPECT_EQ(tables->map(1ULL << 47, 0, 0x1000, page_data).error(), PageError::out_of_range);
    EXPECT_EQ(tables->map(0, ~0xFFFULL, 0x1000, page_data).error(), PageError::out_of_range);
    ASSERT_TRUE(tables->map(0x20'0000, 0x20'0000, 0x20'0000, page_data));
    EXPECT_EQ(tables->map(0x20'1000, 0, 0x1000, page_code).error(), PageError::already_mapped);
    EXPECT_EQ(tables->map(0x20'0000, 0, 0x20'0000, page_code).error(), PageError::already_mapped);
}

TEST(PageTables, SaysWhenMemoryRunsOut) {
    FakeFrames none{.limit = 0, .tables = {}};
    EXPECT_EQ(PageTables<FakeFrames>::create(none, false).error(), PageError::out_of_memory);
    FakeFrames few{.limit = 3, .tables = {}};
    auto tables = PageTables<FakeFrames>::create(few, false);
    EXPECT_EQ(tables->map(0, 0, 0x1000, page_data).error(), PageError::out_of_memory);
}

TEST(PageTables, DeviceMemoryIsUncached) {
    FakeFrames frames;
    auto tables = PageTables<FakeFrames>::create(frames, false);
    ASSERT_TRUE(tables->map(0xFEE0'0000, 0xFEE0'0000, 0x1000, page_device));
    EXPECT_EQ(tables->lookup(0xFEE0'0000)->access, page_device);
}

TEST(PageTables, RandomMapsReadBackAndVisitCountsThem) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 20; ++round) {
        FakeFrames frames;
        auto tables = PageTables<FakeFrames>::create(frames, (round & 1) != 0);
        std::uint64_t next = 0;
        std::uint64_t total = 0;
        std::map<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>> expected;
        for (int range = 0; range < 6; ++range) {
            next += (random() % 2000) << 12;
            const std::uint64_t size = (1 + random() % 3000) << 12;
            const std::uint64_t physical = (random() % (1 << 24)) << 12;
            ASSERT_TRUE(tables->map(next, physical, size, page_read_only));
            expected[next] = {physical, size};
            next += size;
            total += size;
        }
        for (int probe = 0; probe < 500; ++probe) {
            const std::uint64_t address = random() % next;
            auto after = expected.upper_bound(address);
            std::optional<std::uint64_t> want;
            if (after != expected.begin()) {
                const auto& [start, range] = *--after;
                if (address - start < range.second) want = range.first + (address - start);
            }
            const auto found = tables->lookup(address);
            EXPECT_EQ(found ? std::optional(found->physical) : std::nullopt, want);
        }
        std::uint64_t visited = 0;
        tables->visit([&](std::uint64_t, const Translation& translation) { visited += translation.size; });
        EXPECT_EQ(visited, total);
    }
}

}  // namespace
}  // namespace vitrine::arch
