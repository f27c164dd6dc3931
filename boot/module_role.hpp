#pragma once
// What a boot module is for: the words behind its name in `module2`.

#include <cstdint>
#include <string_view>

#include "guest/devices/disk.hpp"
#include "kernel/complaint.hpp"

namespace vitrine {

/// `NAME [role=program|disk|keys|runs] [drive=auto|floppy|hard]`, as in `floppy role=disk drive=floppy`.
struct ModuleRole {
    enum class Use : std::uint8_t {
        program,  ///< a flat guest
        disk,     ///< an image, of the guest's machine
        keys,     ///< a script for the guest's keyboard
        runs,     ///< a list of runs: boot/runs.hpp
    };

    std::string_view name;  ///< without folders and ending: `hello` for `/boot/hello.bin`; "module" without
    Use use = Use::program;
    guest::pc::DriveKind drive = guest::pc::DriveKind::automatic;
};

[[nodiscard]] Result<ModuleRole> parse_module_role(std::string_view text);

}  // namespace vitrine
