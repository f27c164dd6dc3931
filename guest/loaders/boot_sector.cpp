#include "guest/loaders/loader.hpp"

namespace vitrine::guest {

constexpr Loader boot_sector_loader{
    .name = "boot-sector",
    .takes = [](const MachineSpec& spec) { return spec.from_disk && spec.pc; },
    .load = [](const Loading& loading) { return loading.bios->boot(loading.memory); },
};

}  // namespace vitrine::guest
