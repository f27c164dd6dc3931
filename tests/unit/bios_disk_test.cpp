// INT 13h by cylinder, head and sector.

#include <algorithm>

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosDisk : public BiosTest {
protected:
    /// AX, cylinder and sector as CX has them, head and drive, ES:BX.
    void transfer(unsigned ax, unsigned cx, unsigned dx, unsigned segment = 0x2000, unsigned offset = 0) {
        set(Gpr::rcx, cx);
        set(Gpr::rdx, dx);
        set(Gpr::rbx, offset);
        set_segment(SegmentName::es, static_cast<std::uint16_t>(segment));
        call(0x13, ax);
        expect_only_changed({Gpr::rax});
    }
    /// What every call leaves: AH, CF, the status in the data area.
    void expect_status(unsigned code, unsigned drive, std::string_view name) {
        EXPECT_EQ(high(Gpr::rax), code);
        EXPECT_EQ(carry(), code != 0);
        EXPECT_EQ(data(drive < 0x80 ? data_field::floppy_status : data_field::hard_disk_status), code);
        EXPECT_EQ(status(), name);
    }
    /// A hard disk whose file system tells this geometry.
    void add_hard_disk_of(unsigned cylinders, unsigned heads, unsigned sectors) {
        auto& image = images.emplace_back(std::size_t{cylinders} * heads * sectors * 512);
        auto& dirty = images.emplace_back(image.size() / 4096 + 1);
        const FlatMemory bytes(image);
        EXPECT_TRUE(bytes.write<std::uint16_t>(0x0B, 512));
        EXPECT_TRUE(bytes.write<std::uint16_t>(0x18, static_cast<std::uint16_t>(sectors)));
        EXPECT_TRUE(bytes.write<std::uint16_t>(0x1A, static_cast<std::uint16_t>(heads)));
        EXPECT_TRUE(bytes.write<std::uint16_t>(0x1FE, 0xAA55));
        EXPECT_TRUE(devices.disks.add(pc::Disk::open(image, dirty, pc::DriveKind::hard_disk).value()));
        bios.install(own.memory);
    }
    /// Marks each sector with its number.
    void number(std::size_t image) {
        for (std::size_t sector = 0; sector < images[image].size() / 512; ++sector) {
            images[image][sector * 512] = static_cast<std::uint8_t>(sector);
            images[image][sector * 512 + 1] = static_cast<std::uint8_t>(sector >> 8);
        }
    }
};

TEST_F(BiosDisk, ReadsByCylinderHeadAndSector) {
    (void)add_floppy();
    number(0);
    transfer(0x0203, 0x0512, 0x0000, 0x2000, 0x0010);  // cylinder 5, sector 18, on to head 1
    expect_status(0, 0, "ok");
    EXPECT_EQ(low(Gpr::rax), 3);
    EXPECT_EQ(at<std::uint16_t>(0x2'0010), 5 * 36 + 17);
    EXPECT_EQ(at<std::uint16_t>(0x2'0210), 5 * 36 + 18);
    EXPECT_EQ(at<std::uint16_t>(0x2'0410), 5 * 36 + 19);
    EXPECT_EQ(log().function, "read");
    EXPECT_EQ(logged(key::drive), 0U);
    EXPECT_EQ(logged(key::cylinder), 5U);
    EXPECT_EQ(logged(key::head), 0U);
    EXPECT_EQ(logged(key::sector), 18U);
    EXPECT_EQ(logged(key::count), 3U);
}

TEST_F(BiosDisk, TheCylindersUpperBitsAreInTheSector) {
    add_hard_disk_of(600, 3, 5);
    number(0);
    transfer(0x0201, 0x0281, 0x0280);  // cylinder 202h, head 2
    expect_status(0, 0x80, "ok");
    const unsigned sector = (0x202 * 3 + 2) * 5;
    EXPECT_EQ(at<std::uint16_t>(0x2'0000), static_cast<std::uint16_t>(sector));
    EXPECT_EQ(logged(key::cylinder), 0x202U);
}

TEST_F(BiosDisk, WritesAndVerifies) {
    const pc::Disk* disk = add_floppy();
    put<std::uint32_t>(0x2'0000, 0x4433'2211);
    transfer(0x0301, 0x0002, 0x0000);
    expect_status(0, 0, "ok");
    EXPECT_EQ(low(Gpr::rax), 1);
    EXPECT_EQ(images[0][512], 0x11);
    EXPECT_EQ(images[0][515], 0x44);
    EXPECT_TRUE(disk->is_dirty(1));
    put<std::uint32_t>(0x2'0000, 0);
    transfer(0x0402, 0x0002, 0x0000);
    expect_status(0, 0, "ok");
    EXPECT_EQ(log().function, "verify");
    EXPECT_EQ(at<std::uint32_t>(0x2'0000), 0U);  // it reads nothing
}

TEST_F(BiosDisk, CountsThatAreNone) {
    (void)add_hard_disk();
    for (const unsigned count : {0U, 129U, 255U}) {
        transfer(0x0200 | count, 0x0001, 0x0080);
        expect_status(1, 0x80, "bad-command");
        EXPECT_EQ(low(Gpr::rax), 0);
    }
    transfer(0x0280, 0x0001, 0x0080);
    expect_status(0, 0x80, "ok");
    EXPECT_EQ(low(Gpr::rax), 128);
}

TEST_F(BiosDisk, PlacesThatAreNone) {
    (void)add_floppy();
    struct Place {
        unsigned cx, dx;
    };
    for (const Place& place : {Place{0x0000, 0x0000}, Place{0x0013, 0x0000}, Place{0x0001, 0x0200},
                               Place{0x5001, 0x0000}, Place{0xFFD2, 0xFF00}}) {
        transfer(0x0201, place.cx, place.dx);
        expect_status(4, 0, "sector-not-found");
        EXPECT_EQ(low(Gpr::rax), 0);
    }
}

TEST_F(BiosDisk, TheDiskEndsInTheMiddle) {
    (void)add_disk(2, pc::DriveKind::floppy);
    transfer(0x0203, 0x0001, 0x0000);
    expect_status(4, 0, "sector-not-found");
    EXPECT_EQ(low(Gpr::rax), 2);  // moved before
}

TEST_F(BiosDisk, WhatIsReadBehindTheImagesEndIsNamed) {
    add_floppy()->end_image(2);
    const auto beyond = [&]() -> std::uint64_t {
        for (const auto& parameter : std::span(log().parameters).first(log().parameter_count)) {
            if (parameter.key.name == std::string_view("beyond")) return parameter.value;
        }
        return 0;
    };
    transfer(0x0202, 0x0001, 0x0000);
    EXPECT_EQ(beyond(), 0U);
    transfer(0x0203, 0x0002, 0x0000);
    expect_status(0, 0, "ok");
    EXPECT_EQ(beyond(), 2U);
    transfer(0x0301, 0x0003, 0x0000);
    transfer(0x0203, 0x0002, 0x0000);  // one of them was written
    EXPECT_EQ(beyond(), 1U);
    transfer(0x0403, 0x0002, 0x0000);  // nothing gets into memory
    EXPECT_EQ(beyond(), 0U);
}

TEST_F(BiosDisk, AFloppysDmaStaysInItsPage) {
    (void)add_floppy();
    transfer(0x0201, 0x0001, 0x0000, 0x1FF0, 0x0000);
    expect_status(9, 0, "bad-buffer");
    EXPECT_EQ(low(Gpr::rax), 0);
    transfer(0x0301, 0x0001, 0x0000, 0x1FF0, 0x0000);
    expect_status(9, 0, "bad-buffer");
    transfer(0x0401, 0x0001, 0x0000, 0x1FF0, 0x0000);
    expect_status(0, 0, "ok");
    transfer(0x0201, 0x0001, 0x0000, 0x1FE0, 0x0000);
    expect_status(0, 0, "ok");
}

TEST_F(BiosDisk, AHardDiskReadsPastTheSegmentsEnd) {
    (void)add_hard_disk();
    images[0][512 - 1] = 0x5A;
    transfer(0x0201, 0x0001, 0x0080, 0x2000, 0xFF00);
    expect_status(0, 0x80, "ok");
    EXPECT_EQ(at<std::uint8_t>(0x3'00FF), 0x5A);
}

TEST_F(BiosDisk, ABufferOutsideOfMemory) {
    (void)add_hard_disk();
    cpu.segment_of(SegmentName::es).base = 2 * mib - 512;
    set(Gpr::rbx, 0);
    set(Gpr::rcx, 1);
    set(Gpr::rdx, 0x80);
    call(0x13, 0x0202);
    expect_status(9, 0x80, "bad-buffer");
    EXPECT_EQ(low(Gpr::rax), 1);
    call(0x13, 0x0302);
    expect_status(9, 0x80, "bad-buffer");
}

TEST_F(BiosDisk, DrivesThatAreNotThere) {
    (void)add_floppy();
    transfer(0x0201, 0x0001, 0x0001);
    expect_status(0x80, 1, "not-ready");
    transfer(0x0201, 0x0001, 0x0080);
    expect_status(1, 0x80, "bad-command");
    for (const unsigned function : {0x0CU, 0x10U, 0x11U, 0x14U}) {
        transfer(function << 8, 0x0001, 0x0081);
        expect_status(1, 0x81, "bad-command");
    }
}

TEST_F(BiosDisk, ResetSeekAndTheLike) {
    (void)add_floppy();
    (void)add_hard_disk();
    for (const unsigned function : {0x00U, 0x09U, 0x0CU, 0x0DU, 0x10U, 0x11U, 0x14U}) {
        transfer(function << 8, 0x0001, 0x0080);
        expect_status(0, 0x80, "ok");
        EXPECT_EQ(logged(key::drive), 0x80U);
    }
    transfer(0x0000, 0, 0x0000);
    expect_status(0, 0, "ok");
    transfer(0x1704, 0, 0x0000);
    expect_status(0, 0, "ok");
    EXPECT_EQ(log().function, "set-media-type");
    transfer(0x1600, 0, 0x0000);  // the disk was not changed
    expect_status(0, 0, "ok");
}

TEST_F(BiosDisk, TheLastStatusIsTheDrivesOwn) {
    (void)add_floppy();
    transfer(0x0201, 0x0013, 0x0000);
    transfer(0x0201, 0x0001, 0x0080);
    transfer(0x0100, 0, 0x0000);
    EXPECT_EQ(high(Gpr::rax), 4);
    EXPECT_TRUE(carry());
    EXPECT_EQ(logged(key::code), 4U);
    transfer(0x0100, 0, 0x0080);
    EXPECT_EQ(high(Gpr::rax), 1);
    transfer(0x0000, 0, 0x0000);
    transfer(0x0100, 0, 0x0000);
    EXPECT_EQ(high(Gpr::rax), 0);
    EXPECT_FALSE(carry());
}

TEST_F(BiosDisk, ParametersOfAFloppy) {
    (void)add_floppy();
    (void)add_disk(1440, pc::DriveKind::floppy);
    set(Gpr::rdx, 0x0000);
    call(0x13, 0x0800);
    expect_status(0, 0, "ok");
    EXPECT_EQ(word(Gpr::rax), 0);
    EXPECT_EQ(word(Gpr::rbx), 4);       // 1.44 MB
    EXPECT_EQ(word(Gpr::rcx), 0x4F12);  // last cylinder 79, last sector 18
    EXPECT_EQ(word(Gpr::rdx), 0x0102);  // last head 1, two drives
    EXPECT_EQ(cpu.segment(SegmentName::es).selector, rom::segment);
    EXPECT_EQ(word(Gpr::rdi), rom::diskette_table);
    expect_only_changed({Gpr::rax, Gpr::rbx, Gpr::rcx, Gpr::rdx, Gpr::rdi});
}

TEST_F(BiosDisk, ParametersOfAHardDisk) {
    add_hard_disk_of(1100, 3, 5);
    set_segment(SegmentName::es, 0x4321);
    set(Gpr::rdx, 0x0080);
    call(0x13, 0x0800);
    expect_status(0, 0x80, "ok");
    EXPECT_EQ(word(Gpr::rcx), 0xFFC5);  // cylinder 1023, the most that can be named; sector 5
    EXPECT_EQ(word(Gpr::rdx), 0x0201);
    EXPECT_EQ(cpu.segment(SegmentName::es).selector, 0x4321);
    expect_only_changed({Gpr::rax, Gpr::rcx, Gpr::rdx});
    EXPECT_EQ(logged(key::cylinders), 1100U);
    EXPECT_EQ(logged(key::heads), 3U);
    EXPECT_EQ(logged(key::sectors), 5U);
}

TEST_F(BiosDisk, ParametersOfNoDrive) {
    (void)add_hard_disk();
    set(Gpr::rdx, 0x0081);
    call(0x13, 0x0800);
    expect_status(7, 0x81, "no-drive");
    EXPECT_EQ(low(Gpr::rdx), 1);  // so many there are
    EXPECT_EQ(data(data_field::floppy_status), 0);
    set(Gpr::rdx, 0x0000);
    call(0x13, 0x0800);
    expect_status(7, 0, "no-drive");
    EXPECT_EQ(low(Gpr::rdx), 0);
}

TEST_F(BiosDisk, DriveTypes) {
    (void)add_floppy();
    (void)add_hard_disk(0x1'2345);
    transfer(0x15FF, 0x1234, 0x0000);
    EXPECT_EQ(high(Gpr::rax), 1);  // a floppy that can't tell that it was changed
    EXPECT_FALSE(carry());
    transfer(0x1500, 0x1234, 0x0001);
    EXPECT_EQ(high(Gpr::rax), 0);
    EXPECT_EQ(status(), "no-drive");
    set(Gpr::rdx, 0x0080);
    call(0x13, 0x1500);
    EXPECT_EQ(high(Gpr::rax), 3);
    EXPECT_FALSE(carry());
    EXPECT_EQ(word(Gpr::rcx), 0x0001);
    EXPECT_EQ(word(Gpr::rdx), 0x2345);
    expect_only_changed({Gpr::rax, Gpr::rcx, Gpr::rdx});
}

TEST_F(BiosDisk, FormatsATrackOfAFloppy) {
    (void)add_floppy();
    (void)add_hard_disk();
    std::ranges::fill(images[0], 0xAA);
    transfer(0x0512, 0x0200, 0x0100);  // cylinder 2, head 1
    expect_status(0, 0, "ok");
    const std::size_t track = (2 * 2 + 1) * 18 * 512;
    EXPECT_EQ(images[0][track - 1], 0xAA);
    EXPECT_EQ(images[0][track], 0xF6);
    EXPECT_EQ(images[0][track + 18 * 512 - 1], 0xF6);
    EXPECT_EQ(images[0][track + 18 * 512], 0xAA);
    transfer(0x0512, 0x5000, 0x0000);
    expect_status(4, 0, "sector-not-found");
    transfer(0x0512, 0x0000, 0x0080);
    expect_status(1, 0x80, "bad-command");
}

TEST_F(BiosDisk, MediaTypeForFormat) {
    (void)add_floppy();
    (void)add_hard_disk();
    set(Gpr::rcx, 0x4F12);
    set(Gpr::rdx, 0x0000);
    call(0x13, 0x1800);
    expect_status(0, 0, "ok");
    EXPECT_EQ(cpu.segment(SegmentName::es).base + word(Gpr::rdi), 0xF'EFC7U);
    expect_only_changed({Gpr::rax, Gpr::rdi});
    transfer(0x1800, 0x4F09, 0x0000);  // 720 KB in a drive of 1.44 MB: the tracks stay
    expect_status(0x0C, 0, "bad-media-type");
    transfer(0x1800, 0x4F12, 0x0080);
    expect_status(1, 0x80, "bad-command");
}

TEST_F(BiosDisk, OtherFunctionsAreBadCommands) {
    (void)add_floppy();
    for (const unsigned ax : {0x0612U, 0x2200U, 0x4B01U, 0x9912U}) {
        transfer(ax, 0x0001, 0x0000);
        EXPECT_EQ(high(Gpr::rax), 1) << ax;
        EXPECT_EQ(low(Gpr::rax), ax & 0xFF) << ax;
        EXPECT_TRUE(carry()) << ax;
        EXPECT_EQ(data(data_field::floppy_status), 1) << ax;
    }
    EXPECT_EQ(log().function, "unknown");
    EXPECT_EQ(status(), "unsupported");
    EXPECT_EQ(logged(key::ax), 0x9912U);
}

}  // namespace
}  // namespace vitrine::guest::bios
