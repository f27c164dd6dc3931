// Section headers, symbol tables and names of any shape: lookups and demangling end without a fault.

#include "kernel/symbols.hpp"

namespace {

std::span<const std::uint8_t> all;

std::span<const std::uint8_t> read(std::uint64_t address, std::uint64_t size) {
    if (address > all.size()) return {};
    return all.subspan(address).first(std::min<std::uint64_t>(size, all.size() - address));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    all = {data, size};
    const auto symbols = vitrine::Symbols::from(all, read);
    for (const std::uint64_t address : {0ULL, 0x10'0000ULL, ~0ULL}) {
        if (const auto symbol = symbols.lookup(address)) (void)vitrine::demangle(symbol->name);
    }
    (void)vitrine::demangle({reinterpret_cast<const char*>(data), size});
    return 0;
}
