#include "boot/guest_choice.hpp"

#include <optional>

#include "boot/module_role.hpp"
#include "guest/cpu/action.hpp"
#include "guest/programs/programs.hpp"
#include "kernel/parse.hpp"

namespace vitrine {

namespace {

constexpr std::string_view default_guests = "real,protected";
constexpr std::string_view module_word = "module";

constexpr std::string_view disk_word = "disk";

std::span<std::uint8_t> bytes_of(const Module& module) {
    return {reinterpret_cast<std::uint8_t*>(std::uint64_t{module.start}), module.end - module.start};
}

/// Sorts the boot modules by their use; gives the first program among them.
Result<std::optional<Program>, ChoiceError> choose_modules(const Context& context, GuestChoices& choices) {
    std::optional<Program> found;
    for (const Module& module : context.boot.modules()) {
        const auto role = parse_module_role(module.name);
        if (!role) {
            return fail(choice_error(role.error().word, "a module's word means nothing",
                                     "role=program, disk, keys or runs; drive=auto, floppy or hard"));
        }
        switch (role->use) {
            case ModuleRole::Use::program:
                if (!found) found = Program{.name = role->name, .bytes = bytes_of(module)};
                break;
            case ModuleRole::Use::disk:
                if (!choices.add(DiskImage{role->name, bytes_of(module), role->drive}))
                    return fail(choice_error(role->name, "there are too many disks", "at most 4"));
                break;
            case ModuleRole::Use::keys:
                choices.keys = {reinterpret_cast<const char*>(bytes_of(module).data()),
                                bytes_of(module).size()};
                break;
            case ModuleRole::Use::runs:  // of the boot: no run has one
                break;
        }
    }
    return found;
}

bool gets_platform(PlatformChoice choice, bool from_disk) {
    return choice == PlatformChoice::pc || (choice == PlatformChoice::automatic && from_disk);
}

Result<void, ChoiceError> choose_programs(const Context& context, GuestChoices& choices) {
    const auto module = VITRINE_TRY(choose_modules(context, choices));
    const bool has_disk = !choices.disks().empty();
    std::string_view list = context.options.guests;
    if (list.empty()) list = module ? module_word : has_disk ? disk_word : default_guests;
    while (!list.empty()) {
        const std::string_view word = take_word(list, ',');
        Program program;
        if (word == module_word) {
            if (!module)
                return fail(choice_error(word, "there is no boot module to run", "module2 in GRUB's menu"));
            program = *module;
        } else if (word == disk_word) {
            if (!has_disk)
                return fail(choice_error(word, "there is no disk to boot from",
                                         "module2 with role=disk in GRUB's menu"));
            if (context.options.platform == PlatformChoice::bare)
                return fail(
                    choice_error("platform=bare", "a bare machine can't boot from a disk", "platform=pc"));
            program = {.name = choices.disks().front().name, .from_disk = true};
        } else if (const auto built_in = guest::find_built_in(word)) {
            program = {.name = built_in->name, .bytes = built_in->bytes};
        } else {
            return fail(choice_error(word, "there is no built-in guest of that name",
                                     "real, protected, long, module or disk"));
        }
        program.platform = gets_platform(context.options.platform, program.from_disk);
        if (!choices.add(program)) return fail(choice_error(word, "there are too many guests", "at most 8"));
    }
    return {};
}

Result<void, ChoiceError> choose_intercepts(std::string_view list, GuestChoices& choices) {
    while (!list.empty()) {
        const std::string_view word = take_word(list, ',');
        if (word == "rdtsc") {
            choices.intercept_rdtsc = true;
        } else if (word == "cr3") {
            choices.intercept_cr3 = true;
        } else {
            return fail(choice_error(word, "there is no such intercept", "rdtsc or cr3"));
        }
    }
    return {};
}

}  // namespace

bool GuestChoices::add(const Program& program) {
    if (program_count_ == most_programs) return false;
    programs_[program_count_++] = program;
    return true;
}

bool GuestChoices::add(const DiskImage& disk) {
    if (disk_count_ == disks_.size()) return false;
    disks_[disk_count_++] = disk;
    return true;
}

Result<GuestChoices, ChoiceError> choose_guests(const Context& context) {
    GuestChoices choices;
    VITRINE_TRY(choose_programs(context, choices));
    if (choices.programs().front().platform) choices.trace = guest::TraceFilter::for_platform();
    if (!context.options.trace.empty()) {
        const auto trace = guest::TraceFilter::parse(context.options.trace, choices.trace);
        if (!trace) {
            return fail(
                choice_error(trace.error().word, "there is no such word for trace=",
                             "a kind of exit (vmcall, io and so on), bios, irq, port:N-M, bios:N, console, "
                             "screen, summary, steps, repeats, all or none; at most 16 port ranges"));
        }
        choices.trace = *trace;
    }
    VITRINE_TRY(choose_intercepts(context.options.intercept, choices));
    VITRINE_TRY(choices.injections.add(context.options.inject));
    return choices;
}

}  // namespace vitrine
