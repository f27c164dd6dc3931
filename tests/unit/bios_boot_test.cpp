// Booting: a disk's first sector, INT 18h and INT 19h.

#include "bios_fixture.hpp"

namespace vitrine::guest::bios {
namespace {

class BiosBoot : public BiosTest {
protected:
    static constexpr std::uint16_t signature = 0xAA55;

    void make_bootable(std::size_t image, std::uint8_t first_byte) {
        images[image][0] = first_byte;
        images[image][510] = signature & 0xFF;
        images[image][511] = signature >> 8;
    }
    /// INT 19h, as the ROM's handler calls on.
    Action bootstrap() {
        cpu.registers[Register::rsp] = stack_top - 6;
        put<std::uint16_t>(stack_top - 6, caller_offset);
        put<std::uint16_t>(stack_top - 4, caller_segment);
        put<std::uint16_t>(stack_top - 2, 0x0202);
        return own_call(rom::OwnCall::boot);
    }
    static action::Stop stop(const Action& action) { return action.stop(); }
};

TEST_F(BiosBoot, AFloppysBootSector) {
    (void)add_floppy();
    make_bootable(0, 0xEB);
    const auto state = bios.boot(own.memory);
    ASSERT_TRUE(state);
    EXPECT_EQ(at<std::uint8_t>(0x7C00), 0xEB);
    EXPECT_EQ(at<std::uint16_t>(0x7DFE), signature);
    EXPECT_EQ((*state)[Register::rip], 0x7C00U);
    EXPECT_EQ(state->segments[static_cast<std::size_t>(SegmentName::cs)].base, 0U);
    EXPECT_EQ(state->gpr[Gpr::rdx], 0x00U);
    EXPECT_EQ((*state)[Register::rsp], 0x7C00U);
    EXPECT_EQ((*state)[Register::rflags] & rflags::interrupt, rflags::interrupt);
}

TEST_F(BiosBoot, TheFirstDiskGivenBoots) {
    (void)add_hard_disk();
    (void)add_floppy();
    make_bootable(0, 0x11);
    make_bootable(2, 0x22);  // the second disk's image
    const auto state = bios.boot(own.memory);
    ASSERT_TRUE(state);
    EXPECT_EQ(at<std::uint8_t>(0x7C00), 0x11);
    EXPECT_EQ(state->gpr[Gpr::rdx], 0x80U);
}

TEST_F(BiosBoot, WithoutADisk) {
    const auto state = bios.boot(own.memory);
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().cause, "there is no disk to boot from");
    EXPECT_FALSE(state.error().hint.empty());
}

TEST_F(BiosBoot, WithoutASignature) {
    (void)add_floppy();
    make_bootable(0, 0xEB);
    images[0][511] = 0xAB;
    const auto state = bios.boot(own.memory);
    ASSERT_FALSE(state);
    EXPECT_TRUE(std::string_view(state.error().cause).contains("55 AA"));
    EXPECT_EQ(at<std::uint8_t>(0x7C00), 0);  // nothing was loaded
}

TEST_F(BiosBoot, GivingUpEndsTheGuest) {
    const Action action = interrupt(0x18);
    ASSERT_TRUE(action.is<action::Stop>());
    EXPECT_EQ(stop(action).status, Status::failed);
    EXPECT_EQ(log().function, "boot-failed");
    EXPECT_EQ(log().vector, 0x18);
    EXPECT_EQ(status(), "failed");
    EXPECT_FALSE(log().silent);
}

TEST_F(BiosBoot, BootsAgain) {
    (void)add_floppy();
    make_bootable(0, 0xEB);
    ASSERT_TRUE(bios.boot(own.memory));
    put<std::uint8_t>(0x7C00, 0);
    EXPECT_TRUE(bootstrap().is<action::Advance>());
    EXPECT_EQ(at<std::uint8_t>(0x7C00), 0xEB);
    EXPECT_EQ(low(Gpr::rdx), 0x00);
    EXPECT_FALSE(log().silent);
    EXPECT_EQ(log().vector, 0x19);
    EXPECT_EQ(log().function, "bootstrap");
    EXPECT_EQ(log().caller_segment, caller_segment);
    EXPECT_EQ(log().caller_offset, caller_offset);
    EXPECT_EQ(logged(key::drive), 0U);
}

TEST_F(BiosBoot, BootingOverAndOverEnds) {
    (void)add_floppy();
    make_bootable(0, 0xEB);
    unsigned boots = 0;
    while (bootstrap().is<action::Advance>()) ASSERT_LT(++boots, 100U);
    EXPECT_EQ(boots, 16U);
}

TEST_F(BiosBoot, NothingToBootAgain) {
    const Action action = bootstrap();
    ASSERT_TRUE(action.is<action::Stop>());
    EXPECT_EQ(stop(action).status, Status::failed);
    EXPECT_EQ(log().vector, 0x19);
    EXPECT_FALSE(log().silent);
}

TEST_F(BiosBoot, TheResetVectorEndsTheGuest) {
    const Action action = own_call(rom::OwnCall::reset);
    ASSERT_TRUE(action.is<action::Stop>());
    EXPECT_EQ(stop(action).status, Status::ok);
    EXPECT_EQ(log().function, "reset");
    EXPECT_FALSE(log().silent);
}

TEST_F(BiosBoot, ASlotWithoutACall) {
    const Action action = own_call(static_cast<rom::OwnCall>(31));
    ASSERT_TRUE(action.is<action::Stop>());
    EXPECT_EQ(stop(action).status, Status::crash);
    EXPECT_EQ(log().function, "no-code");
}

}  // namespace
}  // namespace vitrine::guest::bios
