#include <gtest/gtest.h>
#include <numeric>
#include <vector>

#include "guest/devices/disk.hpp"

namespace vitrine::guest::pc {
namespace {

constexpr std::size_t mib = 1 << 20;

/// An image with its dirty bits.
struct Image {
    explicit Image(std::size_t size) : bytes(size), dirty(size / sector_size / 8 + 1) {}

    Result<Disk> open(DriveKind kind = DriveKind::automatic) { return Disk::open(bytes, dirty, kind); }
    Disk disk(DriveKind kind = DriveKind::automatic) { return open(kind).value(); }

    /// A hard disk of that size, of which only the first sector is there: no more is looked at.
    Disk of_size(std::size_t size) {
        return Disk::open(std::span(bytes.data(), size), {}, DriveKind::hard_disk).value();
    }

    void put(std::size_t offset, std::initializer_list<unsigned> values) {
        for (const unsigned value : values) bytes[offset++] = static_cast<std::uint8_t>(value);
    }
    void sign() { put(510, {0x55, 0xAA}); }
    /// A partition that ends at that head and sector.
    void partition(unsigned head, unsigned sector) {
        put(446, {0x80, 1, 1, 0, 0x0E, head, sector, 0xFF, 63, 0, 0, 0, 0, 0x10, 0, 0});
        sign();
    }
    void parameter_block(unsigned sectors_a_track, unsigned heads, unsigned bytes_a_sector = 512) {
        put(0x0B, {bytes_a_sector & 0xFF, bytes_a_sector >> 8});
        put(0x18, {sectors_a_track & 0xFF, sectors_a_track >> 8, heads & 0xFF, heads >> 8});
        sign();
    }

    std::vector<std::uint8_t> bytes, dirty;
};

void expect_geometry(const Disk& disk, std::uint32_t cylinders, unsigned heads, unsigned sectors) {
    EXPECT_EQ(disk.geometry().cylinders, cylinders);
    EXPECT_EQ(disk.geometry().heads, heads);
    EXPECT_EQ(disk.geometry().sectors, sectors);
}

TEST(Disk, FloppiesAreKnownByTheirSize) {
    struct Format {
        std::size_t kib;
        unsigned cylinders, heads, sectors, type;
    };
    for (const Format& format :
         {Format{160, 40, 1, 8, 1}, Format{180, 40, 1, 9, 1}, Format{320, 40, 2, 8, 1},
          Format{360, 40, 2, 9, 1}, Format{720, 80, 2, 9, 3}, Format{1200, 80, 2, 15, 2},
          Format{1440, 80, 2, 18, 4}, Format{1680, 80, 2, 21, 4}, Format{2880, 80, 2, 36, 5}}) {
        Image image(format.kib * 1024);
        const Disk disk = image.disk();
        EXPECT_TRUE(disk.floppy());
        EXPECT_EQ(disk.floppy_type(), format.type) << format.kib;
        expect_geometry(disk, format.cylinders, format.heads, format.sectors);
    }
}

TEST(Disk, ASmallImageIsAFloppyThatHoldsIt) {
    Image boot_sector(512);
    EXPECT_TRUE(boot_sector.disk().floppy());
    EXPECT_EQ(boot_sector.disk().sectors(), 1U);
    expect_geometry(boot_sector.disk(), 80, 2, 18);
    Image odd(3000 * sector_size);
    expect_geometry(odd.disk(), 80, 2, 21);
    Image larger(4000 * sector_size);
    expect_geometry(larger.disk(), 80, 2, 36);
}

TEST(Disk, ASmallImageWithPartitionsIsAHardDisk) {
    Image image(mib);
    image.partition(15, 63);
    EXPECT_FALSE(image.disk().floppy());
    EXPECT_TRUE(image.disk(DriveKind::floppy).floppy());
    Image floppy_size(1440 * 1024);
    floppy_size.partition(15, 63);
    EXPECT_TRUE(floppy_size.disk().floppy());
    EXPECT_FALSE(floppy_size.disk(DriveKind::hard_disk).floppy());
}

TEST(Disk, WhatOnlyLooksLikeATableIsNone) {
    Image image(mib);
    image.sign();
    EXPECT_TRUE(image.disk().floppy());  // all entries are empty
    image.partition(15, 63);
    image.bytes[446] = 0x12;  // neither active nor not
    EXPECT_TRUE(image.disk().floppy());
    image.partition(15, 63);
    image.bytes[446 + 16] = 0x80;  // an entry without a type
    EXPECT_TRUE(image.disk().floppy());
    image.bytes[446 + 16] = 0;
    image.bytes[511] = 0;
    EXPECT_TRUE(image.disk().floppy());
}

TEST(Disk, OddSizesAreRefused) {
    for (const std::size_t size : {0U, 1U, 511U, 513U, 1025U}) {
        Image image(size);
        for (const DriveKind kind : {DriveKind::automatic, DriveKind::floppy, DriveKind::hard_disk}) {
            const auto disk = image.open(kind);
            ASSERT_FALSE(disk) << size;
            EXPECT_FALSE(disk.error().cause.empty());
            EXPECT_FALSE(disk.error().hint.empty());
        }
    }
}

TEST(Disk, HugeImagesAreRefused) {
    Image image(3 * mib);
    EXPECT_FALSE(image.open(DriveKind::floppy));
    EXPECT_TRUE(image.open(DriveKind::hard_disk));
    constexpr std::size_t past_2_tib = std::size_t{0x1'0000'0000} * sector_size;
    const std::span<std::uint8_t> huge(image.bytes.data(), past_2_tib);  // refused before it is looked at
    EXPECT_FALSE(Disk::open(huge, {}, DriveKind::hard_disk));
}

TEST(Disk, AHardDiskHas16HeadsAnd63Sectors) {
    Image image(63 * mib);
    EXPECT_FALSE(image.disk().floppy());
    EXPECT_EQ(image.disk().floppy_type(), 0);
    expect_geometry(image.disk(), 128, 16, 63);
    Image tiny(512);
    expect_geometry(tiny.disk(DriveKind::hard_disk), 1, 16, 63);
}

TEST(Disk, ALargeHardDiskHas255Heads) {
    Image image(sector_size);
    constexpr std::size_t small = std::size_t{1024} * 16 * 63 * sector_size;
    expect_geometry(image.of_size(small), 1024, 16, 63);
    expect_geometry(image.of_size(small + sector_size), 64, 255, 63);
}

TEST(Disk, ThePartitionsEndShowsTheGeometry) {
    Image image(32 * mib);
    image.partition(7, 0xC0 | 32);  // the upper bits are the cylinder's
    expect_geometry(image.disk(), 256, 8, 32);
    image.partition(254, 0xFF);
    expect_geometry(image.disk(), 4, 255, 63);
    image.partition(0, 0);  // says nothing
    expect_geometry(image.disk(), 65, 16, 63);
}

TEST(Disk, AFatWithoutPartitionsShowsTheGeometry) {
    Image image(32 * mib);
    image.parameter_block(32, 64);
    expect_geometry(image.disk(), 32, 64, 32);
    for (const auto& [sectors, heads, bytes] :
         {std::tuple{0U, 16U, 512U}, std::tuple{64U, 16U, 512U}, std::tuple{63U, 0U, 512U},
          std::tuple{63U, 256U, 512U}, std::tuple{32U, 64U, 1024U}}) {
        image.parameter_block(sectors, heads, bytes);
        expect_geometry(image.disk(), 65, 16, 63);
    }
}

TEST(Disk, ReadsAndWritesUpToItsEnd) {
    Image image(4 * sector_size);
    std::iota(image.bytes.begin(), image.bytes.end(), std::uint8_t{0});
    Disk disk = image.disk();
    ASSERT_TRUE(disk.read(3));
    EXPECT_EQ((*disk.read(3))[1], 1);
    EXPECT_FALSE(disk.read(4));
    EXPECT_FALSE(disk.read(~0ULL));
    EXPECT_FALSE(disk.read(~0ULL / sector_size + 1));  // whose byte would be number 0
    const std::vector<std::uint8_t> sector(sector_size, 0x5A);
    const std::span<const std::uint8_t, sector_size> bytes(sector.data(), sector_size);
    EXPECT_FALSE(disk.write(4, bytes));
    EXPECT_FALSE(disk.write(~0ULL / sector_size + 1, bytes));
    EXPECT_FALSE(disk.changed());
    EXPECT_TRUE(disk.write(3, bytes));
    EXPECT_EQ(image.bytes[3 * sector_size - 1], 0xFF);
    EXPECT_EQ(image.bytes[3 * sector_size], 0x5A);
    EXPECT_EQ(image.bytes.back(), 0x5A);
}

TEST(Disk, EachSectorHasItsDirtyBit) {
    Image image(20 * sector_size);
    Disk disk = image.disk();
    const std::vector<std::uint8_t> sector(sector_size);
    for (const std::uint64_t lba : {0U, 9U, 19U})
        EXPECT_TRUE(disk.write(lba, std::span<const std::uint8_t, sector_size>(sector.data(), sector_size)));
    for (std::uint64_t lba = 0; lba < 30; ++lba)
        EXPECT_EQ(disk.is_dirty(lba), lba == 0 || lba == 9 || lba == 19) << lba;
    EXPECT_TRUE(disk.changed());
    EXPECT_EQ(image.dirty, (std::vector<std::uint8_t>{0x01, 0x02, 0x08}));
}

TEST(Disk, WorksWithoutRoomForDirtyBits) {
    Image image(20 * sector_size);
    Disk disk = Disk::open(image.bytes, std::span(image.dirty).first(1), DriveKind::floppy).value();
    const std::vector<std::uint8_t> sector(sector_size);
    EXPECT_TRUE(disk.write(19, std::span<const std::uint8_t, sector_size>(sector.data(), sector_size)));
    EXPECT_FALSE(disk.is_dirty(19));
    EXPECT_TRUE(disk.changed());
}

TEST(Disks, HaveTheBiossNumbers) {
    Image floppy(1440 * 1024), hard(8 * mib);
    Disks disks;
    EXPECT_FALSE(disks.boot_drive());
    EXPECT_EQ(disks.find(0x80), nullptr);
    for (Image* image : {&hard, &floppy, &floppy, &hard}) EXPECT_TRUE(disks.add(image->disk()));
    EXPECT_FALSE(disks.add(floppy.disk()));
    EXPECT_EQ(disks.floppies(), 2U);
    EXPECT_EQ(disks.hard_disks(), 2U);
    EXPECT_EQ(disks.boot_drive(), 0x80);
    EXPECT_EQ(disks.drive_of(1), 0x00);
    EXPECT_EQ(disks.drive_of(2), 0x01);
    EXPECT_EQ(disks.drive_of(3), 0x81);
    EXPECT_EQ(disks.find(0x81), &disks.all()[3]);
    EXPECT_EQ(disks.find(0x02), nullptr);
    EXPECT_EQ(disks.find(0x82), nullptr);
}

}  // namespace
}  // namespace vitrine::guest::pc
