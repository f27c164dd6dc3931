#include "pc_ports.hpp"

namespace vitrine::guest::pc {
namespace {

constexpr std::uint16_t first = 0x20, second = 0xA0;
constexpr unsigned non_specific_end = 0x20, read_requests = 0x0A, read_service = 0x0B;

class PicTest : public PcTest {
protected:
    Pic& pic = devices.pic;

    void initialise(std::uint16_t port, unsigned base, unsigned word_4) {
        out(port, 0x11);
        const auto data = static_cast<std::uint16_t>(port + 1);
        out(data, base);
        out(data, port == first ? 0x04 : 0x02);
        out(data, word_4);
    }
    /// Vectors 20h and 28h, every line open.
    void initialise(unsigned word_4 = 0x01) {
        initialise(first, 0x20, word_4);
        initialise(second, 0x28, word_4 & ~2U);
    }
    unsigned requests(std::uint16_t port) {
        out(port, read_requests);
        return in(port);
    }
    unsigned service(std::uint16_t port) {
        out(port, read_service);
        return in(port);
    }
};

TEST_F(PicTest, ABiosLeavesVectors8And70AndTheLinesItServesOpen) {
    EXPECT_EQ(in(0x21), 0xB8);
    EXPECT_EQ(in(0xA1), 0xBE);
    pic.pulse(0);
    EXPECT_EQ(interrupt(), 0x08);
    pic.end_of_interrupt(0);
    pic.pulse(8);
    EXPECT_EQ(interrupt(), 0x70);
    EXPECT_EQ(pic.acknowledged_line(), 8);
}

TEST_F(PicTest, InitialisationSetsTheVectorsAndClearsTheRest) {
    pic.pulse(0);
    (void)interrupt();
    pic.pulse(1);
    out(first, 0x68);  // special mask mode
    initialise();
    EXPECT_EQ(in(0x21), 0x00);
    EXPECT_EQ(in(first), 0x00);  // reads requests, not service
    EXPECT_EQ(service(first), 0x00U);
    pic.set_line(3, true);
    EXPECT_EQ(interrupt(), 0x23);
    pic.set_line(12, true);
    EXPECT_EQ(interrupt(), 0x2C);
}

TEST_F(PicTest, AfterInitialisationALineMustRiseAgain) {
    pic.set_line(4, true);
    initialise();
    EXPECT_FALSE(pic.pending());
    pic.set_line(4, false);
    pic.set_line(4, true);
    EXPECT_EQ(interrupt(), 0x24);
}

TEST_F(PicTest, WithoutWord4TheMaskComesAfterTheCascadesWord) {
    out(first, 0x10);
    out(0x21, 0x40);
    out(0x21, 0x04);
    out(0x21, 0xFE);
    EXPECT_EQ(in(0x21), 0xFE);
    out(first, 0x12);  // alone: no word 3 either
    out(0x21, 0x40);
    out(0x21, 0xFD);
    EXPECT_EQ(in(0x21), 0xFD);
}

TEST_F(PicTest, FullyNested) {
    initialise();
    pic.pulse(3);
    EXPECT_EQ(interrupt(), 0x23);
    pic.pulse(3);
    pic.pulse(5);
    EXPECT_EQ(interrupt(), -1);  // no higher than what is served
    pic.pulse(1);
    EXPECT_EQ(interrupt(), 0x21);
    EXPECT_EQ(service(first), 0x0AU);
    EXPECT_EQ(requests(first), 0x28U);
    out(first, non_specific_end);
    EXPECT_EQ(service(first), 0x08U);
    out(first, non_specific_end);
    EXPECT_EQ(interrupt(), 0x23);
}

TEST_F(PicTest, ASpecificEndIsOfItsLine) {
    initialise();
    pic.pulse(5);
    (void)interrupt();
    pic.pulse(2 + 1);
    (void)interrupt();
    out(first, 0x65);
    EXPECT_EQ(service(first), 0x08U);
    EXPECT_TRUE(pic.in_service(3));
    EXPECT_FALSE(pic.in_service(5));
}

TEST_F(PicTest, AutomaticEndLeavesNothingInService) {
    initialise(0x03);
    pic.pulse(1);
    EXPECT_EQ(interrupt(), 0x21);
    EXPECT_EQ(service(first), 0x00U);
    pic.pulse(1);
    EXPECT_EQ(interrupt(), 0x21);
}

TEST_F(PicTest, RotationGivesTheServedLineTheLowestPriority) {
    initialise();
    pic.pulse(3);
    pic.pulse(4);
    EXPECT_EQ(interrupt(), 0x23);
    out(first, 0xA0);  // rotate on a non-specific end
    pic.pulse(0);
    EXPECT_EQ(interrupt(), 0x24);
    out(first, 0xE4);  // rotate on a specific end
    pic.pulse(5);
    EXPECT_EQ(interrupt(), 0x25);
    out(first, non_specific_end);
    out(first, 0xC6);  // line 7 is highest
    pic.pulse(7);
    EXPECT_EQ(interrupt(), 0x27);
}

TEST_F(PicTest, RotationOnAutomaticEndGoesRound) {
    initialise(0x03);
    out(first, 0x80);
    for (const unsigned line : {0U, 1U, 3U}) pic.pulse(line);
    EXPECT_EQ(interrupt(), 0x20);
    pic.pulse(0);
    EXPECT_EQ(interrupt(), 0x21);
    EXPECT_EQ(interrupt(), 0x23);
    EXPECT_EQ(interrupt(), 0x20);
    out(first, 0x00);
    pic.pulse(0);
    EXPECT_EQ(interrupt(), 0x20);
}

TEST_F(PicTest, SpecialMaskLetsLowerLinesThrough) {
    initialise();
    pic.pulse(3);
    EXPECT_EQ(interrupt(), 0x23);
    out(0x21, 0x08);
    out(first, 0x68);
    pic.pulse(6);
    pic.pulse(3);
    EXPECT_EQ(interrupt(), 0x26);
    out(first, non_specific_end);  // of line 6: line 3 is masked
    EXPECT_EQ(service(first), 0x08U);
    out(first, non_specific_end);
    EXPECT_EQ(service(first), 0x08U);
    out(first, 0x63);
    EXPECT_EQ(service(first), 0x00U);
    out(first, 0x48);
    EXPECT_EQ(interrupt(), -1);
    out(0x21, 0x00);
    EXPECT_EQ(interrupt(), 0x23);
}

TEST_F(PicTest, APollIsAnAcknowledge) {
    initialise();
    out(first, 0x0C);
    EXPECT_EQ(in(first) & 0x80, 0x00);
    pic.pulse(5);
    out(first, 0x0C);
    EXPECT_EQ(in(first), 0x85);
    EXPECT_TRUE(pic.in_service(5));
    EXPECT_EQ(interrupt(), -1);
    EXPECT_EQ(in(first), 0x00);  // registers again
    pic.pulse(10);
    out(first, 0x0C);
    EXPECT_EQ(in(first), 0x82);
    out(second, 0x0C);
    EXPECT_EQ(in(second), 0x82);
}

TEST_F(PicTest, ARequestThatIsGoneIsSpurious) {
    initialise();
    pic.set_line(3, true);
    ASSERT_TRUE(pic.pending());
    pic.set_line(3, false);
    EXPECT_EQ(pic.acknowledge(), 0x27);
    EXPECT_EQ(pic.acknowledged_line(), 7);
    EXPECT_FALSE(pic.in_service(7));
}

TEST_F(PicTest, AMaskHoldsARequestBack) {
    initialise();
    out(0x21, 0x02);
    pic.set_line(1, true);
    EXPECT_FALSE(pic.pending());
    EXPECT_EQ(requests(first), 0x02U);
    out(0x21, 0x00);
    EXPECT_EQ(interrupt(), 0x21);
}

TEST_F(PicTest, TheSecondChipCascades) {
    initialise();
    pic.pulse(14);
    EXPECT_EQ(requests(first), 0x04U);
    pic.pulse(3);
    EXPECT_EQ(interrupt(), 0x2E);
    EXPECT_EQ(service(first), 0x04U);
    EXPECT_EQ(service(second), 0x40U);
    pic.pulse(8);
    EXPECT_EQ(interrupt(), -1);  // the first chip serves line 2
    out(second, non_specific_end);
    out(first, non_specific_end);
    EXPECT_EQ(interrupt(), 0x28);
    pic.end_of_interrupt(8);
    EXPECT_EQ(interrupt(), 0x23);
}

TEST_F(PicTest, SpecialFullyNestedLetsTheSecondChipNest) {
    initialise(0x11);
    pic.pulse(14);
    EXPECT_EQ(interrupt(), 0x2E);
    pic.pulse(15);
    pic.pulse(3);
    EXPECT_EQ(interrupt(), -1);
    pic.pulse(8);
    EXPECT_EQ(interrupt(), 0x28);
    EXPECT_EQ(service(second), 0x41U);
    out(0x21, 0x04);  // a masked cascade opens no way for lower lines
    EXPECT_EQ(interrupt(), -1);
}

TEST_F(PicTest, AnEdgeRequestsOnceAndALevelAgain) {
    initialise();
    pic.set_line(5, true);
    EXPECT_EQ(interrupt(), 0x25);
    out(first, non_specific_end);
    EXPECT_EQ(interrupt(), -1);
    out(0x4D0, 0x20);
    EXPECT_EQ(in(0x4D0), 0x20);
    EXPECT_EQ(interrupt(), 0x25);
    out(first, non_specific_end);
    EXPECT_EQ(interrupt(), 0x25);
    pic.set_line(5, false);
    out(first, non_specific_end);
    EXPECT_EQ(interrupt(), -1);
}

TEST_F(PicTest, TheLinesOfTheBoardStayEdgeTriggered) {
    out(0x4D0, 0xFF);
    out(0x4D1, 0xFF);
    EXPECT_EQ(in(0x4D0), 0xF8);
    EXPECT_EQ(in(0x4D1), 0xDE);
}

}  // namespace
}  // namespace vitrine::guest::pc
