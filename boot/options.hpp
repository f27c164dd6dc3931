#pragma once
// The kernel's command line: `key=value` words.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "kernel/result.hpp"

namespace vitrine {

/// A deliberate fault in Vitrine itself, to see what a panic looks like.
enum class Fault : std::uint8_t {
    none,
    page,
    write_text,
    execute_data,
    stack,
    divide,
    invalid_opcode,
    assertion
};

/// What keeps a guest's budget.
enum class Clock : std::uint8_t { automatic, preemption, apic };

/// Whether a guest gets a PC around it.
enum class PlatformChoice : std::uint8_t {
    automatic,  ///< one that boots from a disk does
    bare,
    pc
};

/// The command line, understood. Lists of words stay text: those who know the words read them.
struct Options {
    std::string_view guests;  ///< empty: the module when there is one, else the default guests
    std::uint64_t memory = 16ULL << 20;
    std::uint64_t budget = 1'000'000'000;
    std::string_view trace;      ///< empty: the default
    std::string_view intercept;  ///< empty: none
    std::string_view inject;     ///< empty: none
    bool experiments = false;    ///< the module is a list of them
    Clock clock = Clock::automatic;
    bool keep_events = false;         ///< in memory, and write them later
    std::uint64_t exits = 1'000'000;  ///< that a guest may have; 0: any number
    std::uint64_t lines = 50'000;     ///< of exits, that a guest may fill; 0: any number
    PlatformChoice platform = PlatformChoice::automatic;
    bool real_time = false;      ///< the guest's time is the host's, Vitrine's work in it
    std::uint64_t idle = 5000;   ///< milliseconds that a guest may only wait; 0: for ever
    bool live_keys = false;      ///< what comes on COM1 is typed on the guest's keyboard
    bool export_disks = false;   ///< changed sectors leave by COM2
    bool export_screen = false;  ///< the last screen does
    Fault fault = Fault::none;
    bool report_processor = false;  ///< instead of running a guest
    bool check_paging = false;
    bool check_entry = false;
    bool check_instructions = false;
    bool check_floor = false;
    bool dump_entry = false;
    bool cost = false;  ///< log what the run took
};

/// An option that can't be understood.
struct OptionError {
    std::string_view option;  ///< the word as it stands
    std::string_view cause;   ///< in words; a literal
    std::string_view valid;   ///< what would have been right; a literal
};

/// One option, for messages and documents.
struct OptionHelp {
    std::string_view name;
    std::string_view values;  ///< empty: the option is a word without a value
};

/// Every option that there is.
[[nodiscard]] std::span<const OptionHelp> option_help();

/// Reads the command line. Words are separated by spaces; a value may stand in double quotes. A first word
/// with a `/` and no `=` is the kernel's own path, which some loaders pass.
[[nodiscard]] Result<Options, OptionError> parse_options(std::string_view command_line);

}  // namespace vitrine
