#include "guest/machine/emulate/exceptions.hpp"

#include <gtest/gtest.h>

namespace vitrine::guest {
namespace {

Action reflect(std::optional<std::uint8_t> first, std::uint8_t second) {
    Exit exit{.interrupted = {.valid = first.has_value(), .vector = first.value_or(0)}};
    return reflect_exception(exit, {.vector = second, .has_error_code = true, .error_code = 0x18});
}

std::optional<std::uint8_t> injected(const Action& action) {
    return action.is<action::Inject>() ? std::optional(action.injected().vector) : std::nullopt;
}

TEST(Exceptions, ALoneOneGoesBackAsItCame) {
    const Action action = reflect(std::nullopt, vector::gp);
    ASSERT_EQ(injected(action), vector::gp);
    EXPECT_EQ(action.injected().error_code, 0x18U);
}

// Intel SDM vol. 3A, table 6-5: rows are the first exception.
TEST(Exceptions, MergeAsTheTableSays) {
    EXPECT_EQ(injected(reflect(vector::db, vector::gp)), vector::gp);
    EXPECT_EQ(injected(reflect(vector::gp, vector::db)), vector::db);
    EXPECT_EQ(injected(reflect(vector::gp, vector::np)), vector::df);
    EXPECT_EQ(injected(reflect(vector::gp, vector::pf)), vector::pf);
    EXPECT_EQ(injected(reflect(vector::pf, vector::gp)), vector::df);
    EXPECT_EQ(injected(reflect(vector::pf, vector::pf)), vector::df);
    EXPECT_EQ(injected(reflect(vector::pf, vector::bp)), vector::bp);
    for (const std::uint8_t second : {vector::gp, vector::pf, vector::ss}) {
        const Action action = reflect(vector::df, second);
        ASSERT_TRUE(action.is<action::Stop>());
        EXPECT_EQ(action.stop().status, Status::crash);
    }
}

TEST(Exceptions, ADoubleFaultHasErrorCodeZero) {
    const Action action = reflect(vector::gp, vector::gp);
    ASSERT_EQ(injected(action), vector::df);
    EXPECT_TRUE(action.injected().has_error_code);
    EXPECT_EQ(action.injected().error_code, 0U);
}

TEST(Exceptions, Names) {
    EXPECT_EQ(vector_name(14), "#PF");
    EXPECT_EQ(vector_name(2), "NMI");
    EXPECT_EQ(vector_name(15), "reserved");
    EXPECT_EQ(vector_name(255), "reserved");
}

}  // namespace
}  // namespace vitrine::guest
