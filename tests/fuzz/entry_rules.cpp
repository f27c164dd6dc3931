// The rules of VM entry over any VMCS, any capabilities and any memory: no fault, no endless loop, and a
// verdict that adds up.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "input.hpp"
#include "vmx/explain.hpp"

namespace {

using namespace vitrine::vmx;

class Memory final : public PhysicalMemory {
public:
    explicit Memory(std::uint64_t seed) : seed_(seed) {}
    [[nodiscard]] std::optional<std::uint64_t> read(std::uint64_t address) const override {
        if ((address & seed_ & 0x1000) != 0) return std::nullopt;
        return (address ^ seed_) * 0x9E37'79B9'7F4A'7C15;
    }

private:
    std::uint64_t seed_;
};

class Discard final : public vitrine::Sink {
public:
    void write(std::string_view /*bytes*/) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    vitrine::Input input(data, size);
    CapabilityMsrs msrs;
    for (std::size_t msr = 0; msr < capability_msr_count; ++msr)
        msrs.set(static_cast<CapabilityMsr>(msr), input.take<std::uint64_t>());
    EntryProcessor processor{.physical_bits = static_cast<unsigned>(input.take<std::uint64_t>() % 53),
                             .linear_bits = 48 + 9 * static_cast<unsigned>(input.take<std::uint64_t>() % 2)};
    if (input.take<std::uint64_t>() % 2 != 0) processor.capabilities = parse_capabilities(msrs);
    const Memory memory(input.take<std::uint64_t>());
    Snapshot vmcs;
    while (!input.empty()) {
        const NamedField& field = named_fields()[input.take<std::uint64_t>() % field_count];
        vmcs.set(field.encoding, input.take<std::uint64_t>() & field.largest());
    }
    Discard sink;
    const EntryVerdict verdict = explain_entry(vmcs, processor, &memory, sink);
    if (verdict.broken + verdict.unknown > verdict.rules) std::abort();
    if (verdict.accepts() ==
        (verdict.controls || verdict.host_state || verdict.guest_state || verdict.msr_loading))
        std::abort();
    return 0;
}
