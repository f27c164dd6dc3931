#include "guest/events/trace_filter.hpp"

#include <algorithm>
#include <span>

#include "kernel/parse.hpp"

namespace vitrine::guest {

namespace {

/// By bit behind those of kinds.
constexpr std::array<std::string_view, 5> other_names{"console", "steps", "screen", "summary", "repeats"};

/// Words that add to what is shown, rather than choose it.
bool only_adds(std::string_view name) {
    return name == "steps" || name == "summary" || name == "repeats" || name == "screen";
}

}  // namespace

TraceFilter TraceFilter::for_platform() {
    TraceFilter filter;
    filter.bits_ = (filter.bits_ | summary_bit) & ~repeats_bit;
    return filter;
}

std::string_view TraceFilter::word(unsigned index) {
    constexpr std::array<std::string_view, 2> last{"all", "none"};
    if (index < told_kinds) return kind_table[index].word;
    index -= told_kinds;
    if (index < other_names.size()) return other_names[index];
    index -= static_cast<unsigned>(other_names.size());
    return index < last.size() ? last[index] : std::string_view{};
}

bool TraceFilter::shows(const GuestEvent& event) const {
    if ((kinds_shown() >> event.kind & 1) == 0) return false;
    if (event.call != nullptr) return (vectors_[event.call->vector / 64] >> event.call->vector % 64 & 1) != 0;
    const auto* io = event.exit != nullptr ? std::get_if<exit::Io>(&event.exit->cause) : nullptr;
    if (io == nullptr || port_count_ == 0) return true;
    bool shown = other_ports_;
    for (const Ports& ports : std::span(ports_).first(port_count_)) {
        if (io->port >= ports.first && io->port <= ports.last) shown = ports.shown;
    }
    return shown;
}

void TraceFilter::apply_bits(std::uint32_t bits, bool show) {
    bits_ = show ? bits_ | bits : bits_ & ~bits;
    // A kind as a whole forgets what was said of its parts.
    if ((bits & 1U << kind_index<exit::Io>) != 0) {
        port_count_ = 0;
        other_ports_ = show;
    }
    if ((bits & 1U << event_kind::bios) != 0) vectors_.fill(show ? ~0ULL : 0);
}

bool TraceFilter::apply_ports(std::string_view range, bool show) {
    constexpr std::uint64_t last_port = 0xFFFF;
    const std::size_t dash = range.find('-');
    const auto first = parse_number(range.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_number(range.substr(dash + 1));
    if (!first || !last || *first > *last || *last > last_port || port_count_ == ports_.size()) return false;
    ports_[port_count_++] = {static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last), show};
    if (show) bits_ |= 1U << kind_index<exit::Io>;
    return true;
}

bool TraceFilter::apply_vector(std::string_view number, bool show) {
    constexpr std::uint64_t last_vector = 0xFF;
    const auto vector = parse_number(number);
    if (!vector || *vector > last_vector) return false;
    const std::uint64_t bit = 1ULL << *vector % 64;
    std::uint64_t& word = vectors_[*vector / 64];
    word = show ? word | bit : word & ~bit;
    if (show) bits_ |= 1U << event_kind::bios;
    return true;
}

bool TraceFilter::apply(std::string_view name, bool show) {
    constexpr std::string_view port_prefix = "port:", bios_prefix = "bios:";
    if (name.starts_with(port_prefix)) return apply_ports(name.substr(port_prefix.size()), show);
    if (name.starts_with(bios_prefix)) return apply_vector(name.substr(bios_prefix.size()), show);
    constexpr std::uint32_t shown = kind_bits | console_bit | steps_bit | screen_bit | summary_bit;
    if (name == "all" || name == "none") {
        const bool everything = show == (name == "all");
        apply_bits(everything ? shown | repeats_bit : shown, everything);
        return true;
    }
    unsigned index = 0;
    while (!word(index).empty() && word(index) != name) ++index;
    if (name.empty() || word(index).empty()) return false;
    apply_bits(1U << index, show);
    return true;
}

Result<TraceFilter, TraceFilter::BadWord> TraceFilter::parse(std::string_view list) {
    return parse(list, TraceFilter());
}

Result<TraceFilter, TraceFilter::BadWord> TraceFilter::parse(std::string_view list, const TraceFilter& base) {
    TraceFilter filter = base;
    for (bool first = true;; first = false) {
        const std::size_t comma = std::min(list.find(','), list.size());
        const std::string_view whole = list.substr(0, comma);
        const bool take_away = whole.starts_with('-');
        const std::string_view name = take_away ? whole.substr(1) : whole;
        if (first && !take_away && !only_adds(name)) {
            filter.apply_bits(kind_bits | console_bit | steps_bit | screen_bit | summary_bit, false);
        }
        if (!filter.apply(name, !take_away)) return fail(BadWord{whole});
        if (comma == list.size()) return filter;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace vitrine::guest
