#include "boot/multiboot2.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace vitrine {
namespace {

/// Builds the information as a loader does.
class Builder {
public:
    Builder& word(std::uint32_t value) {
        for (int shift = 0; shift < 32; shift += 8)
            bytes_.push_back(static_cast<std::uint8_t>(value >> shift));
        return *this;
    }
    Builder& quad(std::uint64_t value) {
        return word(static_cast<std::uint32_t>(value)).word(static_cast<std::uint32_t>(value >> 32));
    }
    Builder& tag(std::uint32_t type, const std::vector<std::uint8_t>& payload) {
        word(type).word(static_cast<std::uint32_t>(payload.size() + 8));
        bytes_.insert(bytes_.end(), payload.begin(), payload.end());
        while (bytes_.size() % 8 != 0) bytes_.push_back(0xCC);
        return *this;
    }
    Builder& text(std::uint32_t type, std::string_view text) {
        std::vector<std::uint8_t> payload(text.begin(), text.end());
        payload.push_back(0);
        return tag(type, payload);
    }
    Builder& module(std::uint32_t start, std::uint32_t end, std::string_view name) {
        Builder payload;
        payload.bytes_.clear();
        payload.word(start).word(end);
        payload.bytes_.insert(payload.bytes_.end(), name.begin(), name.end());
        payload.bytes_.push_back(0);
        return tag(3, payload.bytes_);
    }
    Builder& memory_map() {
        Builder payload;
        payload.bytes_.clear();
        payload.word(24).word(0).quad(0x10'0000).quad(0x700'0000).word(1).word(0);
        payload.quad(0xF000'0000).quad(0x1000).word(2).word(0);
        return tag(6, payload.bytes_);
    }
    std::vector<std::uint8_t> finish() {
        word(0).word(8);
        return with_size();
    }
    std::vector<std::uint8_t> with_size() {
        const auto size = static_cast<std::uint32_t>(bytes_.size());
        for (unsigned i = 0; i < 4; ++i) bytes_[i] = static_cast<std::uint8_t>(size >> (8 * i));
        return bytes_;
    }

private:
    std::vector<std::uint8_t> bytes_ = std::vector<std::uint8_t>(8);
};

TEST(Multiboot2, EverythingThatItKnows) {
    const auto bytes = Builder()
                           .text(1, "guest=real")
                           .text(2, "GRUB 2.06")
                           .module(0x20'0000, 0x20'0200, "guest.bin x")
                           .module(0x20'0200, 0x20'0300, "other")
                           .memory_map()
                           .tag(14, {'o'})
                           .tag(15, {'n', 'e', 'w'})
                           .tag(12, {0, 0, 0, 0, 0, 0, 0, 0})
                           .tag(0x1234, {1, 2, 3})
                           .finish();
    const auto boot = parse_multiboot2(bytes);
    ASSERT_TRUE(boot) << boot.error().cause;
    EXPECT_EQ(boot->command_line, "guest=real");
    EXPECT_EQ(boot->loader_name, "GRUB 2.06");
    ASSERT_EQ(boot->modules().size(), 2U);
    EXPECT_EQ(boot->modules()[0].start, 0x20'0000U);
    EXPECT_EQ(boot->modules()[0].name, "guest.bin x");
    ASSERT_EQ(boot->memory_region_count(), 2U);
    EXPECT_EQ(boot->memory_region(0).length, 0x700'0000U);
    EXPECT_EQ(boot->memory_region(1).type, 2U);
    EXPECT_EQ(boot->rsdp.size(), 3U);
    EXPECT_TRUE(boot->efi);
}

void expect_error(const std::vector<std::uint8_t>& bytes, std::string_view cause, std::uint32_t tag) {
    const auto boot = parse_multiboot2(bytes);
    ASSERT_FALSE(boot);
    EXPECT_EQ(boot.error().cause, cause);
    EXPECT_EQ(boot.error().tag, tag);
}

TEST(Multiboot2, MalformedInformationIsNamed) {
    expect_error({}, "the information is shorter than its header", 0);
    expect_error({16, 0, 0, 0, 0, 0, 0, 0}, "the total size makes no sense", 0);
    expect_error({8, 0, 0, 0, 0, 0, 0, 0}, "the total size makes no sense", 0);
    expect_error(Builder().memory_map().with_size(), "there is no end tag", 6);
    expect_error(Builder().finish(), "there is no memory map", 0);
    expect_error(Builder().word(1).word(7).finish(), "a tag is shorter than its header", 1);
    expect_error(Builder().word(1).word(4096).finish(), "a tag reaches past the end", 1);
    expect_error(Builder().word(1).word(~0U).finish(), "a tag reaches past the end", 1);
    expect_error(Builder().tag(1, {'a', 'b'}).finish(), "a string has no end", 1);
    expect_error(Builder().tag(1, {}).finish(), "a string has no end", 1);
    expect_error(Builder().text(1, "a").text(1, "b").finish(), "a tag that may come once came twice", 1);
    expect_error(Builder().tag(3, {1, 2}).finish(), "a module's tag is too short", 3);
    expect_error(Builder().module(2, 1, "m").finish(), "a module ends before it starts", 3);
    expect_error(Builder().module(0, 8, "a").module(7, 9, "b").finish(), "two modules overlap", 3);
    expect_error(Builder().tag(6, {24, 0, 0, 0}).finish(), "the memory map is empty", 6);
    expect_error(Builder().memory_map().memory_map().finish(), "a tag that may come once came twice", 6);
    expect_error(Builder().tag(6, std::vector<std::uint8_t>(48)).finish(),
                 "a memory map entry's size makes no sense", 6);
    expect_error(Builder().tag(9, {1}).finish(), "the ELF sections' tag is too short", 9);
    expect_error(Builder().tag(9, {1, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0}).finish(),
                 "the ELF section headers are not of ELF64", 9);
    expect_error(Builder().tag(9, {1, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0}).finish(),
                 "the ELF sections' tag is too short", 9);
}

TEST(Multiboot2, ManyModules) {
    Builder builder;
    for (std::uint32_t i = 0; i <= BootInformation::most_modules; ++i) builder.module(i * 8, i * 8 + 8, "m");
    expect_error(builder.finish(), "there are too many modules", 3);
}

TEST(Multiboot2, EveryTruncationIsAnError) {
    const auto whole = Builder().text(1, "guest=real").module(1, 2, "m").memory_map().finish();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(parse_multiboot2(std::span(whole).first(size))) << size;
    }
}

}  // namespace
}  // namespace vitrine
