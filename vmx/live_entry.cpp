#include "vmx/live_entry.hpp"

#include "arch/control_registers.hpp"
#include "arch/cpuid.hpp"
#include "arch/msr.hpp"
#include "kernel/long_mode_format.hpp"
#include "kernel/table_frames.hpp"
#include "vmx/capability_report.hpp"
#include "vmx/instructions.hpp"

namespace vitrine::vmx {

namespace {

/// RAM as Vitrine's own page tables map it: where it is. Nothing else is looked at, so that a wild address
/// in the VMCS doesn't fault.
class MappedMemory final : public PhysicalMemory {
public:
    [[nodiscard]] std::optional<std::uint64_t> read(std::uint64_t address) const override {
        constexpr std::uint64_t lower_half = 1ULL << 47;
        if (address >= lower_half - 8 || !is_ram(address) || !is_ram(address + 7)) return std::nullopt;
        std::uint64_t value = 0;
        __builtin_memcpy(&value, reinterpret_cast<const void*>(address), sizeof(value));
        return value;
    }

private:
    [[nodiscard]] static bool is_ram(std::uint64_t address) {
        TableFrames frames;
        const auto page = PageTables::existing(frames, long_mode_format, arch::read_cr3()).page_at(address);
        return page && page->access.cached && page->physical == page->address;
    }
};

/// What of this processor decides, besides its capability MSRs.
EntryProcessor this_processor(const Capabilities& capabilities, std::uint64_t region) {
    const arch::AddressWidths widths = arch::address_widths();
    EntryProcessor processor{.capabilities = capabilities,
                             .physical_bits = widths.physical,
                             .linear_bits = widths.linear,
                             .vmcs_address = region};
    if (arch::highest_leaf() >= 7) {
        const auto features = arch::cpuid(7);
        processor.sgx = (features.ebx >> 2 & 1) != 0;
        processor.rtm = (features.ebx >> 11 & 1) != 0;
        processor.bus_lock = (features.ecx >> 24 & 1) != 0;
    }
    if (arch::highest_leaf() >= 0xA) {
        // Programmable counters from bit 0, fixed ones from bit 32. Vol. 3B, 20.2.
        const auto counters = arch::cpuid(0xA);
        const std::uint64_t programmable = (1ULL << (counters.eax >> 8 & 0x1F)) - 1;
        const std::uint64_t fixed = (1ULL << (counters.edx & 0x1F)) - 1;
        processor.perf_global_ctrl = programmable | fixed << 32;
    }
    if (arch::has_apic()) {
        constexpr std::uint64_t x2apic = 1U << 10;
        processor.x2apic_mode = (arch::read_msr(arch::msr::apic_base) & x2apic) != 0;
    }
    return processor;
}

/// The entry of the list that the processor stopped at, in words of its own when no rule tells.
void log_unloadable(Sink& sink, const Snapshot& vmcs, std::uint64_t number) {
    constexpr std::uint64_t entry_size = 16;
    const std::uint64_t list = vmcs.find(field::entry_msr_load_address.encoding).value_or(0);
    const std::uint64_t entry = list + (number - 1) * entry_size;
    const MappedMemory memory;
    Line line(sink, event::error);
    line.text(key::field, field::entry_msr_load_address.name).number(key::entry, number);
    const auto index = memory.read(entry);
    const auto value = memory.read(entry + 8);
    if (index && value) {
        line.hex(key::index, *index & 0xFFFF'FFFF).hex(key::value, *value);
        line.text(key::cause, "the processor can't load this: WRMSR of the value would raise #GP(0)");
    } else {
        line.hex(key::address, entry).text(key::cause, "the list doesn't lie in RAM");
    }
    line.text(key::section, "27.4");
}

}  // namespace

Snapshot take_snapshot() {
    Snapshot snapshot;
    for (const NamedField field : named_fields()) {
        if (const auto value = vmread_encoding(field.encoding)) snapshot.set(field.encoding, *value);
    }
    return snapshot;
}

EntryVerdict check_entry(Sink& sink, const Capabilities& capabilities, std::uint64_t region) {
    const MappedMemory memory;
    const EntryVerdict verdict =
        explain_entry(take_snapshot(), this_processor(capabilities, region), &memory, sink);
    log_verdict(sink, verdict);
    return verdict;
}

EntryVerdict judge_current(const Capabilities& capabilities, std::uint64_t region) {
    const MappedMemory memory;
    return judge_entry(take_snapshot(), this_processor(capabilities, region), &memory);
}

void explain_refused_entry(Sink& sink, const Capabilities& capabilities, std::uint64_t region,
                           EntryError error, std::uint64_t number) {
    const MappedMemory memory;
    const Snapshot vmcs = take_snapshot();
    const EntryVerdict verdict = explain_entry(vmcs, this_processor(capabilities, region), &memory, sink);
    if (verdict.allows(error)) return;
    if (error == EntryError::msr_loading) {
        log_unloadable(sink, vmcs, number);
    } else {
        Line(sink, event::error)
            .text(key::cause, "no rule of the manual that Vitrine knows explains this refusal")
            .text(key::hint, "please report it with this log and with dump=entry");
    }
}

void dump_vmcs(Sink& sink) {
    const arch::AddressWidths widths = arch::address_widths();
    Line(sink, event::caps).number(key::physical, widths.physical).number(key::linear, widths.linear);
    log_capability_msrs(sink, read_capability_msrs());
    const Snapshot snapshot = take_snapshot();
    for (const NamedField field : named_fields()) {
        if (const auto value = snapshot.find(field.encoding))
            Line(sink, event::vmcs).text(key::field, field.name).hex(key::value, *value);
    }
}

}  // namespace vitrine::vmx
