#include <array>

#include "pc_ports.hpp"

namespace vitrine::guest::pc {
namespace {

constexpr std::uint16_t attribute = 0x3C0, sequencer = 0x3C4, dac_mask = 0x3C6, dac_read = 0x3C7,
                        dac_write = 0x3C8, dac_data = 0x3C9, graphics = 0x3CE, crtc = 0x3D4, status = 0x3DA;

using Colour = std::array<unsigned, 3>;

class VgaTest : public PcTest {
protected:
    Vga& vga = devices.vga;

    void set_mode(std::uint8_t number) { vga.set_mode(*find_video_mode(number)); }
    Colour colour(unsigned index) {
        out(dac_read, index);
        const unsigned red = in(dac_data), green = in(dac_data);
        return {red, green, in(dac_data)};
    }
    unsigned get_attribute(unsigned index) {
        (void)in(status);
        out(attribute, index);
        return in(attribute + 1);
    }
    void set_attribute(unsigned index, unsigned value) {
        (void)in(status);
        out(attribute, index);
        out(attribute, value);
    }
};

TEST_F(VgaTest, TheCursorIsInTheCrtController) {
    out_at(crtc, 0x0E, 0x12);
    out_at(crtc, 0x0F, 0x34);
    EXPECT_EQ(vga.cursor(), 0x1234);
    vga.set_cursor(0x0456);
    EXPECT_EQ(in_at(crtc, 0x0E), 0x04);
    EXPECT_EQ(in_at(crtc, 0x0F), 0x56);
    out_at(crtc, 0x0A, 0x20);
    out_at(crtc, 0x0B, 0x0F);
    EXPECT_EQ(vga.cursor_shape(), 0x200F);
}

TEST_F(VgaTest, TheStartAddressIsInTheCrtController) {
    out_at(crtc, 0x0C, 0x08);
    out_at(crtc, 0x0D, 0x50);
    EXPECT_EQ(vga.start_address(), 0x0850);
    vga.set_start_address(0x1000);
    EXPECT_EQ(in_at(crtc, 0x0C), 0x10);
}

TEST_F(VgaTest, AWordWritesIndexAndData) {
    ports.write(boot_vcpu, crtc, 2, 0x770F);
    EXPECT_EQ(vga.cursor() & 0xFF, 0x77);
    EXPECT_EQ(in(crtc), 0x0F);
}

TEST_F(VgaTest, Registers0To7AreProtectedByBit7OfRegister11h) {
    ASSERT_EQ(in_at(crtc, 0x11) & 0x80, 0x80);
    const unsigned overflow = in_at(crtc, 0x07);
    for (unsigned index = 0; index < 8; ++index) {
        const unsigned before = in_at(crtc, index);
        out_at(crtc, index, before ^ 0xEF);
        EXPECT_EQ(in_at(crtc, index), before);
    }
    out_at(crtc, 0x07, overflow ^ 0x10);  // bit 8 of line compare is no timing
    EXPECT_EQ(in_at(crtc, 0x07), overflow ^ 0x10);
    out_at(crtc, 0x11, 0x0E);
    for (unsigned index = 0; index < 8; ++index) {
        out_at(crtc, index, 0xA0 + index);
        EXPECT_EQ(in_at(crtc, index), 0xA0 + index);
    }
}

TEST_F(VgaTest, TheMiscellaneousRegisterMovesTheCrtController) {
    EXPECT_EQ(in(0x3CC), 0x67);
    out(0x3B4, 0x0F);
    EXPECT_EQ(in(0x3B4), 0xFF);
    EXPECT_EQ(in(0x3BA), 0xFF);
    out(0x3C2, 0x66);
    EXPECT_EQ(in(0x3D4), 0xFF);
    out_at(0x3B4, 0x0F, 0x21);
    EXPECT_EQ(vga.cursor() & 0xFF, 0x21);
    EXPECT_NE(in(0x3BA), 0xFF);
}

TEST_F(VgaTest, RegistersThatAreNotThereReadAsZero) {
    for (const std::uint16_t port : {crtc, sequencer, graphics}) {
        for (const unsigned index : {0x19U, 0x7FU, 0xFFU}) {
            out_at(port, index, 0x55);
            EXPECT_EQ(in_at(port, index), 0x00);
        }
    }
    set_attribute(0x1F, 0x55);
    EXPECT_EQ(get_attribute(0x1F), 0x00U);
}

TEST_F(VgaTest, SequencerAndGraphicsRegistersKeepWhatIsWritten) {
    out_at(sequencer, 0x02, 0x0F);
    EXPECT_EQ(in_at(sequencer, 0x02), 0x0F);
    EXPECT_EQ(in(sequencer), 0x02);
    out_at(graphics, 0x08, 0xA5);
    EXPECT_EQ(in_at(graphics, 0x08), 0xA5);
    EXPECT_EQ(in(graphics), 0x08);
}

TEST_F(VgaTest, TheStatusRegisterResetsTheAttributeFlipFlop) {
    set_attribute(0x11, 0x2A);
    EXPECT_EQ(get_attribute(0x11), 0x2AU);
    out(attribute, 0x05);  // data: the last read was of another port
    (void)in(status);
    out(attribute, 0x31);
    EXPECT_EQ(in(attribute), 0x31);
    EXPECT_EQ(in(attribute + 1), 0x05);
    (void)in(status);
    out(attribute, 0x33);
    EXPECT_EQ(in(attribute), 0x33);
}

TEST_F(VgaTest, BlinkingIsABitOfTheAttributeModeRegister) {
    EXPECT_TRUE(vga.blinks());
    set_attribute(0x10, 0x04);
    EXPECT_FALSE(vga.blinks());
}

TEST_F(VgaTest, TheDacCountsItsAddressByItself) {
    out(dac_write, 254);
    for (unsigned value = 1; value <= 9; ++value) out(dac_data, value);
    EXPECT_EQ(colour(254), (Colour{1, 2, 3}));
    EXPECT_EQ(colour(255), (Colour{4, 5, 6}));
    EXPECT_EQ(colour(0), (Colour{7, 8, 9}));
    out(dac_read, 255);
    for (const unsigned value : {4U, 5U, 6U, 7U}) EXPECT_EQ(in(dac_data), value);
}

TEST_F(VgaTest, AColourIsStoredWithItsLastPart) {
    out(dac_write, 2);
    out(dac_data, 1);
    out(dac_data, 2);
    EXPECT_EQ(colour(2), (Colour{0, 42, 0}));
    out(dac_data, 3);
    EXPECT_EQ(colour(2), (Colour{1, 2, 3}));
}

TEST_F(VgaTest, TheDacHasSixBitsAndTellsItsState) {
    out(dac_write, 1);
    for (unsigned part = 0; part < 3; ++part) out(dac_data, 0xFF);
    EXPECT_EQ(in(dac_write), 2);
    EXPECT_EQ(in(dac_read), 0x00);
    EXPECT_EQ(colour(1), (Colour{63, 63, 63}));
    EXPECT_EQ(in(dac_read), 0x03);
    out(dac_mask, 0x0F);
    EXPECT_EQ(in(dac_mask), 0x0F);
}

TEST_F(VgaTest, TheRetraceBitsToggle70TimesASecond) {
    unsigned frames = 0, blank = 0;
    bool before = false;
    constexpr unsigned steps = 200'000;
    for (unsigned step = 0; step < steps; ++step) {
        devices.clock.now = ticks_per_second * step / steps;
        const unsigned value = in(status);
        const bool retrace = (value & 0x08) != 0;
        if (retrace) EXPECT_EQ(value & 0x01, 0x01U);  // nothing is shown then
        if (retrace && !before) ++frames;
        if ((value & 0x01) != 0) ++blank;
        before = retrace;
    }
    EXPECT_NEAR(frames, 70, 1);
    EXPECT_GT(blank, steps / 10);
    EXPECT_LT(blank, steps / 2);
}

TEST_F(VgaTest, Mode3HasThe16ColoursOfACga) {
    constexpr std::array<unsigned, 16> numbers{0, 1, 2, 3, 4, 5, 20, 7, 56, 57, 58, 59, 60, 61, 62, 63};
    for (unsigned index = 0; index < numbers.size(); ++index) EXPECT_EQ(get_attribute(index), numbers[index]);
    EXPECT_EQ(colour(0), (Colour{0, 0, 0}));
    EXPECT_EQ(colour(1), (Colour{0, 0, 42}));
    EXPECT_EQ(colour(20), (Colour{42, 21, 0}));  // brown
    EXPECT_EQ(colour(7), (Colour{42, 42, 42}));
    EXPECT_EQ(colour(56), (Colour{21, 21, 21}));
    EXPECT_EQ(colour(60), (Colour{63, 21, 21}));
    EXPECT_EQ(colour(63), (Colour{63, 63, 63}));
    EXPECT_EQ(in_at(crtc, 0x09), 0x4F);
    EXPECT_EQ(vga.cursor_shape(), 0x0D0E);
}

TEST_F(VgaTest, Mode13hHas256Colours) {
    set_mode(0x13);
    for (unsigned index = 0; index < 16; ++index) EXPECT_EQ(get_attribute(index), index);
    EXPECT_EQ(get_attribute(0x10), 0x41U);
    EXPECT_EQ(in_at(sequencer, 0x04), 0x0E);
    EXPECT_EQ(in_at(graphics, 0x05), 0x40);
    EXPECT_EQ(in_at(crtc, 0x14), 0x40);
    EXPECT_EQ(colour(6), (Colour{42, 21, 0}));
    EXPECT_EQ(colour(15), (Colour{63, 63, 63}));
    EXPECT_EQ(colour(17), (Colour{5, 5, 5}));
    EXPECT_EQ(colour(31), (Colour{63, 63, 63}));
    EXPECT_EQ(colour(32), (Colour{0, 0, 63}));
    EXPECT_EQ(colour(33), (Colour{16, 0, 63}));
    EXPECT_EQ(colour(40), (Colour{63, 0, 0}));
    EXPECT_EQ(colour(44), (Colour{63, 63, 0}));
    EXPECT_EQ(colour(48), (Colour{0, 63, 0}));
    EXPECT_EQ(colour(56), (Colour{31, 31, 63}));
    EXPECT_EQ(colour(104), (Colour{0, 0, 28}));
    EXPECT_EQ(colour(247), (Colour{11, 12, 16}));
    EXPECT_EQ(colour(248), (Colour{0, 0, 0}));
}

TEST_F(VgaTest, TheCgaModesShowTheirFourColours) {
    set_mode(0x04);
    EXPECT_EQ(colour(get_attribute(1)), (Colour{21, 63, 63}));
    EXPECT_EQ(colour(get_attribute(2)), (Colour{63, 21, 63}));
    EXPECT_EQ(colour(get_attribute(3)), (Colour{63, 63, 63}));
    EXPECT_EQ(colour(get_attribute(6)), (Colour{42, 21, 0}));
    set_mode(0x06);
    EXPECT_EQ(colour(get_attribute(1)), (Colour{63, 63, 63}));
}

TEST_F(VgaTest, Mode7IsMonochromeAtItsOwnPorts) {
    set_mode(0x07);
    EXPECT_EQ(in(0x3CC) & 0x01, 0x00);
    EXPECT_EQ(in_at(0x3B4, 0x09), 0x4F);
    for (unsigned index = 0; index < 64; ++index) {
        const Colour grey = colour(index);
        EXPECT_EQ(grey[0], grey[1]);
        EXPECT_EQ(grey[1], grey[2]);
    }
}

TEST(VideoModes, AreThoseOfABiosWithoutEgaGraphics) {
    for (const unsigned number : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U, 0x13U})
        EXPECT_EQ(find_video_mode(static_cast<std::uint8_t>(number))->number, number);
    for (const unsigned number : {0x08U, 0x0DU, 0x12U, 0x14U, 0xFFU})
        EXPECT_EQ(find_video_mode(static_cast<std::uint8_t>(number)), nullptr);
}

}  // namespace
}  // namespace vitrine::guest::pc
