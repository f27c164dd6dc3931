#include "kernel/parse.hpp"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

TEST(Parse, Numbers) {
    EXPECT_EQ(parse_number("0"), 0U);
    EXPECT_EQ(parse_number("0x1f"), 0x1FU);
    EXPECT_EQ(parse_number("18446744073709551615"), ~0ULL);
    for (const char* bad :
         {"", "0x", "-1", "+1", "1 ", " 1", "1k", "0x1g", "18446744073709551616", "0x10000000000000000"}) {
        EXPECT_EQ(parse_number(bad), std::nullopt) << bad;
    }
}

TEST(Parse, Sizes) {
    EXPECT_EQ(parse_size("4096"), 4096U);
    EXPECT_EQ(parse_size("64K"), 65536U);
    EXPECT_EQ(parse_size("64KiB"), 65536U);
    EXPECT_EQ(parse_size("1M"), 1U << 20);
    EXPECT_EQ(parse_size("2GiB"), 2ULL << 30);
    for (const char* bad :
         {"", "K", "KiB", "iB", "64iB", "64k", "1.5M", "64MB", "17179869184G", "99999999999999999999"}) {
        EXPECT_EQ(parse_size(bad), std::nullopt) << bad;
    }
}

TEST(Parse, Counts) {
    EXPECT_EQ(parse_count("10M"), 10'000'000U);
    EXPECT_EQ(parse_count("1G"), 1'000'000'000U);
    EXPECT_EQ(parse_count("18446744073709551615K"), std::nullopt);
}

TEST(Parse, Times) {
    EXPECT_EQ(parse_milliseconds("500ms"), 500U);
    EXPECT_EQ(parse_milliseconds("2s"), 2000U);
    EXPECT_EQ(parse_milliseconds("0s"), 0U);
    EXPECT_EQ(parse_milliseconds("3600s"), 3'600'000U);
    EXPECT_EQ(parse_milliseconds("3600000ms"), 3'600'000U);
    for (const char* bad :
         {"", "s", "ms", "5", "5m", "3601s", "3600001ms", "1.5s", "-1s", "0x5s", "5Ks", "5 s"})
        EXPECT_EQ(parse_milliseconds(bad), std::nullopt) << bad;
}

TEST(Parse, WordsOfAList) {
    std::string_view list = "a,,bc";
    EXPECT_EQ(take_word(list, ','), "a");
    EXPECT_EQ(take_word(list, ','), "");
    EXPECT_EQ(take_word(list, ','), "bc");
    EXPECT_TRUE(list.empty());
}

}  // namespace
}  // namespace vitrine
