#include "guest/loaders/loader.hpp"

#include <algorithm>
#include <array>

namespace vitrine::guest {

namespace {

// A flat program is of any format: it comes last.
constexpr std::array loaders{&boot_sector_loader, &flat_loader};

}  // namespace

Result<CpuState> load(const Loading& loading) {
    return (*std::ranges::find_if(loaders, [&](const Loader* loader) { return loader->takes(loading.spec); }))
        ->load(loading);
}

}  // namespace vitrine::guest
