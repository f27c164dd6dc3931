// The composition root: from the boot loader to the guests, and to the last line of the log.

#include <algorithm>
#include <cstdint>

#include "arch/control_registers.hpp"
#include "arch/cpuid.hpp"
#include "arch/fpu.hpp"
#include "arch/pic.hpp"
#include "arch/power.hpp"
#include "arch/segments.hpp"
#include "boot/acpi.hpp"
#include "boot/address_space.hpp"
#include "boot/context.hpp"
#include "boot/faults.hpp"
#include "boot/image.hpp"
#include "boot/run_guests.hpp"
#include "kernel/console.hpp"
#include "kernel/panic.hpp"
#include "lab/report.hpp"

namespace vitrine {

namespace {

/// The boot stub's page tables, in force until build_address_space, map this much.
constexpr std::uint64_t early_mapped = 1ULL << 32;

std::span<const std::uint8_t> read_early(std::uint64_t address, std::uint64_t size) {
    if (address == 0 || address >= early_mapped || size > early_mapped - address) return {};
    return {reinterpret_cast<const std::uint8_t*>(address), size};
}

Outcome bad_input(std::string_view cause) {
    return {.status = Status::bad_input,
            .code = static_cast<std::uint32_t>(Status::bad_input),
            .exits = 0,
            .cause = cause};
}

void log_boot(const BootInformation& boot) {
    Line(console(), event::boot)
        .text(key::loader, boot.loader_name)
        .text(key::firmware, boot.efi ? "uefi" : "bios")
        .text(key::command, boot.command_line);
}

void log_cpu() {
    const arch::Identity identity = arch::identify();
    Line line(console(), event::cpu);
    line.text(key::vendor, identity.vendor()).hex(key::family, identity.family);
    line.hex(key::model, identity.model).hex(key::stepping, identity.stepping);
    if (!identity.brand().empty()) line.text(key::brand, identity.brand());
}

/// All RAM outside of the kernel's image, page 0 aside.
Result<FrameAllocator, TooManyRanges> find_memory(const BootInformation& boot) {
    FrameAllocator memory;
    for (std::size_t i = 0; i < boot.memory_region_count(); ++i) {
        const MemoryRegion region = boot.memory_region(i);
        if (region.type != MemoryRegion::available || region.start > ~std::uint64_t{0} - region.length)
            continue;
        VITRINE_TRY(memory.add({region.start, region.start + region.length}));
    }
    VITRINE_TRY(memory.reserve({0, FrameAllocator::page}));
    VITRINE_TRY(memory.reserve(image()));
    return memory;
}

bool lies_in(const FrameAllocator& memory, Range range) {
    return std::ranges::any_of(memory.ranges(), [&](const Range& free) {
        return range.size() != 0 && range.start >= free.start && range.end <= free.end;
    });
}

/// Takes out of `frames` what the loader put into RAM: its information, modules, the kernel's symbols; and
/// the first MiB, which belongs to firmware and to processors that start in real mode. Gives the symbols to
/// the panic handler.
Result<void, TooManyRanges> reserve_loaded(FrameAllocator& frames, const FrameAllocator& memory,
                                           const BootInformation& boot,
                                           std::span<const std::uint8_t> information) {
    constexpr std::uint64_t mebibyte = 1ULL << 20;
    constexpr std::size_t header_size = 64;
    const auto start = reinterpret_cast<std::uint64_t>(information.data());
    VITRINE_TRY(frames.reserve({0, mebibyte}));
    VITRINE_TRY(frames.reserve({start, start + information.size()}));
    for (const Module& module : boot.modules()) VITRINE_TRY(frames.reserve({module.start, module.end}));
    if (!boot.elf_sections) return {};

    bool readable = true;
    const auto headers = boot.elf_sections->headers;
    for (std::size_t offset = 0; offset + header_size <= headers.size(); offset += header_size) {
        const Range section = elf_section_range(headers.subspan(offset).first<header_size>());
        if (section.start < image().end) continue;
        readable = readable && lies_in(memory, section);
        VITRINE_TRY(frames.reserve(section));
    }
    if (readable) set_panic_symbols(Symbols::from(headers, read_early));
    return {};
}

void log_paging_census() {
    const PagingCensus census = take_paging_census();
    Line(console(), event::check)
        .text(key::name, "paging")
        .number(key::pages, census.pages)
        .number(key::writable, census.writable)
        .number(key::executable, census.executable)
        .number(key::writable_executable, census.writable_executable)
        .number(key::null_mapped, census.null_mapped ? 1 : 0)
        .number(key::guards_mapped, census.guards_mapped ? 1 : 0)
        .text(key::status, census.sound() ? "ok" : "failed");
    if (!census.sound()) panic("the page tables allow what they must not");
}

Outcome start(std::uint32_t magic, std::uint32_t information_address) {
    if (magic != multiboot2_magic) {
        Line(console(), event::error)
            .text(key::cause, "Vitrine was not started by a Multiboot2 loader")
            .hex(key::value, magic);
        return bad_input("not started by a Multiboot2 loader");
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
        return bad_input("the boot loader's information makes no sense");
    }
    log_boot(*boot);
    log_cpu();

    const auto options = parse_options(boot->command_line);
    if (!options) {
        Line(console(), event::error)
            .text(key::option, options.error().option)
            .text(key::cause, options.error().cause)
            .text(key::valid, options.error().valid);
        return bad_input("an option on the command line makes no sense");
    }
    if (const auto s5 = find_s5(boot->rsdp, read_early)) {
        arch::set_acpi_power_off({s5->pm1a_control, s5->pm1b_control, s5->sleep_type_a, s5->sleep_type_b});
    }

    const auto memory = find_memory(*boot);
    FrameAllocator frames = memory ? *memory : FrameAllocator{};
    if (!memory || !reserve_loaded(frames, *memory, *boot, information)) {
        Line(console(), event::error).text(key::cause, "the memory map has too many pieces");
        return bad_input("the memory map has too many pieces");
    }
    for (const Module& module : boot->modules()) {
        if (module.start == module.end || lies_in(*memory, {module.start, module.end})) continue;
        Line(console(), event::error)
            .text(key::cause, "a module lies outside of RAM")
            .text(key::name, module.name)
            .hex(key::address, module.start);
        return bad_input("a module lies outside of RAM");
    }
    Line(console(), event::memory).size(key::total, memory->free()).size(key::free, frames.free());
    Cost cost;
    cost.begin(frames);
    if (const auto built = build_address_space(frames, *memory); !built) {
        Line(console(), event::error).text(key::cause, built.error().cause);
        return bad_input(built.error().cause);
    }

    commit_fault(options->fault);
    if (options->check_paging) log_paging_census();
    Context context{console(), *options, *boot, frames, cost};
    if (options->report_processor) return report_processor(context);
    const Outcome outcome = run_guests(context);
    if (options->cost) cost.log(console());
    return outcome;
}

}  // namespace

extern "C" [[noreturn]] void kernel_main(std::uint32_t magic, std::uint32_t information) {
    arch::mask_pics();
    arch::load_descriptor_tables();
    arch::enable_extended_state();
    console().start();
    Line(console(), event::vitrine).text(key::version, VITRINE_VERSION).number(key::format, log_format);

    const Outcome outcome = start(magic, information);
    {
        Line line(console(), event::result);
        line.text(key::status, name(outcome.status))
            .number(key::code, outcome.code)
            .number(key::exits, outcome.exits);
        if (!outcome.cause.empty()) line.text(key::cause, outcome.cause);
    }
    console().drain();
    arch::power_off(outcome.code);
}

}  // namespace vitrine
