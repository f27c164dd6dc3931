#include "boot/faults.hpp"

#include <cstdint>

#include "boot/image.hpp"
#include "kernel/panic.hpp"

namespace vitrine {

namespace {

constinit volatile std::uint64_t some_data = 0xC3;  // RET, were it executed

// Recursion that no compiler turns into a loop: every frame's bytes are used after the call.
[[gnu::noinline]] std::uint64_t overflow_stack(std::uint64_t depth) {  // NOLINT(misc-no-recursion)
    volatile std::uint64_t frame[64];
    frame[depth % 64] = depth;
    if (depth == ~std::uint64_t{0}) return 0;  // never
    return overflow_stack(depth + 1) + frame[depth % 64];
}

}  // namespace

// Not inlined, so that the backtrace names it.
[[gnu::noinline]] void commit_fault(Fault fault) {
    switch (fault) {
        case Fault::none:
            return;
        case Fault::page:
            *reinterpret_cast<volatile std::uint64_t*>(16) = 1;
            break;
        case Fault::write_text:
            *reinterpret_cast<volatile std::uint8_t*>(image_text().start) = 0;
            break;
        case Fault::execute_data:
            reinterpret_cast<void (*)()>(reinterpret_cast<std::uint64_t>(&some_data))();
            break;
        case Fault::stack:
            some_data = overflow_stack(0);
            break;
        case Fault::divide:
            asm volatile("xor %%edx, %%edx\n\txor %%ecx, %%ecx\n\tdiv %%ecx" : : "a"(1) : "ecx", "edx");
            break;
        case Fault::invalid_opcode:
            asm volatile("ud2");
            break;
        case Fault::assertion:
            panic("an assertion that was asked for by fault=assert");
    }
    panic("a deliberate fault did not fault");
}

}  // namespace vitrine
