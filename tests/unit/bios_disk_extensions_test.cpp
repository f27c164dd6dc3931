// INT 13h, AH=41h to 48h.

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosDiskExtensions : public BiosTest {
protected:
    static constexpr std::uint64_t packet = 0x9000;

    BiosDiskExtensions() {
        (void)add_floppy();
        disk = add_hard_disk(2000);
        for (std::size_t sector = 0; sector < 2000; ++sector) {
            images[2][sector * 512] = static_cast<std::uint8_t>(sector);
            images[2][sector * 512 + 1] = static_cast<std::uint8_t>(sector >> 8);
        }
    }

    void write_packet(std::uint64_t lba, unsigned count, std::uint32_t buffer = 0x2000'0010,
                      std::uint8_t size = 0x10) {
        put<std::uint8_t>(packet, size);
        put<std::uint8_t>(packet + 1, 0);
        put<std::uint16_t>(packet + 2, static_cast<std::uint16_t>(count));
        put<std::uint32_t>(packet + 4, buffer);
        put<std::uint64_t>(packet + 8, lba);
    }
    void extended(unsigned ax, unsigned drive = 0x80) {
        set_segment(SegmentName::ds, 0x0800);
        set(Gpr::rsi, 0x1000);
        set(Gpr::rdx, drive);
        call(0x13, ax);
        expect_only_changed({Gpr::rax});
    }
    void expect_status(unsigned code, std::string_view name) {
        EXPECT_EQ(high(Gpr::rax), code);
        EXPECT_EQ(carry(), code != 0);
        EXPECT_EQ(data(data_field::hard_disk_status), code);
        EXPECT_EQ(status(), name);
    }

    pc::Disk* disk = nullptr;
};

TEST_F(BiosDiskExtensions, AreThereForHardDisks) {
    set(Gpr::rbx, 0x55AA);
    set(Gpr::rdx, 0x0080);
    call(0x13, 0x4100);
    EXPECT_FALSE(carry());
    EXPECT_EQ(high(Gpr::rax), 0x30);  // EDD 3
    EXPECT_EQ(word(Gpr::rbx), 0xAA55);
    EXPECT_EQ(word(Gpr::rcx) & 0x05, 0x05);  // packets, EDD
    expect_only_changed({Gpr::rax, Gpr::rbx, Gpr::rcx});
    EXPECT_EQ(log().function, "extensions-check");
}

TEST_F(BiosDiskExtensions, AreNotThereForOthers) {
    for (const unsigned drive : {0x00U, 0x81U, 0xFFU}) {
        set(Gpr::rbx, 0x55AA);
        set(Gpr::rdx, drive);
        call(0x13, 0x4100);
        EXPECT_TRUE(carry());
        EXPECT_EQ(high(Gpr::rax), 1);
        expect_only_changed({Gpr::rax});
        for (const unsigned function : {0x42U, 0x43U, 0x44U, 0x47U, 0x48U}) {
            write_packet(0, 1);
            extended(function << 8, drive);
            EXPECT_TRUE(carry());
            EXPECT_EQ(high(Gpr::rax), 1);
        }
    }
    set(Gpr::rbx, 0x55AB);
    set(Gpr::rdx, 0x80);
    call(0x13, 0x4100);
    EXPECT_TRUE(carry());
}

TEST_F(BiosDiskExtensions, Read) {
    write_packet(1234, 2);
    extended(0x4200);
    expect_status(0, "ok");
    EXPECT_EQ(at<std::uint16_t>(0x2'0010), 1234);
    EXPECT_EQ(at<std::uint16_t>(0x2'0210), 1235);
    EXPECT_EQ(at<std::uint16_t>(packet + 2), 2);
    EXPECT_EQ(log().function, "read-extended");
    EXPECT_EQ(logged(key::lba), 1234U);
    EXPECT_EQ(logged(key::count), 2U);
}

TEST_F(BiosDiskExtensions, WriteAndVerify) {
    put<std::uint16_t>(0x2'0010, 0xCAFE);
    write_packet(7, 1);
    extended(0x4300);
    expect_status(0, "ok");
    EXPECT_EQ(images[2][7 * 512], 0xFE);
    EXPECT_TRUE(disk->is_dirty(7));
    write_packet(7, 100, 0xF000'FFFF);  // the buffer is none
    extended(0x4400);
    expect_status(0, "ok");
    EXPECT_EQ(log().function, "verify-extended");
}

TEST_F(BiosDiskExtensions, FlatAddress) {
    write_packet(3, 1, 0xFFFF'FFFF, 0x18);
    put<std::uint64_t>(packet + 0x10, 0x12'0000);
    extended(0x4200);
    expect_status(0, "ok");
    EXPECT_EQ(at<std::uint16_t>(0x12'0000), 3);
    put<std::uint64_t>(packet + 0x10, ~0ULL - 100);
    extended(0x4200);
    expect_status(9, "bad-buffer");
    EXPECT_EQ(at<std::uint16_t>(packet + 2), 0);
    write_packet(3, 1, 0xFFFF'FFFF);  // a short packet means FFFF:FFFF
    extended(0x4200);
    expect_status(0, "ok");
    EXPECT_EQ(at<std::uint16_t>(0x10'FFEF), 3);
}

TEST_F(BiosDiskExtensions, CountsAndPackets) {
    write_packet(0, 127);
    extended(0x4200);
    expect_status(0, "ok");
    for (const unsigned count : {128U, 0xFFFFU}) {
        write_packet(0, count);
        extended(0x4200);
        expect_status(1, "bad-command");
    }
    write_packet(0, 0);
    extended(0x4200);
    expect_status(0, "ok");
    write_packet(0, 1, 0x2000'0000, 0x0F);
    extended(0x4200);
    expect_status(1, "bad-command");
    extended(0x4700);
    expect_status(1, "bad-command");
}

TEST_F(BiosDiskExtensions, PastTheEnd) {
    write_packet(1998, 5);
    extended(0x4200);
    expect_status(4, "sector-not-found");
    EXPECT_EQ(at<std::uint16_t>(packet + 2), 2);  // moved before
    write_packet(~0ULL, 2);
    extended(0x4200);
    expect_status(4, "sector-not-found");
    EXPECT_EQ(at<std::uint16_t>(packet + 2), 0);
    write_packet(1999, 0);
    extended(0x4700);
    expect_status(0, "ok");
    write_packet(2000, 0);
    extended(0x4700);
    expect_status(4, "sector-not-found");
}

TEST_F(BiosDiskExtensions, Parameters) {
    put<std::uint16_t>(packet, 0x1E);
    put<std::uint8_t>(packet + 0x1E, 0x77);
    extended(0x4800);
    expect_status(0, "ok");
    EXPECT_EQ(at<std::uint16_t>(packet), 0x1E);
    EXPECT_EQ(at<std::uint16_t>(packet + 2) & 2, 2);  // the geometry is valid
    EXPECT_EQ(at<std::uint32_t>(packet + 4), disk->geometry().cylinders);
    EXPECT_EQ(at<std::uint32_t>(packet + 8), 16U);
    EXPECT_EQ(at<std::uint32_t>(packet + 12), 63U);
    EXPECT_EQ(at<std::uint64_t>(packet + 16), 2000U);
    EXPECT_EQ(at<std::uint16_t>(packet + 24), 512);
    EXPECT_EQ(at<std::uint32_t>(packet + 26), 0xFFFF'FFFFU);  // no device parameter table
    EXPECT_EQ(at<std::uint8_t>(packet + 0x1E), 0x77);
    EXPECT_EQ(logged(key::sectors), 2000U);
}

TEST_F(BiosDiskExtensions, ParametersFillNoMoreThanTheRoom) {
    put<std::uint32_t>(packet + 26, 0x1234'5678);
    put<std::uint16_t>(packet, 0x1D);
    extended(0x4800);
    expect_status(0, "ok");
    EXPECT_EQ(at<std::uint16_t>(packet), 0x1A);
    EXPECT_EQ(at<std::uint32_t>(packet + 26), 0x1234'5678U);
    put<std::uint16_t>(packet, 0x19);
    extended(0x4800);
    expect_status(1, "bad-command");
    put<std::uint16_t>(packet, 0xFFFF);
    extended(0x4800);
    expect_status(0, "ok");
    EXPECT_EQ(at<std::uint16_t>(packet), 0x1E);
}

}  // namespace
}  // namespace vitrine::guest::bios
