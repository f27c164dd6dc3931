#include "boot/runs.hpp"

#include <algorithm>

#include "boot/module_role.hpp"
#include "kernel/parse.hpp"

namespace vitrine {

namespace {

constexpr std::string_view no_modules = "-";
constexpr Literal valid_list = "numbers of modules from 1, separated by commas, or - for none";

bool is_list(const Module& module) {
    const auto role = parse_module_role(module.name);
    return role && role->use == ModuleRole::Use::runs;
}

/// The module of that number; null when there is none.
const Module* module_of(const BootInformation& boot, std::uint64_t number) {
    for (const Module& module : boot.modules()) {
        if (is_list(module)) continue;
        if (--number == 0) return &module;
    }
    return nullptr;
}

std::string_view without_spaces(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text.substr(0, text.find_last_not_of(" \r") + 1);
}

}  // namespace

std::optional<Run> take_run(std::string_view& list) {
    while (!list.empty()) {
        std::string_view line = without_spaces(take_word(list, '\n'));
        if (line.empty() || line.starts_with('#')) continue;
        const std::string_view modules = take_word(line, ' ');
        return Run{.modules = modules, .command_line = without_spaces(line)};
    }
    return std::nullopt;
}

Result<BootInformation> boot_of_run(const BootInformation& boot, const Run& run) {
    BootInformation own = boot;
    own.command_line = run.command_line;
    own.clear_modules();
    std::string_view list = run.modules == no_modules ? std::string_view{} : run.modules;
    while (!list.empty()) {
        const std::string_view word = take_word(list, ',');
        const auto number = parse_number(word);
        if (!number || *number == 0)
            return fail(Complaint::of_word(word, "a run's modules are no list of numbers", valid_list));
        const Module* module = module_of(boot, *number);
        if (module == nullptr)
            return fail(Complaint::of_word(word, "a run's module is not there", valid_list));
        if (!own.add_module(*module))
            return fail(Complaint::of_word(word, "a run has too many modules", valid_list));
    }
    return own;
}

Result<const Module*> find_list_of_runs(const BootInformation& boot) {
    const Module* found = nullptr;
    for (const Module& module : boot.modules()) {
        if (!is_list(module)) continue;
        if (found != nullptr)
            return fail(
                Complaint::of_word(module.name, "there are two lists of runs", "one module with role=runs"));
        found = &module;
    }
    if (found == nullptr) return found;
    // Some loaders pass the kernel's own path.
    std::string_view words = without_spaces(boot.command_line);
    std::string_view rest = words;
    const std::string_view first = take_word(rest, ' ');
    if (first.contains('/') && !first.contains('=')) words = without_spaces(rest);
    if (!words.empty())
        return fail(Complaint::of_word(words, "options stand on the command line beside a list of runs",
                                       "each run's options on its line of the list"));
    return found;
}

}  // namespace vitrine
