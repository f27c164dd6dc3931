#include <algorithm>

#include "guest/loaders/loader.hpp"
#include "guest/machine/emulate/unclaimed.hpp"

namespace vitrine::guest {

namespace {

Result<CpuState> load_flat(const Loading& loading) {
    const auto program = loading.spec.program;
    Memory& memory = loading.memory;
    if (program.empty())
        return fail(Complaint::of("the guest's program is empty", "give a file with at least one byte"));
    if (program.size() > largest_program) {
        return fail(Complaint::of("the guest's program is larger than conventional memory above 0000:7c00",
                                  "at most 623616 bytes fit"));
    }
    const auto target = memory.at(boot_address, program.size());
    if (!target || boot_address + program.size() > unclaimed_stubs_base(memory.size()))
        return fail(Complaint::of("the guest's program doesn't fit its memory", "give it more by memory="));
    if (loading.bios == nullptr) install_unclaimed_vectors(memory);
    std::ranges::copy(program, target->begin());
    return real_mode_state();
}

}  // namespace

constexpr Loader flat_loader{
    .name = "flat",
    .takes = [](const MachineSpec&) { return true; },
    .load = load_flat,
};

}  // namespace vitrine::guest
