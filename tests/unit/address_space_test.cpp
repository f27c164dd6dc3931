#include "guest/machine/address_space.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "svm/npt_format.hpp"
#include "table_memory.hpp"
#include "vmx/ept_format.hpp"

namespace vitrine::guest {
namespace {

constexpr std::uint64_t kib = 1ULL << 10, mib = 1ULL << 20, page = 4 * kib;

class AddressSpaceTest : public testing::TestWithParam<const PageFormat*> {
protected:
    AddressSpaceTest() : space(*AddressSpace::create(tables, *GetParam(), PageSize::mib_2)) {
        EXPECT_TRUE(space.add({.start = 0, .size = 4 * mib, .kind = RegionKind::ram, .bytes = bytes()}));
    }
    ~AddressSpaceTest() override { std::free(memory); }

    [[nodiscard]] std::uint8_t* bytes() const { return static_cast<std::uint8_t*>(memory); }
    [[nodiscard]] std::uint64_t host(std::uint64_t address) const {
        return reinterpret_cast<std::uint64_t>(memory) + address;
    }
    std::vector<std::uint64_t> taken() {
        std::vector<std::uint64_t> found;
        EXPECT_TRUE(space.take_dirty([&](std::uint64_t address) { found.push_back(address); }));
        return found;
    }
    [[nodiscard]] bool writable(std::uint64_t address) const {
        return space.tables().page_at(address)->access.writable;
    }

    void* memory = std::aligned_alloc(2 * mib, 6 * mib);
    FakeTables tables;
    AddressSpace space;
};

INSTANTIATE_TEST_SUITE_P(Formats, AddressSpaceTest, testing::Values(&vmx::ept_format, &svm::npt_format));

TEST_P(AddressSpaceTest, RamIsMappedByLargePages) {
    EXPECT_EQ(space.tables().page_at(2 * mib)->size, 2 * mib);
    EXPECT_EQ(space.tables().lookup(3 * mib + 5), host(3 * mib + 5));
    EXPECT_EQ(space.for_reading(0x7C00, 512)->data(), bytes() + 0x7C00);
    EXPECT_EQ(space.for_reading(4 * mib - 1, 2).error(), Refused::hole);
    EXPECT_EQ(space.for_reading(~0ULL, 2).error(), Refused::hole);
    EXPECT_EQ(space.region_at(4 * mib), nullptr);
}

TEST_P(AddressSpaceTest, RegionsThatCannotBe) {
    std::uint8_t* const more = bytes() + 4 * mib;
    const auto add = [&](std::uint64_t start, std::uint64_t size, RegionKind kind = RegionKind::ram) {
        return space.add({.start = start, .size = size, .kind = kind, .bytes = more}).error();
    };
    EXPECT_EQ(add(4 * mib - page, 2 * page), SpaceError::overlap);
    EXPECT_EQ(add(4 * mib + 1, page), SpaceError::misaligned);
    EXPECT_EQ(add(4 * mib, 0), SpaceError::misaligned);
    EXPECT_EQ(add(~0xFFFULL, 2 * page), SpaceError::out_of_range);
    EXPECT_EQ(add(1ULL << 48, page, RegionKind::device), SpaceError::out_of_range);
}

TEST_P(AddressSpaceTest, AsManyRegionsAsThereIsRoomFor) {
    for (std::uint64_t n = 1; n < AddressSpace::most_regions; ++n)
        ASSERT_TRUE(space.add({.start = 1024 * mib - n * page, .size = page, .kind = RegionKind::device}));
    EXPECT_EQ(space.add({.start = 1024 * mib, .size = page, .kind = RegionKind::device}).error(),
              SpaceError::too_many);
    std::uint64_t last = 0;
    for (const Region& region : space.regions()) {
        EXPECT_GE(region.start, last);
        last = region.end();
    }
    EXPECT_EQ(space.regions().size(), AddressSpace::most_regions);
}

TEST_P(AddressSpaceTest, RomRefusesTheGuestAndTakesTheLoader) {
    ASSERT_TRUE(
        space.add({.start = 8 * mib, .size = page, .kind = RegionKind::rom, .bytes = bytes() + 4 * mib}));
    const std::array<std::uint8_t, 2> two{0x55, 0xAA};
    EXPECT_EQ(space.write(8 * mib, two).error(), Refused::rom);
    EXPECT_EQ(space.for_writing(8 * mib, 2).error(), Refused::rom);
    ASSERT_TRUE(space.load(8 * mib, two));
    EXPECT_EQ((*space.for_reading(8 * mib, 2))[1], 0xAA);
    EXPECT_FALSE(writable(8 * mib));
    EXPECT_TRUE(space.tables().page_at(8 * mib)->access.executable);
}

TEST_P(AddressSpaceTest, DevicesAndHolesAreNotMapped) {
    ASSERT_TRUE(space.add({.start = 8 * mib, .size = page, .kind = RegionKind::device, .device = 7}));
    ASSERT_TRUE(space.add({.start = 9 * mib, .size = page}));
    EXPECT_FALSE(space.tables().lookup(8 * mib));
    EXPECT_EQ(space.for_reading(8 * mib, 4).error(), Refused::device);
    EXPECT_EQ(space.region_at(8 * mib + 4)->device, 7U);
    EXPECT_EQ(space.for_reading(9 * mib, 4).error(), Refused::hole);
}

TEST_P(AddressSpaceTest, AnAccessAcrossABorderIsDoneWhollyOrNotAtAll) {
    ASSERT_TRUE(
        space.add({.start = 4 * mib, .size = page, .kind = RegionKind::rom, .bytes = bytes() + 5 * mib}));
    std::array<std::uint8_t, 4> four{1, 2, 3, 4};
    ASSERT_TRUE(space.load(4 * mib - 2, four));
    EXPECT_EQ(bytes()[4 * mib - 1], 2);
    EXPECT_EQ(bytes()[5 * mib + 1], 4);
    four = {9, 9, 9, 9};
    EXPECT_EQ(space.write(4 * mib - 2, four).error(), Refused::rom);
    EXPECT_EQ(bytes()[4 * mib - 1], 2) << "nothing was written";
    EXPECT_EQ(space.read(4 * mib + page - 2, four).error(), Refused::hole);
    EXPECT_EQ(space.peek(4 * mib + page - 2, four), 2U);
    EXPECT_FALSE(space.for_reading(4 * mib - 2, 4)) << "no span lies in two regions";
}

TEST_P(AddressSpaceTest, AnAliasShowsItsTargetAndCanShowAnother) {
    ASSERT_TRUE(space.add({.start = 16 * mib, .size = mib, .kind = RegionKind::alias, .target = mib}));
    EXPECT_EQ(space.tables().lookup(16 * mib + 5), host(mib + 5));
    EXPECT_EQ(space.for_reading(16 * mib, 1)->data(), bytes() + mib);
    const std::uint64_t generation = space.generation();
    ASSERT_TRUE(space.remap(16 * mib, 2 * mib));
    EXPECT_GT(space.generation(), generation);
    EXPECT_EQ(space.tables().lookup(16 * mib + 5), host(2 * mib + 5));
    EXPECT_EQ(space.remap(16 * mib, 4 * mib).error(), SpaceError::bad_alias);
    EXPECT_EQ(space.remap(0, 0).error(), SpaceError::bad_alias);
}

TEST_P(AddressSpaceTest, IsTheMemoryThatAnExitIsServedFrom) {
    const Memory& memory_of_exits = space;
    EXPECT_EQ(memory_of_exits.size(), 4 * mib);
    EXPECT_EQ(memory_of_exits.at(mib, 2 * mib)->data(), bytes() + mib);
    EXPECT_FALSE(memory_of_exits.at(4 * mib - 1, 2));
    EXPECT_EQ(memory_of_exits.nested().root, space.tables().root());
    const std::uint64_t before = memory_of_exits.nested().generation;
    bytes()[0] = 0x34;
    bytes()[mib - 1] = 0x12;
    bytes()[mib] = 0x56;
    ASSERT_TRUE(space.gate_a20(false));
    EXPECT_NE(memory_of_exits.nested().generation, before);
    EXPECT_EQ(memory_of_exits.size(), 4 * mib);
    EXPECT_EQ(memory_of_exits.read<std::uint16_t>(mib - 1), 0x3412);
    EXPECT_FALSE(memory_of_exits.at(mib - 1, 2)) << "they don't lie together";
    EXPECT_EQ(memory_of_exits.at(mib + 0x500, 4)->data(), bytes() + 0x500);
    EXPECT_TRUE(memory_of_exits.write<std::uint16_t>(2 * mib - 1, 0x7788));
    EXPECT_EQ(bytes()[mib - 1], 0x88);
    EXPECT_EQ(bytes()[2 * mib], 0x77);
    ASSERT_TRUE(space.gate_a20(true));
    EXPECT_EQ(memory_of_exits.read<std::uint8_t>(mib), 0x56);
}

TEST_P(AddressSpaceTest, WritesForAnExitAreSeenWhileTheyAreKept) {
    std::vector<std::uint64_t> bitmap(4 * mib / page / 64);
    ASSERT_TRUE(space.start_dirty(bitmap));
    const Memory& memory_of_exits = space;
    EXPECT_TRUE(memory_of_exits.write<std::uint8_t>(5 * page, 1));
    EXPECT_TRUE(memory_of_exits.read<std::uint8_t>(7 * page));
    EXPECT_EQ(taken(), std::vector<std::uint64_t>{5 * page});
    ASSERT_TRUE(space.stop_dirty());
    EXPECT_TRUE(memory_of_exits.write<std::uint8_t>(6 * page, 1));
}

TEST_P(AddressSpaceTest, AClosedA20ShowsTheFirstMebibyteInTheSecond) {
    const std::uint64_t generation = space.generation();
    ASSERT_TRUE(space.set_a20(false));
    EXPECT_GT(space.generation(), generation);
    EXPECT_EQ(space.tables().lookup(mib + 0x500), host(0x500));
    EXPECT_EQ(space.tables().lookup(mib - 1), host(mib - 1));
    EXPECT_EQ(space.tables().lookup(2 * mib), host(2 * mib));
    EXPECT_EQ(space.for_reading(mib + 0x500, 4)->data(), bytes() + 0x500);
    const std::array<std::uint8_t, 2> two{0x12, 0x34};
    ASSERT_TRUE(space.write(mib - 1, two));
    EXPECT_EQ(bytes()[mib - 1], 0x12);
    EXPECT_EQ(bytes()[0], 0x34);
    ASSERT_TRUE(space.set_a20(true));
    EXPECT_EQ(space.tables().lookup(mib + 0x500), host(mib + 0x500));
    EXPECT_EQ(space.tables().page_at(0)->size, 2 * mib) << "joined again";
    const std::uint64_t opened = space.generation();
    ASSERT_TRUE(space.set_a20(true));
    EXPECT_EQ(space.generation(), opened);
}

TEST_P(AddressSpaceTest, ProtectionsBindTheGuestAndNotVitrine) {
    ASSERT_TRUE(space.protect(page, 2 * page, false, true));
    ASSERT_TRUE(space.protect(2 * page, 2 * page, true, false));
    EXPECT_FALSE(writable(page));
    EXPECT_FALSE(writable(2 * page) || space.tables().page_at(2 * page)->access.executable);
    EXPECT_TRUE(writable(3 * page));
    EXPECT_TRUE(writable(4 * page));
    EXPECT_TRUE(space.for_writing(page, page));
    EXPECT_EQ(*space.wrote(page), false) << "not write-protected to see it written";
    ASSERT_TRUE(space.unprotect(2 * page, page));
    EXPECT_TRUE(writable(2 * page));
    EXPECT_FALSE(space.tables().page_at(3 * page)->access.executable);
    ASSERT_TRUE(space.unprotect(0, 2 * mib));
    EXPECT_EQ(space.tables().page_at(0)->size, 2 * mib);
}

TEST_P(AddressSpaceTest, TooManyProtections) {
    for (std::uint64_t n = 0; n < AddressSpace::most_protections; ++n)
        ASSERT_TRUE(space.protect(3 * n * page, 3 * page, false, true));
    EXPECT_EQ(space.protect(0, page, false, true).error(), SpaceError::too_many);
    EXPECT_EQ(space.unprotect(page, page).error(), SpaceError::too_many) << "it would leave one more";
    EXPECT_FALSE(writable(page));
}

TEST_P(AddressSpaceTest, DirtyPagesAreThoseWritten) {
    std::array<std::uint64_t, 16> bitmap{};
    EXPECT_EQ(space.start_dirty(std::span(bitmap).first(15)).error(), SpaceError::short_bitmap);
    EXPECT_TRUE(writable(0));
    ASSERT_TRUE(space.start_dirty(bitmap));
    EXPECT_FALSE(writable(0));
    EXPECT_EQ(*space.wrote(5 * page + 8), true);
    EXPECT_TRUE(writable(5 * page));
    EXPECT_FALSE(writable(6 * page));
    const std::array<std::uint8_t, 2> two{};
    ASSERT_TRUE(space.write(mib - 1, two));
    ASSERT_TRUE(space.for_reading(9 * page, page)) << "reading makes nothing dirty";
    EXPECT_EQ(taken(), (std::vector<std::uint64_t>{5 * page, mib - page, mib}));
    EXPECT_FALSE(writable(5 * page));
    EXPECT_TRUE(taken().empty());
    ASSERT_TRUE(space.set_a20(false));
    EXPECT_EQ(*space.wrote(mib + 3 * page), true);
    EXPECT_EQ(taken(), (std::vector<std::uint64_t>{3 * page})) << "the page of ram that it is";
    EXPECT_EQ(*space.wrote(8 * mib), false);
    ASSERT_TRUE(space.stop_dirty());
    EXPECT_TRUE(writable(3 * page));
}

TEST_P(AddressSpaceTest, OutOfFramesNothingIsDone) {
    FakeTables few(3);
    auto small = *AddressSpace::create(few, *GetParam(), PageSize::mib_2);
    ASSERT_TRUE(small.add({.start = 0, .size = 4 * mib, .kind = RegionKind::ram, .bytes = bytes()}));
    EXPECT_EQ(small.set_a20(false).error(), SpaceError::out_of_memory);
    EXPECT_TRUE(small.a20_open());
    EXPECT_EQ(small.tables().lookup(mib), host(mib));
    EXPECT_EQ(small.protect(0, page, false, false).error(), SpaceError::out_of_memory);
    EXPECT_TRUE(small.tables().page_at(0)->access.writable);
    EXPECT_EQ(small.add({.start = 4 * mib, .size = page, .kind = RegionKind::rom, .bytes = bytes()}).error(),
              SpaceError::out_of_memory);
    EXPECT_EQ(small.regions().size(), 1U);
}

TEST_P(AddressSpaceTest, TrackingThatCannotBeStoppedForWantOfFramesGoesOn) {
    FakeTables few(3);
    auto small = *AddressSpace::create(few, *GetParam(), PageSize::mib_2);
    ASSERT_TRUE(small.add({.start = 0, .size = 4 * mib, .kind = RegionKind::ram, .bytes = bytes()}));
    std::array<std::uint64_t, 16> bitmap{};
    ASSERT_TRUE(small.start_dirty(bitmap));
    ASSERT_TRUE(small.protect(5 * page, page, false, true)) << "nothing is writable yet: no page is split";
    EXPECT_EQ(small.stop_dirty().error(), SpaceError::out_of_memory);
    EXPECT_FALSE(small.tables().page_at(0)->access.writable) << "put back";
    EXPECT_FALSE(small.tables().page_at(2 * mib)->access.writable) << "put back";
    const Memory& memory_of_exits = small;
    EXPECT_TRUE(memory_of_exits.write<std::uint8_t>(7 * page, 1));
    std::vector<std::uint64_t> found;
    ASSERT_TRUE(small.take_dirty([&](std::uint64_t address) { found.push_back(address); }));
    EXPECT_EQ(found, std::vector<std::uint64_t>{7 * page});
    ASSERT_TRUE(small.unprotect(5 * page, page));
    ASSERT_TRUE(small.stop_dirty());
    EXPECT_TRUE(small.tables().page_at(0)->access.writable);
}

}  // namespace
}  // namespace vitrine::guest
