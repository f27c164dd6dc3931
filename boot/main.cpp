// The composition root: from the boot loader to the guests, and to the last line of the log.

#include <algorithm>
#include <cstdint>

#include "arch/fpu.hpp"
#include "arch/pic.hpp"
#include "arch/power.hpp"
#include "arch/segments.hpp"
#include "boot/acpi.hpp"
#include "boot/host.hpp"
#include "boot/processor_state.hpp"
#include "boot/runs.hpp"
#include "kernel/console.hpp"

namespace vitrine {

namespace {

void log_begin() {
    Line(console(), event::vitrine).text(key::version, VITRINE_VERSION).number(key::format, log_format);
}

/// The last line of a run. Gives its code.
std::uint32_t log_result(const Outcome& outcome) {
    Line line(console(), event::result);
    line.text(key::status, name(outcome.status))
        .number(key::code, outcome.code)
        .number(key::exits, outcome.exits);
    if (!outcome.cause.empty()) line.text(key::cause, outcome.cause);
    return outcome.code;
}

Outcome refuse_run(const BootInformation& boot, const Complaint& complaint) {
    log_boot(boot);
    return refuse(console(), complaint);
}

/// Every run of a list, each with a log of its own; the largest of their codes.
std::uint32_t run_list(Host& host, const BootInformation& boot, std::string_view list) {
    const ProcessorState fresh = ProcessorState::save();
    std::uint32_t worst = 0;
    bool first = true;
    while (const auto run = take_run(list)) {
        if (!first) log_begin();
        first = false;
        const auto own = boot_of_run(boot, *run);
        worst = std::max(worst, log_result(own ? host.run(*own, true) : refuse_run(boot, own.error())));
        fresh.restore();
    }
    return first ? log_result(refuse(console(), Complaint::of("the list of runs is empty"))) : worst;
}

/// From the loader to the last `result` line; gives the code that the machine ends with.
std::uint32_t start(std::uint32_t magic, std::uint32_t information_address) {
    log_begin();
    if (magic != multiboot2_magic) {
        Line(console(), event::error)
            .text(key::cause, "Vitrine was not started by a Multiboot2 loader")
            .hex(key::value, magic);
        return log_result(failure(Status::bad_input, "not started by a Multiboot2 loader"));
    }
    const auto* header = reinterpret_cast<const std::uint8_t*>(std::uint64_t{information_address});
    const std::uint32_t size = multiboot2_size(std::span<const std::uint8_t, 8>(header, 8));
    const std::span information(header, std::min<std::uint64_t>(size, early_mapped - information_address));
    const auto boot = parse_multiboot2(information);
    if (!boot) {
        Line(console(), event::error)
            .text(key::cause, boot.error().cause)
            .number(key::tag, boot.error().tag)
            .hex(key::offset, boot.error().offset);
        return log_result(failure(Status::bad_input, "the boot loader's information makes no sense"));
    }
    if (const auto s5 = find_s5(boot->rsdp, read_early)) {
        arch::set_acpi_power_off({s5->pm1a_control, s5->pm1b_control, s5->sleep_type_a, s5->sleep_type_b});
    }
    Host host(*boot, information);
    const auto list = find_list_of_runs(*boot);
    if (!list) return log_result(refuse_run(*boot, list.error()));
    if (*list == nullptr) return log_result(host.run(*boot, false));
    const Module& text = **list;
    return run_list(host, *boot,
                    {reinterpret_cast<const char*>(std::uint64_t{text.start}), text.end - text.start});
}

}  // namespace

extern "C" [[noreturn]] void kernel_main(std::uint32_t magic, std::uint32_t information) {
    arch::mask_pics();
    arch::load_descriptor_tables();
    arch::enable_extended_state();
    console().start();
    const std::uint32_t code = start(magic, information);
    console().drain();
    arch::power_off(code);
}

}  // namespace vitrine
