#include "kernel/close_match.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace vitrine {
namespace {

std::vector<std::string> close_to(std::string_view word) {
    CloseMatches close(word);
    for (const char* name : {"guest_rip", "guest_rsp", "guest_rflags", "guest_cs_access_rights",
                             "guest_ss_access_rights", "host_cr3", "guest_cr3"}) {
        close.consider(name);
    }
    return {close.names().begin(), close.names().end()};
}

TEST(CloseMatches, CountsEdits) {
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("abc", "abc"), 0U);
    EXPECT_EQ(edit_distance(std::string(100, 'a'), std::string(100, 'b')), 48U);
}

TEST(CloseMatches, NearestFirst) {
    EXPECT_EQ(close_to("guest_rp"), (std::vector<std::string>{"guest_rip", "guest_rsp", "guest_cr3"}));
    EXPECT_EQ(close_to("guest_rsi"), (std::vector<std::string>{"guest_rsp", "guest_rip", "guest_cr3"}));
    EXPECT_EQ(close_to("hots_cr3"), (std::vector<std::string>{"host_cr3"}));
}

TEST(CloseMatches, APartOfANameIsNear) {
    EXPECT_EQ(close_to("access_rights"),
              (std::vector<std::string>{"guest_cs_access_rights", "guest_ss_access_rights"}));
}

TEST(CloseMatches, NothingIsNearNonsense) {
    EXPECT_TRUE(close_to("xyzzy").empty());
    EXPECT_TRUE(close_to("").empty());
}

TEST(CloseMatches, KeepsAtMostThree) {
    EXPECT_EQ(close_to("guest").size(), CloseMatches::most);
}

}  // namespace
}  // namespace vitrine
