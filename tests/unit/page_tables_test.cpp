#include "kernel/page_tables.hpp"

#include <gtest/gtest.h>
#include <random>

#include "kernel/long_mode_format.hpp"
#include "svm/npt_format.hpp"
#include "table_memory.hpp"
#include "vmx/ept_format.hpp"

namespace vitrine {
namespace {

constexpr std::uint64_t kib = 1ULL << 10, mib = 1ULL << 20, gib = 1ULL << 30;

class PageTablesTest : public testing::TestWithParam<const PageFormat*> {
protected:
    PageTables make(PageSize largest = PageSize::gib_1) {
        return *PageTables::create(memory, *GetParam(), largest);
    }
    static PageAccess most() { return GetParam()->write_or_execute ? page_data : page_all; }

    FakeTables memory;
};

INSTANTIATE_TEST_SUITE_P(Formats, PageTablesTest,
                         testing::Values(&long_mode_format, &vmx::ept_format, &svm::npt_format));

TEST_P(PageTablesTest, LookupOfMapIsTheRange) {
    auto tables = make();
    ASSERT_TRUE(tables.map(2 * mib, 8 * mib, 4 * mib + 4 * kib, most()));
    const auto page = tables.page_at(2 * mib + 0x1234);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->address, 2 * mib);
    EXPECT_EQ(page->size, 2 * mib);
    EXPECT_EQ(page->physical, 8 * mib);
    EXPECT_EQ(page->access, most());
    EXPECT_EQ(tables.lookup(2 * mib + 0x1234), 8 * mib + 0x1234);
    EXPECT_EQ(tables.page_at(6 * mib + 0xFFF)->size, 4 * kib);
    EXPECT_FALSE(tables.lookup(6 * mib + 0x1000));
    EXPECT_FALSE(tables.lookup(2 * mib - 1));
    EXPECT_FALSE(tables.lookup(1ULL << GetParam()->address_bits));
    EXPECT_FALSE(tables.lookup(~0ULL));
}

TEST_P(PageTablesTest, UsesTheLargestPagesAllowed) {
    for (const auto& [largest, expected, size] : {std::tuple{PageSize::kib_4, 4U + 511, 4 * kib},
                                                  {PageSize::mib_2, 3U, 2 * mib},
                                                  {PageSize::gib_1, 2U, gib}}) {
        FakeTables fresh;
        auto tables = *PageTables::create(fresh, *GetParam(), largest);
        ASSERT_TRUE(tables.map(0, gib, gib, most()));
        EXPECT_LE(fresh.tables.size(), expected);
        EXPECT_EQ(tables.page_at(gib - 1)->size, size);
        EXPECT_EQ(tables.lookup(gib - 1), 2 * gib - 1);
    }
}

TEST_P(PageTablesTest, UnmapSplitsWhatItCutsAndGivesEmptyTablesBack) {
    auto tables = make();
    ASSERT_TRUE(tables.map(0, 0, gib, most()));
    ASSERT_TRUE(tables.unmap(mib, 4 * kib));
    EXPECT_EQ(memory.tables.size(), 4U);
    EXPECT_FALSE(tables.lookup(mib));
    EXPECT_EQ(tables.lookup(mib - 1), mib - 1);
    EXPECT_EQ(tables.lookup(mib + 4 * kib), mib + 4 * kib);
    EXPECT_EQ(tables.page_at(2 * mib)->size, 2 * mib);
    EXPECT_EQ(tables.unmap(0, 2 * mib).error(), PageError::not_mapped);
    ASSERT_TRUE(tables.unmap(mib + 4 * kib, gib - mib - 4 * kib));
    ASSERT_TRUE(tables.unmap(0, mib));
    EXPECT_EQ(memory.tables.size(), 1U);
    EXPECT_FALSE(tables.next(0, gib));
}

TEST_P(PageTablesTest, ProtectKeepsTheMappingAndTheFlags) {
    auto tables = make();
    ASSERT_TRUE(tables.map(0, 16 * mib, 4 * mib, most()));
    ASSERT_TRUE(tables.protect(4 * kib, 4 * kib, {.marked = true}));
    EXPECT_EQ(tables.page_at(4 * kib)->access, (PageAccess{.marked = true}));
    EXPECT_EQ(tables.page_at(4 * kib)->size, 4 * kib);
    EXPECT_EQ(tables.lookup(4 * kib), 16 * mib + 4 * kib);
    EXPECT_EQ(tables.page_at(0)->access, most());
    EXPECT_EQ(tables.page_at(8 * kib)->access, most());
    EXPECT_EQ(tables.page_at(2 * mib)->size, 2 * mib);
    EXPECT_EQ(tables.protect(2 * mib, 4 * mib, page_read_only).error(), PageError::not_mapped);
    EXPECT_EQ(tables.page_at(2 * mib)->access, most()) << "nothing is done where not all can be";
}

TEST_P(PageTablesTest, RedirectSplitsToTheAlignmentOfItsTarget) {
    auto tables = make();
    ASSERT_TRUE(tables.map(0, gib, 4 * mib, most()));
    ASSERT_TRUE(tables.redirect(0, 4 * gib, 2 * mib));
    EXPECT_EQ(tables.page_at(0)->size, 2 * mib);
    EXPECT_EQ(tables.lookup(0x1234), 4 * gib + 0x1234);
    ASSERT_TRUE(tables.redirect(mib, gib, mib));
    EXPECT_EQ(tables.lookup(mib + 0x1234), gib + 0x1234);
    EXPECT_EQ(tables.lookup(mib - 1), 4 * gib + mib - 1);
    EXPECT_EQ(tables.lookup(2 * mib), gib + 2 * mib);
    EXPECT_EQ(tables.redirect(3 * mib, 0, 2 * mib).error(), PageError::not_mapped);
}

TEST_P(PageTablesTest, WhatWasSplitCanBeJoinedWhenAlike) {
    auto tables = make();
    ASSERT_TRUE(tables.map(0, 2 * gib, 2 * gib, most()));
    ASSERT_TRUE(tables.split(gib, gib));
    EXPECT_EQ(tables.page_at(gib)->size, 4 * kib);
    EXPECT_EQ(tables.page_at(0)->size, gib);
    EXPECT_EQ(memory.tables.size(), 2U + 1 + 512);
    ASSERT_TRUE(tables.protect(gib + 4 * kib, 4 * kib, page_read_only));
    ASSERT_TRUE(tables.join(0, 2 * gib));
    EXPECT_EQ(memory.tables.size(), 2U + 2) << "all but the 2 MiB with another page";
    ASSERT_TRUE(tables.protect(gib + 4 * kib, 4 * kib, most()));
    ASSERT_TRUE(tables.join(gib + 4 * kib, gib - 4 * kib));
    EXPECT_EQ(tables.page_at(gib)->size, 4 * kib) << "nothing beyond the range";
    ASSERT_TRUE(tables.join(0, 2 * gib));
    EXPECT_EQ(tables.page_at(gib)->size, gib);
    EXPECT_EQ(memory.tables.size(), 2U);
}

TEST_P(PageTablesTest, TheProcessorsFlagsSurvive) {
    const PageFormat& format = *GetParam();
    auto tables = make();
    ASSERT_TRUE(tables.map(0, 0, 2 * mib, most()));
    ASSERT_TRUE(tables.split(0, 2 * mib));
    walk_leaves(memory, format, tables.root(), [](auto, auto, auto) {});
    for (auto& [address, table] : memory.tables) {
        if ((*table)[5] != 0) (*table)[5] |= format.accessed | format.dirty;
    }
    const bool has = format.dirty != 0;
    EXPECT_EQ(tables.page_at(5 * 4 * kib)->dirty, has);
    EXPECT_FALSE(tables.page_at(4 * 4 * kib)->dirty);
    ASSERT_TRUE(tables.protect(0, 2 * mib, page_read_only));
    EXPECT_EQ(tables.page_at(5 * 4 * kib)->accessed, has);
    ASSERT_TRUE(tables.join(0, 2 * mib));
    EXPECT_EQ(tables.page_at(0)->size, 2 * mib);
    EXPECT_EQ(tables.page_at(0)->dirty, has) << "as any part was";
}

TEST_P(PageTablesTest, RefusesWhatItCannotDo) {
    auto tables = make();
    const std::uint64_t end = 1ULL << GetParam()->address_bits;
    EXPECT_EQ(tables.map(1, 0, 0x1000, most()).error(), PageError::misaligned);
    EXPECT_EQ(tables.map(0, 1, 0x1000, most()).error(), PageError::misaligned);
    EXPECT_EQ(tables.map(0, 0, 0xFFF, most()).error(), PageError::misaligned);
    EXPECT_EQ(tables.map(end, 0, 0x1000, most()).error(), PageError::out_of_range);
    EXPECT_EQ(tables.map(~0xFFFULL, 0, 0x1000, most()).error(), PageError::out_of_range);
    EXPECT_EQ(tables.map(0, 0, ~0xFFFULL, most()).error(), PageError::out_of_range);
    EXPECT_EQ(tables.map(0, ~0xFFFULL, 0x1000, most()).error(), PageError::out_of_range);
    EXPECT_EQ(tables.map(0, (1ULL << 52) - 0x1000, 0x2000, most()).error(), PageError::out_of_range);
    EXPECT_EQ(tables.protect(0, 0x1000, most()).error(), PageError::not_mapped);
    EXPECT_EQ(tables.unmap(end - 0x1000, 0x2000).error(), PageError::out_of_range);
    EXPECT_EQ(tables.split(1, 0x1000).error(), PageError::misaligned);
    EXPECT_EQ(tables.join(0, 1).error(), PageError::misaligned);
    ASSERT_TRUE(tables.map(end - 0x1000, (1ULL << 52) - 0x1000, 0x1000, most()));
    EXPECT_EQ(tables.lookup(end - 1), (1ULL << 52) - 1);
    ASSERT_TRUE(tables.map(2 * mib, 2 * mib, 2 * mib, most()));
    EXPECT_EQ(tables.map(2 * mib + 0x1000, 0, 0x1000, most()).error(), PageError::already_mapped);
    EXPECT_EQ(tables.map(0, 0, gib, most()).error(), PageError::already_mapped);
    EXPECT_FALSE(tables.lookup(0));
}

TEST_P(PageTablesTest, OutOfFramesNothingIsDone) {
    FakeTables none(0);
    EXPECT_EQ(PageTables::create(none, *GetParam(), PageSize::mib_2).error(), PageError::out_of_memory);
    FakeTables few(3);
    auto tables = *PageTables::create(few, *GetParam(), PageSize::mib_2);
    EXPECT_EQ(tables.map(0, 0, 0x1000, most()).error(), PageError::out_of_memory);
    EXPECT_EQ(few.tables.size(), 1U) << "the tables on the way are given back";
    EXPECT_EQ(tables.map(4 * mib, 0, 4 * mib + 0x1000, most()).error(), PageError::out_of_memory);
    EXPECT_FALSE(tables.next(0, gib));
    EXPECT_EQ(few.tables.size(), 1U);
    ASSERT_TRUE(tables.map(4 * mib, 0, 4 * mib, most()));
    EXPECT_EQ(tables.unmap(5 * mib, 0x1000).error(), PageError::out_of_memory);
    EXPECT_EQ(tables.redirect(4 * mib, mib, 4 * mib).error(), PageError::out_of_memory);
    EXPECT_EQ(tables.lookup(5 * mib), mib);
}

TEST(PageFormats, WhatTheyGrant) {
    FakeTables memory;
    auto host = *PageTables::create(memory, long_mode_format, PageSize::mib_2);
    EXPECT_EQ(host.map(0, 0, 0x1000, page_all).error(), PageError::writable_and_executable);
    ASSERT_TRUE(host.map(0xFEE0'0000, 0xFEE0'0000, 0x1000, page_device));
    EXPECT_EQ(host.page_at(0xFEE0'0000)->access, page_device);
    ASSERT_TRUE(host.map(0, 0, 0x1000, {.executable = true, .global = true}));
    EXPECT_TRUE(host.page_at(0)->access.global);
    auto ept = *PageTables::create(memory, vmx::ept_format, PageSize::mib_2);
    EXPECT_EQ(ept.map(0, 0, 0x1000, {.global = true}).error(), PageError::not_in_format);
    ASSERT_TRUE(ept.map(0, 0, 0x1000, page_device));
    EXPECT_EQ(ept.page_at(0)->access, page_device);
}

// The bits themselves, by the manuals' tables.
TEST(PageFormats, TheEntriesBits) {
    const auto leaf = [](const PageFormat& format, std::uint64_t size, PageAccess access) {
        FakeTables memory;
        auto tables = *PageTables::create(memory, format, PageSize::mib_2);
        EXPECT_TRUE(tables.map(0, 0x4000'0000, size, access));
        std::uint64_t bits = 0;
        EXPECT_TRUE(walk_leaves(memory, format, tables.root(),
                                [&](std::uint64_t, std::uint64_t, std::uint64_t entry) { bits = entry; }));
        return bits;
    };
    EXPECT_EQ(leaf(vmx::ept_format, 4 * kib, page_all), 0x4000'0037U);
    EXPECT_EQ(leaf(vmx::ept_format, 2 * mib, page_read_only), 0x4000'00B1U);
    EXPECT_EQ(leaf(svm::npt_format, 4 * kib, page_all), 0x4000'0007U);
    EXPECT_EQ(leaf(svm::npt_format, 2 * mib, page_data), 0x8000'0000'4000'0087U);
    EXPECT_EQ(leaf(long_mode_format, 4 * kib, page_code), 0x4000'0001U);
    EXPECT_EQ(leaf(long_mode_format, 4 * kib, page_device), 0x8000'0000'4000'001BU);
    EXPECT_EQ(vmx::ept_pointer(0x1'0000'0000), 0x1'0000'001EU);
}

// Random maps, changes and joins against a map from page to what is there.
TEST_P(PageTablesTest, RandomChangesAreThoseOfAModel) {
    struct Page {
        std::uint64_t physical;
        PageAccess access;
    };
    std::mt19937_64 random(1);
    for (int round = 0; round < 12; ++round) {
        FakeTables fresh(8);
        auto tables = *PageTables::create(fresh, *GetParam(), static_cast<PageSize>(round % 3));
        std::map<std::uint64_t, Page> model;
        for (int step = 0; step < 60; ++step) {
            const std::uint64_t unit = (random() & 1) != 0 ? 512 : 1;
            const std::uint64_t first = random() % (2048 / unit) * unit, count = (1 + random() % 3) * unit;
            const std::uint64_t address = first << 12, size = count << 12;
            const std::uint64_t physical = random() % (1U << 20) * unit << 12;
            const PageAccess access{.writable = (random() & 1) != 0, .marked = (random() & 1) != 0};
            const auto in = [&](std::uint64_t page) { return page >= address && page < address + size; };
            std::uint64_t mapped = 0;
            for (const auto& [page, what] : model) mapped += in(page) ? 1 : 0;
            switch (random() % 5) {
                case 0:
                    if (const auto done = tables.map(address, physical, size, access)) {
                        EXPECT_EQ(mapped, 0U);
                        for (std::uint64_t at = 0; at < size; at += 4 * kib)
                            model[address + at] = {physical + at, access};
                    } else {
                        EXPECT_EQ(done.error() == PageError::already_mapped, mapped != 0);
                    }
                    break;
                case 1:
                    if (tables.unmap(address, size)) {
                        EXPECT_EQ(mapped, count);
                        std::erase_if(model, [&](const auto& entry) { return in(entry.first); });
                    }
                    break;
                case 2:
                    if (tables.protect(address, size, access)) {
                        EXPECT_EQ(mapped, count);
                        for (auto& [page, what] : model)
                            if (in(page)) what.access = access;
                    }
                    break;
                case 3:
                    if (tables.redirect(address, physical, size)) {
                        EXPECT_EQ(mapped, count);
                        for (auto& [page, what] : model)
                            if (in(page)) what.physical = physical + (page - address);
                    }
                    break;
                default:
                    EXPECT_TRUE(tables.join(address, size));
            }
            std::size_t pages = 0;
            EXPECT_TRUE(
                walk_leaves(fresh, *GetParam(), tables.root(),
                            [&](std::uint64_t, std::uint64_t leaf, std::uint64_t) { pages += leaf >> 12; }));
            ASSERT_EQ(pages, model.size());
            std::size_t seen = 0;
            tables.visit([&](const MappedPage& page) {
                EXPECT_LE(page.size, 4 * kib << 9 * (round % 3));
                for (std::uint64_t at = 0; at < page.size; at += 4 * kib) {
                    const auto found = model.find(page.address + at);
                    ASSERT_NE(found, model.end());
                    EXPECT_EQ(page.physical + at, found->second.physical);
                    EXPECT_EQ(page.access, found->second.access);
                    ++seen;
                }
            });
            ASSERT_EQ(seen, model.size());
        }
    }
}

}  // namespace
}  // namespace vitrine
