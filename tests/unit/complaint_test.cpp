#include <array>
#include <gtest/gtest.h>
#include <string>

#include "fake_cpu.hpp"
#include "kernel/requirement.hpp"
#include "svm/steps.hpp"

namespace vitrine {
namespace {

struct Found {
    bool first, second, comfort;
};
using Needed = Requirement<Found>;
constexpr std::array needed{
    Needed{true, "first", "no first thing", "buy one", [](const Found& found) { return found.first; }},
    Needed{false, "comfort", "it takes longer", "", [](const Found& found) { return found.comfort; }},
    Needed{true, "second", "no second thing", "", [](const Found& found) { return found.second; }},
};

class Unmet : public testing::Test {
protected:
    Result<void> log(const Found& found) { return log_unmet(steps, std::span<const Needed>(needed), found); }
    guest::StringSink sink;
    svm::Steps steps{sink, false};
};

TEST_F(Unmet, AllMetIsSilent) {
    EXPECT_TRUE(log({true, true, true}));
    EXPECT_EQ(sink.text, "");
}

TEST_F(Unmet, AMissingComfortIsNamedAndNoRefusal) {
    EXPECT_TRUE(log({true, true, false}));
    EXPECT_EQ(sink.text, "svm step=check missing=comfort cause=\"it takes longer\"\n");
}

TEST_F(Unmet, EveryOneIsNamedAndTheFirstEssentialRefuses) {
    const auto outcome = log({false, false, false});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().status, Status::unsupported);
    EXPECT_EQ(outcome.error().cause, "no first thing");
    EXPECT_EQ(sink.text,
              "error missing=first cause=\"no first thing\" hint=\"buy one\"\n"
              "svm step=check missing=comfort cause=\"it takes longer\"\n"
              "error missing=second cause=\"no second thing\"\n");
}

TEST_F(Unmet, OutOfMemoryIsTheUsersToMend) {
    const Complaint complaint = complain(sink, out_of_memory("no room"));
    EXPECT_EQ(complaint.status, Status::bad_input);
    EXPECT_EQ(sink.text,
              "error cause=\"no room\" hint=\"give the guest less by memory=, or the machine more\"\n");
}

TEST_F(Unmet, AWordOfAnyLengthLeavesRoomForItsCause) {
    const std::string word(5000, '\x01');
    complain(sink, Complaint::of_word(word, "there is no such option", "budget"));
    std::string shown;
    for (unsigned i = 0; i < 200; ++i) shown += "\\x01";
    EXPECT_EQ(sink.text, "error option=\"" + shown + "\" cause=\"there is no such option\" valid=budget\n");
}

}  // namespace
}  // namespace vitrine
