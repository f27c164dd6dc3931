#include "boot/guest_choice.hpp"

#include <algorithm>
#include <array>
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
Result<std::optional<guest::BuiltIn>> choose_modules(const Context& context, GuestChoices& choices) {
    std::optional<guest::BuiltIn> found;
    for (const Module& module : context.boot.modules()) {
        const ModuleRole role = VITRINE_TRY(parse_module_role(module.name));
        switch (role.use) {
            case ModuleRole::Use::program:
                if (!found) found = guest::BuiltIn{.name = role.name, .bytes = bytes_of(module)};
                break;
            case ModuleRole::Use::disk:
                if (!choices.add(DiskImage{role.name, bytes_of(module), role.drive}))
                    return fail(Complaint::of_word(role.name, "there are too many disks", "at most 4"));
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

bool gets_pc(PlatformChoice choice, bool from_disk) {
    return choice == PlatformChoice::pc || (choice == PlatformChoice::automatic && from_disk);
}

/// What `trace=` makes of that which is told of such a machine by default.
Result<guest::TraceFilter> trace_of(bool pc, std::string_view list) {
    const auto own = pc ? guest::TraceFilter::for_platform() : guest::TraceFilter();
    if (list.empty()) return own;
    const auto trace = guest::TraceFilter::parse(list, own);
    if (!trace) {
        return fail(
            Complaint::of_word(trace.error().word, "there is no such word for trace=",
                               "a kind of exit (vmcall, io and so on), bios, irq, port:N-M, bios:N, console, "
                               "screen, summary, steps, repeats, all or none; at most 16 port ranges"));
    }
    return *trace;
}

Result<void> choose_machines(const Context& context, GuestChoices& choices) {
    const auto module = VITRINE_TRY(choose_modules(context, choices));
    const bool has_disk = !choices.disks().empty();
    std::string_view list = context.options.guests;
    if (list.empty()) list = module ? module_word : has_disk ? disk_word : default_guests;
    while (!list.empty()) {
        const std::string_view word = take_word(list, ',');
        guest::MachineSpec machine = context.options.machine;
        if (word == module_word) {
            if (!module)
                return fail(
                    Complaint::of_word(word, "there is no boot module to run", "module2 in GRUB's menu"));
            machine.name = module->name;
            machine.program = module->bytes;
        } else if (word == disk_word) {
            if (!has_disk)
                return fail(Complaint::of_word(word, "there is no disk to boot from",
                                               "module2 with role=disk in GRUB's menu"));
            if (context.options.platform == PlatformChoice::bare)
                return fail(Complaint::of_word("platform=bare", "a bare machine can't boot from a disk",
                                               "platform=pc"));
            machine.name = choices.disks().front().name;
            machine.from_disk = true;
        } else if (const auto built_in = guest::find_built_in(word)) {
            machine.name = built_in->name;
            machine.program = built_in->bytes;
        } else {
            return fail(Complaint::of_word(word, "there is no built-in guest of that name",
                                           "real, protected, long, module or disk"));
        }
        machine.pc = gets_pc(context.options.platform, machine.from_disk);
        if (!choices.add(machine))
            return fail(Complaint::of_word(word, "there are too many guests", "at most 8"));
    }
    return {};
}

/// By the words of intercept=.
struct Intercept {
    std::string_view word;
    bool guest::Intercepts::* member;
};
constexpr std::array intercepts{Intercept{"rdtsc", &guest::Intercepts::rdtsc},
                                Intercept{"cr3", &guest::Intercepts::cr3}};

Result<guest::Intercepts> choose_intercepts(std::string_view list) {
    guest::Intercepts chosen;
    while (!list.empty()) {
        const std::string_view word = take_word(list, ',');
        const auto found = std::ranges::find(intercepts, word, &Intercept::word);
        if (found == intercepts.end())
            return fail(Complaint::of_word(word, "there is no such intercept", "rdtsc or cr3"));
        chosen.*found->member = true;
    }
    return chosen;
}

}  // namespace

bool GuestChoices::add(const guest::MachineSpec& machine) {
    if (machine_count_ == machines_.size()) return false;
    machines_[machine_count_++] = {machine, {}};
    return true;
}

bool GuestChoices::add(const DiskImage& disk) {
    if (disk_count_ == disks_.size()) return false;
    disks_[disk_count_++] = disk;
    return true;
}

Result<void> choose_guests(const Context& context, GuestChoices& choices) {
    VITRINE_TRY(choose_machines(context, choices));
    for (ChosenMachine& machine : choices.machines())
        machine.trace = VITRINE_TRY(trace_of(machine.pc, context.options.trace));
    const auto chosen = VITRINE_TRY(choose_intercepts(context.options.intercept));
    VITRINE_TRY(choices.injections.add(context.options.inject));
    for (ChosenMachine& machine : choices.machines()) {
        machine.intercepts = chosen;
        machine.injections = choices.injections.list();
    }
    return {};
}

}  // namespace vitrine
