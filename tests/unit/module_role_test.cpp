#include "boot/module_role.hpp"

#include <gtest/gtest.h>
#include <string>

namespace vitrine {
namespace {

using Use = ModuleRole::Use;
using guest::pc::DriveKind;

TEST(ModuleRole, ANameAloneIsAProgram) {
    const auto role = parse_module_role("/boot/hello.bin");
    ASSERT_TRUE(role);
    EXPECT_EQ(role->name, "hello");
    EXPECT_EQ(role->use, Use::program);
    EXPECT_EQ(role->drive, DriveKind::automatic);
}

TEST(ModuleRole, Words) {
    const auto disk = parse_module_role("floppy role=disk drive=floppy");
    ASSERT_TRUE(disk);
    EXPECT_EQ(disk->name, "floppy");
    EXPECT_EQ(disk->use, Use::disk);
    EXPECT_EQ(disk->drive, DriveKind::floppy);
    EXPECT_EQ(parse_module_role("x role=disk drive=hard")->drive, DriveKind::hard_disk);
    EXPECT_EQ(parse_module_role("x role=disk drive=auto")->drive, DriveKind::automatic);
    EXPECT_EQ(parse_module_role("x role=keys")->use, Use::keys);
    EXPECT_EQ(parse_module_role("x role=runs")->use, Use::runs);
    EXPECT_EQ(parse_module_role("x role=program")->use, Use::program);
}

TEST(ModuleRole, WithoutNameItIsAModule) {
    EXPECT_EQ(parse_module_role("")->name, "module");
    EXPECT_EQ(parse_module_role("/.bin")->name, "module");
    EXPECT_EQ(parse_module_role("dir/")->name, "module");
}

TEST(ModuleRole, AWordThatMeansNothingIsNamed) {
    for (const char* word : {"role=", "role=disks", "drive=cdrom", "drive="}) {
        const std::string text = std::string("x ") + word;
        const auto role = parse_module_role(text);
        ASSERT_FALSE(role) << word;
        EXPECT_EQ(role.error().subject, word);
    }
    EXPECT_TRUE(parse_module_role("x some words of the loader's"));
}

}  // namespace
}  // namespace vitrine
