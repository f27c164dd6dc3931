#include "guest/cpu/entry_check.hpp"

#include <gtest/gtest.h>

#include "scripted_cpu.hpp"

namespace vitrine::guest {
namespace {

TEST(EntryCheckTest, ItCountsAndJudges) {
    EntryCheck check;
    StringSink sink;
    check.log(sink);
    EXPECT_EQ(sink.text, "");  // nothing was asked for
    EXPECT_TRUE(check.once({.rules = 9}));
    check.log(sink);
    EXPECT_EQ(sink.text, "check name=entries count=1 rules=9 broken=0 status=ok\n");
    EXPECT_FALSE(check.once({.rules = 9, .broken = 2}));
    sink.text.clear();
    check.log(sink);
    EXPECT_EQ(sink.text, "check name=entries count=2 rules=9 broken=2 status=failed\n");
}

}  // namespace
}  // namespace vitrine::guest
