#include "tools/explain/msr_listing.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tools/explain/log_line.hpp"
#include "tools/explain/words.hpp"

namespace vitrine::tools {

namespace {

using Words = std::vector<std::string_view>;
constexpr int hex = 16;

/// The capability MSR with that index, written in hexadecimal as tools write it.
std::optional<vmx::CapabilityMsr> msr_of(std::string_view word) {
    const auto index = parse_in_base(word, hex);
    for (std::size_t i = 0; index && i < vmx::capability_msr_count; ++i) {
        const auto msr = static_cast<vmx::CapabilityMsr>(i);
        if (vmx::msr_index(msr) == *index) return msr;
    }
    return std::nullopt;
}

/// Bytes in memory order, in groups of one or two as hexdump and xxd print them; nothing unless there are
/// eight.
std::optional<std::uint64_t> value_of_bytes(const Words& words) {
    std::uint64_t value = 0;
    unsigned bytes = 0;
    for (std::size_t i = 1; i < words.size() && bytes < 8; ++i) {
        if (words[i].size() != 2 && words[i].size() != 4) return std::nullopt;
        for (std::size_t at = 0; at < words[i].size(); at += 2) {
            const auto byte = parse_in_base(words[i].substr(at, 2), hex);
            if (!byte) return std::nullopt;
            value |= *byte << (8 * bytes++);
        }
    }
    return bytes == 8 ? std::optional(value) : std::nullopt;
}

class Listing {
public:
    void take(std::string_view line);
    [[nodiscard]] std::optional<DumpedProcessor> finished() const {
        return any_ ? std::optional(processor_) : std::nullopt;
    }

private:
    void set(vmx::CapabilityMsr msr, std::uint64_t value) {
        if (!processor_.capabilities.find(msr)) processor_.capabilities.set(msr, value);
        any_ = true;
    }
    void widths(std::uint64_t physical, std::uint64_t linear) {
        constexpr std::uint64_t widest = 64;
        if (physical == 0 || physical > widest || linear == 0 || linear > widest) return;
        processor_.physical_bits = static_cast<unsigned>(physical);
        processor_.linear_bits = static_cast<unsigned>(linear);
        any_ = true;
    }

    DumpedProcessor processor_;
    bool any_ = false;
    std::optional<vmx::CapabilityMsr> asked_;  ///< by a command line just before
};

void Listing::take(std::string_view line) {
    const Words words = words_of(line);
    if (words.empty()) return;
    const auto before = asked_;
    asked_.reset();
    // CPUID 8000_0008H: EAX has both widths.
    if (const auto eax = std::ranges::find(words, "eax");
        words.front() == "0x80000008" && eax != words.end()) {
        const auto value = eax + 1 != words.end() ? parse_in_base(eax[1], hex) : std::nullopt;
        if (value) widths(*value & 0xFF, *value >> 8 & 0xFF);
        return;
    }
    // address sizes : 39 bits physical, 48 bits virtual
    constexpr std::size_t sizes_words = 8;
    if (words.size() == sizes_words && words[0] == "address" && words[1] == "sizes")
        return widths(parse_in_base(words[2], 10).value_or(0), parse_in_base(words[5], 10).value_or(0));
    if (std::ranges::find(words, "rdmsr") != words.end() &&
        std::ranges::find(words, "cannot") == words.end()) {
        asked_ = msr_of(words.back());
        if (asked_) return;
    }
    if (words.size() == 1 && before) {
        if (const auto value = parse_in_base(words[0], hex)) set(*before, *value);
        return;
    }
    if (const auto msr = msr_of(words.front()); msr && words.size() > 2)
        if (const auto value = value_of_bytes(words)) return set(*msr, *value);
    constexpr std::size_t most = 4;
    if (words.size() < 2 || words.size() > most) return;
    const auto msr = msr_of(words[words.size() - 2]);
    const auto value = parse_in_base(words.back(), hex);
    if (msr && value) set(*msr, *value);
}

}  // namespace

std::optional<DumpedProcessor> read_msr_listing(std::string_view text) {
    Listing listing;
    while (!text.empty()) listing.take(take_line(text));
    return listing.finished();
}

}  // namespace vitrine::tools
