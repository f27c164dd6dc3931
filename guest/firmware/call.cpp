#include "guest/firmware/call.hpp"

#include "guest/machine/emulate/translate.hpp"

namespace vitrine::guest::bios {

namespace {

bool pages(VirtualCpu& cpu) {
    return (cpu.read(Register::cr0) & cr0::pg) != 0;
}

}  // namespace

bool Call::read(std::uint64_t linear, std::span<std::uint8_t> bytes) const {
    if (pages(cpu)) return read_linear(cpu, memory, linear, bytes).has_value();
    return memory.read_bytes(linear, bytes);
}

bool Call::write(std::uint64_t linear, std::span<const std::uint8_t> bytes) const {
    if (pages(cpu)) return write_linear(cpu, memory, linear, bytes).has_value();
    return memory.write_bytes(linear, bytes);
}

std::uint64_t Call::stack(unsigned offset) const {
    const Segment ss = cpu.segment(SegmentName::ss);
    return ss.base + ((cpu.read(Register::rsp) + offset) & (ss.big() ? 0xFFFF'FFFF : 0xFFFF));
}

void Call::set_flag(std::uint64_t flag, bool value) {
    const auto changed = static_cast<std::uint16_t>(value ? flags() | flag : flags() & ~flag);
    const std::array<std::uint8_t, 2> bytes{static_cast<std::uint8_t>(changed),
                                            static_cast<std::uint8_t>(changed >> 8)};
    (void)write(stack(flags_offset), bytes);
}

bool Call::keeps_interrupt_off() const {
    return devices.pic.pending() && (flags() & rflags::interrupt) == 0;
}

void Call::log_character(std::uint8_t character) {
    constexpr std::uint8_t del = 0x7F;
    const bool printable = character >= ' ' && character < del;
    log.add(key::character, character, printable ? BiosCall::Style::character : BiosCall::Style::hex);
}

Next Call::stop(Status status, std::string_view cause) {
    ending = {.status = status,
              .code = status == Status::failed ? 1 : static_cast<std::uint32_t>(status),
              .cause = cause};
    log.status = name(status);
    return Next::stop;
}

Next no_such_function(Call& call) {
    call.log.parameter_count = 0;
    call.log.add(key::ax, call.word(Gpr::rax));
    return call.done("unknown", "unsupported");
}

}  // namespace vitrine::guest::bios
