#include "guest/loaders/loader.hpp"

#include <algorithm>

#include "guest/cpu/initial_state.hpp"
#include "guest/machine/emulate/unclaimed.hpp"

namespace vitrine::guest {

Result<void, LoadError> load_flat(Memory& memory, std::span<const std::uint8_t> program, bool sets_vectors) {
    if (program.empty())
        return fail(LoadError{"the guest's program is empty", "give a file with at least one byte"});
    if (program.size() > largest_program) {
        return fail(LoadError{"the guest's program is larger than conventional memory above 0000:7c00",
                              "at most 623616 bytes fit"});
    }
    const auto target = memory.at(boot_address, program.size());
    if (!target || boot_address + program.size() > unclaimed_stubs_base(memory.size()))
        return fail(LoadError{"the guest's program doesn't fit its memory", "give it more by memory="});
    if (sets_vectors) install_unclaimed_vectors(memory);
    std::ranges::copy(program, target->begin());
    return {};
}

}  // namespace vitrine::guest
