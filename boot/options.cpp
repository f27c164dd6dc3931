#include "boot/options.hpp"

#include <algorithm>

#include "kernel/parse.hpp"

namespace vitrine {

namespace {

/// A value's reader: false when it can't be understood.
using Read = bool (*)(std::string_view value, Options& options);

struct Option {
    OptionHelp help;
    Read read;
};

template <class T>
struct Word {
    std::string_view name;
    T value;
};

template <class T, std::size_t count>
bool choose(const std::array<Word<T>, count>& words, std::string_view value, T& out) {
    const auto found = std::ranges::find(words, value, &Word<T>::name);
    if (found == words.end()) return false;
    out = found->value;
    return true;
}

bool read_memory(std::string_view value, Options& options) {
    constexpr std::uint64_t smallest = 64ULL << 10;
    constexpr std::uint64_t page = 4096;
    const auto size = parse_size(value);
    if (!size || *size < smallest || *size % page != 0) return false;
    options.memory = *size;
    return true;
}

bool read_budget(std::string_view value, Options& options) {
    const auto ticks = parse_count(value);
    if (!ticks || *ticks == 0) return false;
    options.budget = *ticks;
    return true;
}

bool read_clock(std::string_view value, Options& options) {
    constexpr std::array words{Word{"auto", Clock::automatic}, Word{"preemption", Clock::preemption},
                               Word{"apic", Clock::apic}};
    return choose(words, value, options.clock);
}

bool read_events(std::string_view value, Options& options) {
    constexpr std::array words{Word{"serial", false}, Word{"memory", true}};
    return choose(words, value, options.keep_events);
}

/// A count, or `off` for 0.
template <std::uint64_t Options::* member>
bool read_limit(std::string_view value, Options& options) {
    options.*member = 0;
    if (value == "off") return true;
    const auto count = parse_count(value);
    if (!count || *count == 0) return false;
    options.*member = *count;
    return true;
}

bool read_platform(std::string_view value, Options& options) {
    constexpr std::array words{Word{"auto", PlatformChoice::automatic}, Word{"bare", PlatformChoice::bare},
                               Word{"pc", PlatformChoice::pc}};
    return choose(words, value, options.platform);
}

bool read_time(std::string_view value, Options& options) {
    constexpr std::array words{Word{"work", false}, Word{"real", true}};
    return choose(words, value, options.real_time);
}

bool read_idle(std::string_view value, Options& options) {
    options.idle = 0;
    if (value == "off") return true;
    const auto milliseconds = parse_milliseconds(value);
    if (!milliseconds || *milliseconds == 0) return false;
    options.idle = *milliseconds;
    return true;
}

bool read_keys(std::string_view value, Options& options) {
    options.live_keys = true;
    return value == "live";
}

bool read_export(std::string_view value, Options& options) {
    while (!value.empty()) {
        const std::string_view word = take_word(value, ',');
        if (word == "disk") {
            options.export_disks = true;
        } else if (word == "screen") {
            options.export_screen = true;
        } else {
            return false;
        }
    }
    return true;
}

bool read_fault(std::string_view value, Options& options) {
    constexpr std::array words{Word{"page", Fault::page},
                               Word{"write-text", Fault::write_text},
                               Word{"execute-data", Fault::execute_data},
                               Word{"stack", Fault::stack},
                               Word{"divide", Fault::divide},
                               Word{"invalid-opcode", Fault::invalid_opcode},
                               Word{"assert", Fault::assertion}};
    return choose(words, value, options.fault);
}

bool read_check(std::string_view value, Options& options) {
    while (!value.empty()) {
        const std::string_view word = take_word(value, ',');
        if (word == "paging") {
            options.check_paging = true;
        } else if (word == "entry") {
            options.check_entry = true;
        } else if (word == "instructions") {
            options.check_instructions = true;
        } else if (word == "floor") {
            options.check_floor = true;
        } else {
            return false;
        }
    }
    return true;
}

bool read_dump(std::string_view value, Options& options) {
    options.dump_entry = true;
    return value == "entry";
}

bool read_experiments(std::string_view value, Options& options) {
    options.experiments = true;
    return value == "module";
}

bool read_caps(std::string_view /*value*/, Options& options) {
    options.report_processor = true;
    return true;
}

bool read_cost(std::string_view /*value*/, Options& options) {
    options.cost = true;
    return true;
}

template <std::string_view Options::* member>
bool read_list(std::string_view value, Options& options) {
    options.*member = value;
    return true;
}

constexpr std::array all_options{
    Option{{"guest", "names of built-in guests or module, separated by commas"}, read_list<&Options::guests>},
    Option{{"memory", "a size of at least 64KiB, a multiple of 4KiB, as in 512K or 16MiB"}, read_memory},
    Option{{"budget", "TSC ticks, more than 0, as in 500K or 1G"}, read_budget},
    Option{{"trace",
            "kinds of exit, port:N, bios:N, console, screen, summary, steps, repeats, all or none, separated "
            "by commas"},
           read_list<&Options::trace>},
    Option{{"intercept", "rdtsc or cr3, separated by commas"}, read_list<&Options::intercept>},
    Option{{"inject", "FIELD:VALUE pairs, separated by commas"}, read_list<&Options::inject>},
    Option{{"clock", "auto, preemption or apic"}, read_clock},
    Option{{"events", "serial or memory"}, read_events},
    Option{{"lines", "a number of lines, more than 0, as in 500 or 50K; or off"},
           read_limit<&Options::lines>},
    Option{{"exits", "a number of exits, more than 0, as in 500 or 1M; or off"}, read_limit<&Options::exits>},
    Option{{"platform", "auto, bare or pc"}, read_platform},
    Option{{"time", "work or real"}, read_time},
    Option{{"idle", "a time as in 500ms or 5s, or off"}, read_idle},
    Option{{"keys", "live"}, read_keys},
    Option{{"export", "disk or screen, separated by commas"}, read_export},
    Option{{"check", "paging, entry, instructions or floor, separated by commas"}, read_check},
    Option{{"dump", "entry"}, read_dump},
    Option{{"experiments", "module"}, read_experiments},
    Option{{"caps", ""}, read_caps},
    Option{{"cost", ""}, read_cost},
    Option{{"fault", "page, write-text, execute-data, stack, divide, invalid-opcode or assert"}, read_fault},
};

constexpr std::string_view all_names =
    "guest, memory, budget, trace, intercept, inject, clock, events, lines, exits, platform, time, idle, "
    "keys, "
    "export, "
    "check, dump, experiments, caps, cost, fault";

constexpr auto help_of_all = [] {
    std::array<OptionHelp, all_options.size()> help{};
    std::ranges::transform(all_options, help.begin(), &Option::help);
    return help;
}();

/// The next word; a space inside double quotes doesn't end it.
std::string_view next_word(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    bool quoted = false;
    std::size_t end = 0;
    while (end < line.size() && (quoted || line[end] != ' ')) {
        if (line[end] == '"') quoted = !quoted;
        ++end;
    }
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

}  // namespace

std::span<const OptionHelp> option_help() {
    return help_of_all;
}

Result<Options, OptionError> parse_options(std::string_view command_line) {
    Options options;
    std::array<bool, all_options.size()> seen{};
    bool first = true;
    for (std::string_view word = next_word(command_line); !word.empty(); word = next_word(command_line)) {
        const bool is_path = first && word.contains('/') && !word.contains('=');
        first = false;
        if (is_path) continue;

        const std::size_t equals = word.find('=');
        const std::string_view name = word.substr(0, equals);
        const auto found =
            std::ranges::find(all_options, name, [](const Option& option) { return option.help.name; });
        if (found == all_options.end()) return fail(OptionError{word, "there is no such option", all_names});
        const bool is_flag = found->help.values.empty();
        if (equals == std::string_view::npos && !is_flag)
            return fail(OptionError{word, "the option needs a value", found->help.values});
        if (equals != std::string_view::npos && is_flag)
            return fail(OptionError{word, "the option takes no value", name});

        const auto index = static_cast<std::size_t>(found - all_options.begin());
        if (seen[index])
            return fail(OptionError{word, "the option is given twice", is_flag ? name : found->help.values});
        seen[index] = true;

        if (is_flag) {
            found->read({}, options);
            continue;
        }

        std::string_view value = word.substr(equals + 1);
        if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
            value = value.substr(1, value.size() - 2);
        if (value.empty()) return fail(OptionError{word, "the option needs a value", found->help.values});
        if (!found->read(value, options))
            return fail(OptionError{word, "the value makes no sense", found->help.values});
    }
    return options;
}

}  // namespace vitrine
