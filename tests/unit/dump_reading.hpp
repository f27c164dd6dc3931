#pragma once
// Reading dumps in tests.

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "tools/explain/dump.hpp"

namespace vitrine::tools {

using Fields = std::vector<std::pair<std::string_view, std::uint64_t>>;

/// A file of tests/explain/.
inline std::string dump_file(const std::string& name) {
    std::ifstream stream(VITRINE_TESTS "/explain/" + name, std::ios::binary);
    EXPECT_TRUE(stream) << name;
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Every `from` as `to`.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

/// The dump; a failure of the test where it is refused.
inline Dump read(std::string_view text) {
    auto dump = read_dump(text);
    if (dump) return *std::move(dump);
    ADD_FAILURE() << dump.error().cause;
    return {};
}

/// Why it is refused; a failure of the test where it isn't.
inline DumpError refused(std::string_view text) {
    auto dump = read_dump(text);
    EXPECT_FALSE(dump);
    return dump ? DumpError{} : dump.error();
}

/// A field's value, by its name.
inline std::optional<std::uint64_t> value(const vmx::Snapshot& vmcs, std::string_view name) {
    const auto field = vmx::find_field(name);
    EXPECT_TRUE(field) << name;
    return field ? vmcs.find(field->encoding) : std::nullopt;
}

/// The snapshot has these fields and no others.
inline void expect_fields(const vmx::Snapshot& vmcs, const Fields& expected) {
    for (const auto& [name, expected_value] : expected)
        EXPECT_EQ(value(vmcs, name), std::optional(expected_value)) << name;
    EXPECT_EQ(count_fields(vmcs), expected.size());
}

}  // namespace vitrine::tools
