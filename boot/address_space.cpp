#include "boot/address_space.hpp"

#include "arch/control_registers.hpp"
#include "arch/cpuid.hpp"
#include "arch/local_apic.hpp"
#include "arch/stacks.hpp"
#include "boot/image.hpp"
#include "kernel/long_mode_format.hpp"
#include "kernel/table_frames.hpp"

namespace vitrine {

namespace {

bool map(PageTables& tables, Range range, PageAccess access) {
    return tables.map(range.start, range.start, range.size(), access).has_value();
}

bool map_everything(PageTables& tables, const FrameAllocator& memory) {
    bool ok = map(tables, image_text(), page_code) && map(tables, image_rodata(), page_read_only) &&
              map(tables, image_data(), page_data);
    for (std::size_t i = 0; i < arch::stack_count; ++i) {
        const auto name = static_cast<arch::StackName>(i);
        ok = ok && map(tables, {arch::stack_bottom(name), arch::stack_top(name)}, page_data);
    }
    for (const Range& range : memory.ranges()) ok = ok && map(tables, range, page_data);
    const Range apic{arch::local_apic_base, arch::local_apic_base + arch::page_size};
    return ok && map(tables, apic, page_device);
}

}  // namespace

Result<void> build_address_space(FrameAllocator& frames, const FrameAllocator& memory) {
    TableFrames source(&frames);
    auto tables = PageTables::create(source, long_mode_format,
                                     arch::has_1g_pages() ? PageSize::gib_1 : PageSize::mib_2);
    if (!tables || !map_everything(*tables, memory)) {
        return fail(Complaint::of("the kernel's page tables can't be built from this memory map"));
    }
    arch::write_cr0(arch::read_cr0() | arch::cr0::wp);
    arch::write_cr3(tables->root());
    return {};
}

PagingCensus take_paging_census() {
    TableFrames source;
    const PageTables tables = PageTables::existing(source, long_mode_format, arch::read_cr3());
    PagingCensus census;
    tables.visit([&](const MappedPage& page) {
        ++census.pages;
        if (page.access.writable) ++census.writable;
        if (page.access.executable) ++census.executable;
        if (page.access.writable && page.access.executable) ++census.writable_executable;
    });
    census.null_mapped = tables.lookup(0).has_value();
    for (std::size_t i = 0; i < arch::stack_count; ++i) {
        const std::uint64_t guard = arch::stack_bottom(static_cast<arch::StackName>(i)) - 1;
        census.guards_mapped = census.guards_mapped || tables.lookup(guard).has_value();
    }
    return census;
}

}  // namespace vitrine
