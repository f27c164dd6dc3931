// What the compiler and the standard library's headers expect to be linked: the C functions that they call,
// and the ends of what can't go on. memcpy and its like are in arch/memory.asm.

#include <cstddef>

#include "kernel/panic.hpp"

extern "C" {

std::size_t strlen(const char* text) {
    std::size_t length = 0;
    while (text[length] != '\0') ++length;
    return length;
}

const void* memchr(const void* bytes, int wanted, std::size_t count) {
    const auto* at = static_cast<const unsigned char*>(bytes);
    for (std::size_t i = 0; i < count; ++i) {
        if (at[i] == static_cast<unsigned char>(wanted)) return at + i;
    }
    return nullptr;
}

[[noreturn]] void abort() {
    vitrine::panic("abort");
}

[[noreturn]] void __cxa_pure_virtual() {  // NOLINT: the ABI's name
    vitrine::panic("a pure virtual function was called");
}

}  // extern "C"

namespace std {  // NOLINT: libstdc++'s own hooks

void __throw_out_of_range_fmt(const char* what, ...) {  // NOLINT
    vitrine::panic("out of range", what);
}

}  // namespace std
