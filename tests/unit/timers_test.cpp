#include "guest/machine/timers.hpp"

#include <gtest/gtest.h>
#include <string>

namespace vitrine::guest {
namespace {

class Bell {
public:
    Bell(Timers& timers, std::string& order, char name)
        : timer(timers, Callback::of<&Bell::ring>(*this)), order_(order), name_(name) {}
    void ring() {
        order_ += name_;
        EXPECT_EQ(timer.due(), never);
        if (again != never) timer.arm(again);
    }
    Timer timer;
    Ticks again = never;

private:
    std::string& order_;
    char name_;
};

class TimersTest : public testing::Test {
protected:
    void pass_to(Ticks now) {
        clock.now = now;
        timers.expire();
    }
    Clock clock{1000};
    Timers timers{clock};
    std::string order;
    Bell a{timers, order, 'a'}, b{timers, order, 'b'}, c{timers, order, 'c'};
};

TEST_F(TimersTest, TheNextOfAllIsOneNumber) {
    EXPECT_EQ(timers.next(), never);
    a.timer.arm(30);
    EXPECT_EQ(timers.next(), 30U);
    b.timer.arm(20);
    c.timer.arm(40);
    EXPECT_EQ(timers.next(), 20U);
    b.timer.arm(50);
    EXPECT_EQ(timers.next(), 30U);
    a.timer.arm(never);
    EXPECT_EQ(timers.next(), 40U);
}

TEST_F(TimersTest, TheyCallBackInTheOrderOfTheirTimes) {
    a.timer.arm(30);
    b.timer.arm(20);
    c.timer.arm(40);
    pass_to(19);
    EXPECT_EQ(order, "");
    pass_to(35);
    EXPECT_EQ(order, "ba");
    EXPECT_EQ(timers.next(), 40U);
    pass_to(40);
    pass_to(100);
    EXPECT_EQ(order, "bac");
    EXPECT_EQ(timers.next(), never);
}

TEST_F(TimersTest, WhatIsArmedForThePastHasItsTurnTheNextTime) {
    a.timer.arm(10);
    a.again = 5;
    pass_to(10);
    EXPECT_EQ(order, "a");
    EXPECT_EQ(timers.next(), 5U);
    a.again = never;
    pass_to(10);
    EXPECT_EQ(order, "aa");
}

TEST(Clock, CountsAtAnyRate) {
    constexpr std::uint64_t pit = 1'193'182, crystal = 32768;
    for (const Ticks hertz : {Ticks{8 * pit}, Ticks{1'000'000'000}, Ticks{1'000'000}, Ticks{3'333'333'333}}) {
        Clock clock(hertz);
        for (const std::uint64_t rate : {pit, crystal}) {
            for (const std::uint64_t count : {0ULL, 1ULL, 65536ULL, 1'193'181ULL, 1'193'183ULL, 1ULL << 40}) {
                clock.now = clock.time_of(count, rate);
                EXPECT_GE(clock.counted(rate), count);
                if (clock.now == 0) continue;
                --clock.now;
                EXPECT_LT(clock.counted(rate), count);
            }
        }
    }
}

}  // namespace
}  // namespace vitrine::guest
