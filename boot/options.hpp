#pragma once
// The kernel's command line: `key=value` words.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "guest/machine/spec.hpp"
#include "kernel/complaint.hpp"

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

/// Whether a guest gets a PC around it.
enum class PlatformChoice : std::uint8_t {
    automatic,  ///< one that boots from a disk does
    bare,
    pc
};

/// The command line, understood. Lists of words stay text: those who know the words read them.
struct Options {
    guest::MachineSpec machine;  ///< of every guest; what differs from one to the next is chosen later
    PlatformChoice platform = PlatformChoice::automatic;
    std::string_view guests;        ///< empty: the module when there is one, else the default guests
    std::string_view trace;         ///< empty: the machine's default
    std::string_view intercept;     ///< empty: none
    std::string_view inject;        ///< empty: none
    bool export_disks = false;      ///< changed sectors leave by COM2
    bool export_screen = false;     ///< the last screen does
    bool experiments = false;       ///< the module is a list of them
    bool report_processor = false;  ///< instead of running a guest
    bool check_paging = false;
    bool check_floor = false;
    bool cost = false;  ///< log what the run took
    Fault fault = Fault::none;
};

/// One option, for messages and documents.
struct OptionHelp {
    std::string_view name;
    Literal values;  ///< empty: the option is a word without a value
};

/// Every option that there is.
[[nodiscard]] std::span<const OptionHelp> option_help();

/// Reads the command line. Words are separated by spaces; a value may stand in double quotes. A first word
/// with a `/` and no `=` is the kernel's own path, which some loaders pass.
[[nodiscard]] Result<Options> parse_options(std::string_view command_line);

}  // namespace vitrine
