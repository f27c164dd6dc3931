// A processor's capabilities as Linux's tools print them.

#include "dump_reading.hpp"

namespace vitrine::tools {
namespace {

using enum vmx::CapabilityMsr;

std::optional<std::uint64_t> basic_of(std::string_view text) {
    const auto processor = read_processor(text);
    return processor ? processor->capabilities.find(basic) : std::nullopt;
}

TEST(MsrListing, ReadsWhatRdmsrWrites) {
    for (const char* text :
         {"0x480 da040000000004\n", "0x480: 0xda040000000004\n", "480 da040000000004\n",
          "MSR 0x480 = da040000000004\n", "# rdmsr 0x480\nda040000000004\n",
          "$ sudo rdmsr -a 0x480\nda040000000004\n1\n", "+ rdmsr -p 0 0x480\nda040000000004\n"})
        EXPECT_EQ(basic_of(text), 0xda040000000004) << text;
}

TEST(MsrListing, ReadsBytesInMemoryOrder) {
    EXPECT_EQ(basic_of("00000480: 0400 0000 0004 da00  ........\n"), 0xda040000000004);
    EXPECT_EQ(basic_of("00000480  04 00 00 00 00 04 da 00  |........|\n"), 0xda040000000004);
    EXPECT_EQ(basic_of("00000480  04 00 00 00 00 04\n"), std::nullopt);
}

TEST(MsrListing, ReadsWidths) {
    for (const char* text : {"   0x80000008 0x00: eax=0x00003927 ebx=0x00000000 ecx=0x0 edx=0x0\n",
                             "address sizes\t: 39 bits physical, 57 bits virtual\n"}) {
        const auto processor = read_processor(text);
        ASSERT_TRUE(processor) << text;
        EXPECT_EQ(processor->physical_bits, 39);
        EXPECT_EQ(processor->linear_bits, 57);
    }
}

TEST(MsrListing, TakesNothingElse) {
    EXPECT_FALSE(read_processor("0x10 1\nhello 480 words and more than that 12\n"));
    EXPECT_FALSE(read_processor("rdmsr: CPU 0 cannot read MSR 0x00000492\n"));
}

}  // namespace
}  // namespace vitrine::tools
