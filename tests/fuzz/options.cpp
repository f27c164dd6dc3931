// Whatever stands on the command line and in trace=, it is understood or refused with a reason.

#include "boot/options.hpp"

#include <cstdlib>

#include "guest/events/trace.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view line(reinterpret_cast<const char*>(data), size);
    const auto options = vitrine::parse_options(line);
    if (!options && (options.error().cause.empty() || options.error().hint.empty())) std::abort();
    if (options && (options->machine.memory % 4096 != 0 || options->machine.budget == 0)) std::abort();
    (void)vitrine::guest::TraceFilter::parse(line);
    return 0;
}
