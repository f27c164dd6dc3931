#include "guest/bios/call.hpp"

#include <algorithm>

#include "guest/translate.hpp"

namespace vitrine::guest::bios {

namespace {

bool pages(VirtualCpu& cpu) {
    return (cpu.read(Register::cr0) & cr0::pg) != 0;
}

}  // namespace

std::optional<std::span<std::uint8_t>> Call::physical(std::uint64_t linear, std::uint64_t length) const {
    constexpr std::uint64_t line_20 = 1ULL << 20;
    if (!devices.a20.open) linear &= ~line_20;
    return memory.at(linear, length);
}

bool Call::read(std::uint64_t linear, std::span<std::uint8_t> bytes) const {
    if (pages(cpu)) return read_linear(cpu, memory, linear, bytes).has_value();
    const auto source = physical(linear, bytes.size());
    if (!source) return false;
    std::ranges::copy(*source, bytes.begin());
    return true;
}

bool Call::write(std::uint64_t linear, std::span<const std::uint8_t> bytes) const {
    if (pages(cpu)) return write_linear(cpu, memory, linear, bytes).has_value();
    const auto target = physical(linear, bytes.size());
    if (!target) return false;
    std::ranges::copy(bytes, target->begin());
    return true;
}

// INT pushed FLAGS, CS and IP, so that FLAGS are four bytes above the top of the stack.
void Call::set_flag(std::uint64_t flag, bool value) {
    const Segment ss = cpu.segment(SegmentName::ss);
    const std::uint64_t mask = ss.big() ? 0xFFFF'FFFF : 0xFFFF;
    const std::uint64_t address = ss.base + ((cpu.read(Register::rsp) + 4) & mask);
    const auto flags = get<std::uint16_t>(address);
    const auto changed = static_cast<std::uint16_t>(value ? flags | flag : flags & ~flag);
    const std::array<std::uint8_t, 2> bytes{static_cast<std::uint8_t>(changed),
                                            static_cast<std::uint8_t>(changed >> 8)};
    (void)write(address, bytes);
}

Next Call::unknown() {
    constexpr std::uint8_t no_such_function = 0x86;
    log.parameter_count = 0;
    log.add(key::ax, word(Gpr::rax));
    set_high(Gpr::rax, no_such_function);
    set_carry(true);
    return done("unknown", "unsupported");
}

Next Call::stop(Status status, std::string_view cause) {
    ending = {.status = status,
              .code = status == Status::failed ? 1 : static_cast<std::uint32_t>(status),
              .cause = cause};
    log.status = name(status);
    return Next::stop;
}

}  // namespace vitrine::guest::bios
