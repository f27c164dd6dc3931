#include "boot/host.hpp"

#include <algorithm>

#include "arch/cpuid.hpp"
#include "boot/address_space.hpp"
#include "boot/context.hpp"
#include "boot/faults.hpp"
#include "boot/image.hpp"
#include "boot/self_check.hpp"
#include "kernel/console.hpp"
#include "kernel/panic.hpp"
#include "lab/report.hpp"

namespace vitrine {

namespace {

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

/// Calls `visit` with the range of each of the kernel's sections that lies behind its image: its symbols.
template <class Visit>
Result<void, TooManyRanges> for_each_symbol_section(const BootInformation& boot, Visit visit) {
    constexpr std::size_t header_size = 64;
    if (!boot.elf_sections) return {};
    const auto headers = boot.elf_sections->headers;
    for (std::size_t offset = 0; offset + header_size <= headers.size(); offset += header_size) {
        const Range section = elf_section_range(headers.subspan(offset).first<header_size>());
        if (section.start >= image().end) VITRINE_TRY(visit(section));
    }
    return {};
}

/// Takes out of `frames` what the loader put into RAM: its information, modules, the kernel's symbols; and
/// the first MiB, which belongs to firmware and to processors that start in real mode.
Result<void, TooManyRanges> reserve_loaded(FrameAllocator& frames, const BootInformation& boot,
                                           std::span<const std::uint8_t> information) {
    constexpr std::uint64_t mebibyte = 1ULL << 20;
    const auto start = reinterpret_cast<std::uint64_t>(information.data());
    VITRINE_TRY(frames.reserve({0, mebibyte}));
    VITRINE_TRY(frames.reserve({start, start + information.size()}));
    for (const Module& module : boot.modules()) VITRINE_TRY(frames.reserve({module.start, module.end}));
    return for_each_symbol_section(boot, [&](Range section) { return frames.reserve(section); });
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

}  // namespace

std::span<const std::uint8_t> read_early(std::uint64_t address, std::uint64_t size) {
    if (address == 0 || address >= early_mapped || size > early_mapped - address) return {};
    return {reinterpret_cast<const std::uint8_t*>(address), size};
}

void log_boot(const BootInformation& boot) {
    Line(console(), event::boot)
        .text(key::loader, boot.loader_name)
        .text(key::firmware, boot.efi ? "uefi" : "bios")
        .text(key::command, boot.command_line);
}

/// Finds the RAM, what is free of it, and the kernel's symbols.
Result<void, Outcome> Host::find() {
    if (found_) return {};
    const auto memory = find_memory(boot_);
    if (memory) memory_ = frames_ = *memory;
    if (!memory || !reserve_loaded(frames_, boot_, information_))
        return fail(refuse(console(), Complaint::of("the memory map has too many pieces")));
    for (const Module& module : boot_.modules()) {
        if (module.start == module.end || lies_in(memory_, {module.start, module.end})) continue;
        constexpr std::string_view cause = "a module lies outside of RAM";
        Line(console(), event::error)
            .text(key::cause, cause)
            .text(key::name, module.name)
            .hex(key::address, module.start);
        return fail(failure(Status::bad_input, cause));
    }
    bool readable = boot_.elf_sections.has_value();
    (void)for_each_symbol_section(boot_, [&](Range section) -> Result<void, TooManyRanges> {
        readable = readable && lies_in(memory_, section);
        return {};
    });
    if (readable) set_panic_symbols(Symbols::from(boot_.elf_sections->headers, read_early));
    found_ = true;
    return {};
}

/// Switches to Vitrine's own address space.
Result<void, Outcome> Host::map() {
    if (mapped_) return {};
    cost_.begin(frames_);
    if (const auto built = build_address_space(frames_, memory_); !built)
        return fail(refuse(console(), built.error()));
    mapped_ = true;
    return {};
}

/// What is free is said as for this run alone: other runs' modules don't count.
void Host::log_memory(const BootInformation& boot) const {
    FrameAllocator free = memory_;
    if (!reserve_loaded(free, boot, information_)) panic("fewer modules make more pieces");
    Line(console(), event::memory).size(key::total, memory_.free()).size(key::free, free.free());
}

Outcome Host::run_in(const Options& options, const BootInformation& boot, bool keeps_disks) {
    commit_fault(options.fault);
    if (options.check_paging) log_paging_census();
    Cost cost = cost_;
    Context context{console(), options, boot, frames_, cost, keeps_disks};
    if (options.report_processor) return report_processor(context);
    const Outcome outcome = run_guests(context);
    if (options.cost) cost.log(console());
    return outcome;
}

Outcome Host::run(const BootInformation& boot, bool keeps_disks) {
    log_boot(boot);
    log_cpu();
    log_self_check(console(), arch::vitrine_signed_divide);
    if (!arch::has_vmx() && arch::has_svm() && arch::has_random_numbers()) log_unrepeatable(console());
    const auto options = parse_options(boot.command_line);
    if (!options) {
        complain(console(), options.error());
        return failure(Status::bad_input, "an option on the command line makes no sense");
    }
    if (const auto found = find(); !found) return found.error();
    log_memory(boot);
    if (const auto mapped = map(); !mapped) return mapped.error();

    const FrameAllocator::Mark mark = frames_.mark();
    const Outcome outcome = run_in(*options, boot, keeps_disks);
    frames_.release(mark);
    return outcome;
}

}  // namespace vitrine
