#include "tools/explain/log_dump.hpp"

#include <algorithm>
#include <set>

#include "kernel/close_match.hpp"
#include "kernel/log/log_names.hpp"
#include "kernel/parse.hpp"
#include "tools/explain/log_line.hpp"

namespace vitrine::tools {

namespace {

constexpr std::string_view caps_event = "caps";

DumpError unknown_name(std::string_view name, std::size_t line) {
    CloseMatches close(name);
    for (const vmx::NamedField field : vmx::named_fields()) close.consider(field.name);
    return {.cause = "there is no VMCS field of this name",
            .line = line,
            .field = std::string(name),
            .close = {close.names().begin(), close.names().end()},
            .hint = "a field is a name as in vmx/fields.hpp, or its encoding, as in field=0x681e"};
}

/// One number of a line: the value of a key that must be there.
Result<std::uint64_t, DumpError> number(const LogLine& line, Key key, std::size_t line_number,
                                        std::uint64_t largest, std::string_view field) {
    const auto text = line.value(key.name);
    const auto value = text ? parse_number(*text) : std::nullopt;
    if (value && *value <= largest) return *value;
    const std::string what = std::string(key.name) + "=" + std::string(text.value_or(""));
    return fail(DumpError{
        .cause = value ? what + " doesn't fit the field" : what + " is not a number, as in 12 or 0x7c00",
        .line = line_number,
        .field = std::string(field),
        .close = {},
        .hint = {}});
}

/// Collects fields until one comes again.
class LogDumps {
public:
    Result<void, DumpError> take(const LogLine& line, std::size_t line_number) {
        const std::string_view word = line.value(key::field.name).value_or("");
        const auto named = vmx::find_field(word);
        const auto encoding = named ? named->encoding : parse_number(word);
        if (!encoding) return fail(unknown_name(word, line_number));
        const bool high = (*encoding & 1) != 0;
        const auto index = *encoding <= 0xFFFF
                               ? vmx::field_index(static_cast<std::uint32_t>(*encoding & ~1ULL))
                               : std::nullopt;
        if (!index || (high && vmx::named_fields()[*index].width() != vmx::FieldWidth::bits64)) {
            ++unknown_encodings_;
            return {};
        }
        const vmx::NamedField& field = vmx::named_fields()[*index];
        const std::uint64_t value = VITRINE_TRY(
            number(line, key::value, line_number, high ? 0xFFFF'FFFF : field.largest(), field.name));
        if (seen_.contains(*encoding)) finish();
        seen_.insert(*encoding);
        // The upper half of a 64-bit field can also be read by itself (25.11.2).
        const std::uint64_t low = current_.find(field.encoding).value_or(0) & 0xFFFF'FFFF;
        current_.set(field.encoding, high ? value << 32 | low : value);
        return {};
    }

    std::optional<vmx::Snapshot> last_complete(std::vector<std::string>& notes) {
        finish();
        if (unknown_encodings_ != 0)
            notes.push_back(std::to_string(unknown_encodings_) +
                            " lines have encodings that no field has, and are left out");
        if (count_ == 0) return std::nullopt;
        if (count_ > 1)
            notes.push_back("there are " + std::to_string(count_) + " dumps; number " +
                            std::to_string(best_number_) + " is the last complete one");
        return best_;
    }

private:
    void finish() {
        if (seen_.empty()) return;
        ++count_;
        if (count_fields(current_) >= count_fields(best_)) {
            best_ = current_;
            best_number_ = count_;
        }
        current_ = {};
        seen_.clear();
    }

    vmx::Snapshot current_;
    std::set<std::uint64_t> seen_;  ///< the encodings of its lines
    vmx::Snapshot best_;
    std::size_t best_number_ = 0;
    std::size_t count_ = 0;
    std::size_t unknown_encodings_ = 0;
};

std::optional<vmx::CapabilityMsr> find_capability(std::uint64_t index) {
    for (std::size_t i = 0; i < vmx::capability_msr_count; ++i) {
        const auto msr = static_cast<vmx::CapabilityMsr>(i);
        if (vmx::msr_index(msr) == index) return msr;
    }
    return std::nullopt;
}

/// One line's part of what is known of the processor. A capability's single bits, with `bit` or `name`, only
/// repeat its value.
Result<bool, DumpError> take_caps(DumpedProcessor& processor, const LogLine& line, std::size_t line_number) {
    constexpr unsigned widest = 64;
    bool any = false;
    for (const auto& [key, bits] : {std::pair{key::physical, &processor.physical_bits},
                                    std::pair{key::linear, &processor.linear_bits}}) {
        if (!line.value(key.name)) continue;
        *bits = static_cast<unsigned>(VITRINE_TRY(number(line, key, line_number, widest, "")));
        any = true;
    }
    if (!line.has("msr") || line.has("bit") || line.has(key::name.name)) return any;
    const auto msr = find_capability(VITRINE_TRY(number(line, key::index, line_number, ~0U, "")));
    if (!msr) return any;
    processor.capabilities.set(*msr, VITRINE_TRY(number(line, key::value, line_number, ~0ULL, "")));
    return true;
}

}  // namespace

Result<std::optional<vmx::Snapshot>, DumpError> read_log_dump(std::string_view text,
                                                              std::vector<std::string>& notes) {
    LogDumps dumps;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto line = LogLine::find(take_line(text), event::vmcs.name);
        if (!line) continue;
        if (auto taken = dumps.take(*line, number); !taken) return fail(std::move(taken).error());
    }
    return dumps.last_complete(notes);
}

Result<std::optional<DumpedProcessor>, DumpError> read_caps(std::string_view text) {
    DumpedProcessor processor;
    bool any = false;
    for (std::size_t number = 1; !text.empty(); ++number) {
        if (const auto line = LogLine::find(take_line(text), caps_event))
            any |= VITRINE_TRY(take_caps(processor, *line, number));
    }
    return any ? std::optional(processor) : std::nullopt;
}

}  // namespace vitrine::tools
