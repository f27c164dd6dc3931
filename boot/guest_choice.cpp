#include "boot/guest_choice.hpp"

#include "guest/action.hpp"
#include "guest/programs.hpp"
#include "kernel/parse.hpp"

namespace vitrine {

namespace {

constexpr std::string_view default_guests = "real,protected";
constexpr std::string_view module_word = "module";

/// The module's own name, without folders and ending: `hello` for `/boot/hello.bin`.
std::string_view module_name(std::string_view text) {
    text = text.substr(0, text.find(' '));
    if (const std::size_t slash = text.rfind('/'); slash != std::string_view::npos)
        text.remove_prefix(slash + 1);
    text = text.substr(0, text.rfind('.'));
    return text.empty() ? module_word : text;
}

Result<void, ChoiceError> choose_programs(const Context& context, GuestChoices& choices) {
    const auto modules = context.boot.modules();
    std::string_view list = context.options.guests;
    if (list.empty()) list = modules.empty() ? default_guests : module_word;
    while (!list.empty()) {
        const std::string_view word = take_word(list, ',');
        Program program;
        if (word == module_word) {
            if (modules.empty())
                return fail(choice_error(word, "there is no boot module to run", "module2 in GRUB's menu"));
            const Module& module = modules.front();
            program = {module_name(module.name),
                       {reinterpret_cast<const std::uint8_t*>(std::uint64_t{module.start}),
                        module.end - module.start}};
        } else if (const auto built_in = guest::find_built_in(word)) {
            program = {built_in->name, built_in->bytes};
        } else {
            return fail(choice_error(word, "there is no built-in guest of that name",
                                     "real, protected, long or module"));
        }
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

/// Exceptions exit when the log shows them. #DB and #AC always do: one that recurs in its own delivery would
/// never end.
std::uint32_t exceptions_to_exit(const guest::TraceFilter& trace) {
    constexpr std::uint32_t always =
        1U << guest::vector::db | 1U << guest::vector::ac | 1U << guest::vector::ud;
    return trace.shows(guest::exit::Exception{}) ? ~0U : always;
}

}  // namespace

bool GuestChoices::add(const Program& program) {
    if (program_count_ == most_programs) return false;
    programs_[program_count_++] = program;
    return true;
}

Result<GuestChoices, ChoiceError> choose_guests(const Context& context) {
    GuestChoices choices;
    if (!context.options.trace.empty()) {
        const auto trace = guest::TraceFilter::parse(context.options.trace);
        if (!trace) {
            return fail(choice_error(trace.error().word, "there is no such word for trace=",
                                     "a kind of exit (vmcall, io and so on), console, steps, all or none"));
        }
        choices.trace = *trace;
    }
    choices.exception_bitmap = exceptions_to_exit(choices.trace);
    VITRINE_TRY(choose_programs(context, choices));
    VITRINE_TRY(choose_intercepts(context.options.intercept, choices));
    VITRINE_TRY(choices.injections.add(context.options.inject));
    return choices;
}

}  // namespace vitrine
