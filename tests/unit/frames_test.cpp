#include "kernel/frames.hpp"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace vitrine {
namespace {

constexpr std::uint64_t page = FrameAllocator::page;

TEST(Frames, OnlyWholePagesCount) {
    FrameAllocator frames;
    ASSERT_TRUE(frames.add({1, 3 * page - 1}));
    ASSERT_EQ(frames.ranges().size(), 1U);
    EXPECT_EQ(frames.ranges()[0], (Range{page, 2 * page}));
}

TEST(Frames, OverlapsCountOnce) {
    FrameAllocator frames;
    ASSERT_TRUE(frames.add({0, 10 * page}));
    ASSERT_TRUE(frames.add({5 * page, 15 * page}));
    EXPECT_EQ(frames.free(), 15 * page);
}

TEST(Frames, ReservedIsNeverGiven) {
    FrameAllocator frames;
    ASSERT_TRUE(frames.add({0, 100 * page}));
    ASSERT_TRUE(frames.reserve({10 * page + 1, 11 * page + 1}));
    EXPECT_EQ(frames.free(), 98 * page);
    const auto block = frames.allocate(20 * page);
    ASSERT_TRUE(block);
    EXPECT_GE(*block, 12 * page);
}

TEST(Frames, AlignsAndTakesBack) {
    FrameAllocator frames;
    ASSERT_TRUE(frames.add({page, 4096 * page}));
    const auto mark = frames.mark();
    const auto large = frames.allocate(3 * page, 2ULL << 20);
    ASSERT_TRUE(large);
    EXPECT_EQ(*large % (2ULL << 20), 0U);
    frames.release(mark);
    EXPECT_EQ(frames.free(), 4095 * page);
}

TEST(Frames, SaysHowMuchThereIs) {
    FrameAllocator frames;
    ASSERT_TRUE(frames.add({page, 3 * page}));
    const auto none = frames.allocate(5 * page);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().wanted, 5 * page);
    EXPECT_EQ(none.error().largest, 2 * page);
    EXPECT_FALSE(frames.allocate(~0ULL));
}

TEST(Frames, RandomBlocksNeverOverlap) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 50; ++round) {
        FrameAllocator frames;
        std::vector<Range> taken;
        for (int i = 0; i < 10; ++i) {
            const std::uint64_t start = random() % (1ULL << 34);
            ASSERT_TRUE(frames.add({start, start + random() % (1ULL << 24)}));
        }
        for (int i = 0; i < 10; ++i) {
            const std::uint64_t start = random() % (1ULL << 34);
            const Range reserved{start, start + random() % (1ULL << 20)};
            ASSERT_TRUE(frames.reserve(reserved));
            taken.push_back(reserved);
        }
        for (int i = 0; i < 50; ++i) {
            const std::uint64_t size = random() % (1ULL << 18) + 1;
            const auto block = frames.allocate(size, page << (random() % 8));
            if (!block) continue;
            for (const Range& other : taken) {
                EXPECT_TRUE(*block + size <= other.start || *block >= other.end);
            }
            taken.push_back({*block, *block + size});
        }
    }
}

TEST(Frames, TooManyPieces) {
    FrameAllocator frames;
    for (std::size_t i = 0; i < FrameAllocator::capacity; ++i)
        ASSERT_TRUE(frames.add({2 * i * page, (2 * i + 1) * page}));
    EXPECT_FALSE(frames.add({1ULL << 40, (1ULL << 40) + page}));
}

}  // namespace
}  // namespace vitrine
