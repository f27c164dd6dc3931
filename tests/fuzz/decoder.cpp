// Whatever bytes stand at CS:RIP: the decoder takes apart what it knows, within the bytes that there are.

#include "guest/cpu/decoder.hpp"

#include <cstdlib>

#include "guest/cpu/effective_address.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const std::uint8_t code_size : {std::uint8_t{2}, std::uint8_t{4}, std::uint8_t{8}}) {
        const auto found = vitrine::guest::decode({data, size}, code_size);
        if (found && (found->length == 0 || found->length > size ||
                      found->length > vitrine::guest::longest_instruction)) {
            std::abort();
        }
        // Whatever the registers are, an address has no bits beyond its size.
        vitrine::guest::Registers gpr;
        gpr.value.fill(~0ULL / 3);
        if (found && found->address_size < 8 &&
            vitrine::guest::effective_address(*found, gpr, ~0ULL).offset >> (8 * found->address_size) != 0) {
            std::abort();
        }
    }
    return 0;
}
