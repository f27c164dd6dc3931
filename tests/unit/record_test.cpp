#include "kernel/log/record.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>

#include "fake_cpu.hpp"

namespace vitrine {
namespace {

std::span<const std::uint8_t> bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(Record, TheChecksumIsThatOfIeee8023) {
    EXPECT_EQ(crc32(0, bytes("123456789")), 0xCBF4'3926U);
    EXPECT_EQ(crc32(crc32(0, bytes("1234")), bytes("56789")), 0xCBF4'3926U);
    EXPECT_EQ(crc32(0, {}), 0U);
}

TEST(Record, HeadPayloadAndChecksum) {
    guest::StringSink sink;
    {
        Record record(sink, RecordType::screen, 5);
        record.add(bytes("ab"));
        record.add(bytes("cde"));
    }
    const std::string head("VREC\x02\0\0\0\x05\0\0\0", 12);
    ASSERT_EQ(sink.text.size(), head.size() + 5 + 4);
    EXPECT_EQ(sink.text.substr(0, 17), head + "abcde");
    const std::uint32_t crc = crc32(0, bytes(head + "abcde"));
    for (unsigned byte = 0; byte < 4; ++byte)
        EXPECT_EQ(static_cast<std::uint8_t>(sink.text[17 + byte]), crc >> 8 * byte & 0xFF);
}

}  // namespace
}  // namespace vitrine
