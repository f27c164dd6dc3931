#include "boot/options.hpp"

#include <algorithm>
#include <optional>

#include "kernel/parse.hpp"

namespace vitrine {

namespace {

/// A value's reader: false when it can't be understood.
using Read = bool (*)(std::string_view value, Options& options);

struct Option {
    OptionHelp help;
    Read read;
};

/// A word of an option's value, and what it stands for.
template <class T>
struct Word {
    std::string_view name;
    T value;
};

constexpr std::array clocks{Word{"auto", guest::ClockChoice::automatic},
                            Word{"preemption", guest::ClockChoice::preemption},
                            Word{"apic", guest::ClockChoice::apic}};
constexpr std::array platforms{Word{"auto", PlatformChoice::automatic}, Word{"bare", PlatformChoice::bare},
                               Word{"pc", PlatformChoice::pc}};
constexpr std::array keeps_events{Word{"serial", false}, Word{"memory", true}};
constexpr std::array times{Word{"work", false}, Word{"real", true}};
constexpr std::array faults{Word{"page", Fault::page},
                            Word{"write-text", Fault::write_text},
                            Word{"execute-data", Fault::execute_data},
                            Word{"stack", Fault::stack},
                            Word{"divide", Fault::divide},
                            Word{"invalid-opcode", Fault::invalid_opcode},
                            Word{"assert", Fault::assertion}};

using Flag = bool& (*)(Options&);
constexpr std::array exports{Word<Flag>{"disk", [](Options& o) -> bool& { return o.export_disks; }},
                             Word<Flag>{"screen", [](Options& o) -> bool& { return o.export_screen; }}};
constexpr std::array checks{
    Word<Flag>{"paging", [](Options& o) -> bool& { return o.check_paging; }},
    Word<Flag>{"entry", [](Options& o) -> bool& { return o.machine.check_entry; }},
    Word<Flag>{"entries", [](Options& o) -> bool& { return o.machine.check_entries; }},
    Word<Flag>{"state", [](Options& o) -> bool& { return o.machine.check_state; }},
    Word<Flag>{"instructions", [](Options& o) -> bool& { return o.machine.check_instructions; }},
    Word<Flag>{"floor", [](Options& o) -> bool& { return o.check_floor; }}};
constexpr std::array dumps{Word{"entry", true}};
constexpr std::array keys{Word{"live", true}};
constexpr std::array experiments{Word{"module", true}};

/// One of the words, into a member of Options or of its MachineSpec.
template <const auto& words, auto member>
bool read_word(std::string_view value, Options& options) {
    const auto found = std::ranges::find(words, value, [](const auto& word) { return word.name; });
    if (found == words.end()) return false;
    if constexpr (requires { options.*member; }) {
        options.*member = found->value;
    } else {
        options.machine.*member = found->value;
    }
    return true;
}

/// Any of the words.
template <const auto& words>
bool read_flags(std::string_view value, Options& options) {
    while (!value.empty()) {
        const std::string_view word = take_word(value, ',');
        const auto found = std::ranges::find(words, word, &Word<Flag>::name);
        if (found == words.end()) return false;
        found->value(options) = true;
    }
    return true;
}

/// The option is a flag itself.
template <bool Options::* member>
bool read_flag(std::string_view /*value*/, Options& options) {
    return options.*member = true;
}

template <std::string_view Options::* member>
bool read_list(std::string_view value, Options& options) {
    options.*member = value;
    return true;
}

/// A number more than 0, or where the option may be off also `off` for 0.
template <std::uint64_t guest::MachineSpec::* member, const auto& parse, bool may_be_off>
bool read_number(std::string_view value, Options& options) {
    const bool off = may_be_off && value == "off";
    const auto number = off ? std::optional<std::uint64_t>(0) : parse(value);
    if (!number || (*number == 0 && !off)) return false;
    options.machine.*member = *number;
    return true;
}

bool read_memory(std::string_view value, Options& options) {
    constexpr std::uint64_t smallest = 64ULL << 10;
    constexpr std::uint64_t page = 4096;
    const auto size = parse_size(value);
    if (!size || *size < smallest || *size % page != 0) return false;
    options.machine.memory = *size;
    return true;
}

using guest::MachineSpec;
constexpr std::array all_options{
    Option{{"guest", "names of built-in guests or module, separated by commas"}, read_list<&Options::guests>},
    Option{{"memory", "a size of at least 64KiB, a multiple of 4KiB, as in 512K or 16MiB"}, read_memory},
    Option{{"budget", "TSC ticks, more than 0, as in 500K or 1G"},
           read_number<&MachineSpec::budget, parse_count, false>},
    Option{{"trace",
            "kinds of exit, port:N, bios:N, console, screen, summary, steps, repeats, all or none, separated "
            "by commas"},
           read_list<&Options::trace>},
    Option{{"intercept", "rdtsc or cr3, separated by commas"}, read_list<&Options::intercept>},
    Option{{"inject", "FIELD:VALUE pairs, separated by commas"}, read_list<&Options::inject>},
    Option{{"clock", "auto, preemption or apic"}, read_word<clocks, &MachineSpec::clock>},
    Option{{"events", "serial or memory"}, read_word<keeps_events, &MachineSpec::keep_events>},
    Option{{"lines", "a number of lines, more than 0, as in 500 or 50K; or off"},
           read_number<&MachineSpec::lines, parse_count, true>},
    Option{{"exits", "a number of exits, more than 0, as in 500 or 1M; or off"},
           read_number<&MachineSpec::exits, parse_count, true>},
    Option{{"platform", "auto, bare or pc"}, read_word<platforms, &Options::platform>},
    Option{{"time", "work or real"}, read_word<times, &MachineSpec::real_time>},
    Option{{"idle", "a time as in 500ms or 5s, or off"},
           read_number<&MachineSpec::idle, parse_milliseconds, true>},
    Option{{"keys", "live"}, read_word<keys, &MachineSpec::live_keys>},
    Option{{"export", "disk or screen, separated by commas"}, read_flags<exports>},
    Option{{"check", "paging, entry, entries, state, instructions or floor, separated by commas"},
           read_flags<checks>},
    Option{{"dump", "entry"}, read_word<dumps, &MachineSpec::dump_entry>},
    Option{{"experiments", "module"}, read_word<experiments, &Options::experiments>},
    Option{{"caps", ""}, read_flag<&Options::report_processor>},
    Option{{"cost", ""}, read_flag<&Options::cost>},
    Option{{"fault", "page, write-text, execute-data, stack, divide, invalid-opcode or assert"},
           read_word<faults, &Options::fault>},
};

/// Their names, separated by commas.
constexpr auto all_names = [] {
    constexpr std::size_t size = [] {
        std::size_t sum = 0;
        for (const Option& option : all_options) sum += option.help.name.size() + 2;
        return sum - 1;
    }();
    std::array<char, size> text{};
    auto at = text.begin();
    for (const Option& option : all_options) {
        if (at != text.begin()) at = std::ranges::copy(std::string_view(", "), at).out;
        at = std::ranges::copy(option.help.name, at).out;
    }
    return text;
}();

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

Result<Options> parse_options(std::string_view command_line) {
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
        if (found == all_options.end())
            return fail(Complaint::of_word(word, "there is no such option", all_names.data()));
        const bool is_flag = found->help.values.empty();
        if (equals == std::string_view::npos && !is_flag)
            return fail(Complaint::of_word(word, "the option needs a value", found->help.values));
        if (equals != std::string_view::npos && is_flag)
            return fail(Complaint::of_word(word, "the option takes no value", found->help.name.data()));

        const auto index = static_cast<std::size_t>(found - all_options.begin());
        if (seen[index])
            return fail(Complaint::of_word(word, "the option is given twice",
                                           is_flag ? Literal(found->help.name.data()) : found->help.values));
        seen[index] = true;

        if (is_flag) {
            found->read({}, options);
            continue;
        }

        std::string_view value = word.substr(equals + 1);
        if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
            value = value.substr(1, value.size() - 2);
        if (value.empty())
            return fail(Complaint::of_word(word, "the option needs a value", found->help.values));
        if (!found->read(value, options))
            return fail(Complaint::of_word(word, "the value makes no sense", found->help.values));
    }
    return options;
}

}  // namespace vitrine
