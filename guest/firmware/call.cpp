#include "guest/firmware/call.hpp"

#include <algorithm>

#include "guest/machine/emulate/translate.hpp"

namespace vitrine::guest::bios {

namespace {

bool pages(VirtualCpu& cpu) {
    return (cpu.read(Register::cr0) & cr0::pg) != 0;
}

}  // namespace

/// Calls `use(physical bytes, where they are in the access)` for the two pieces of an access without paging
/// that lie below and above a border of 1 MiB: with A20 closed, what is above is the lower mebibyte again.
template <class Use>
bool Call::with_pieces(std::uint64_t linear, std::size_t size, Use use) const {
    constexpr std::uint64_t line_20 = 1ULL << 20;
    const auto at = [&](std::uint64_t address, std::uint64_t length) {
        return memory.at(devices.a20.open ? address : address & ~line_20, length);
    };
    const std::size_t below = std::min<std::uint64_t>(size, line_20 - linear % line_20);
    const auto first = at(linear, below);
    const auto second = below == size ? at(0, 0) : at(linear + below, size - below);
    if (!first || !second) return false;
    use(*first, 0);
    use(*second, below);
    return true;
}

bool Call::read(std::uint64_t linear, std::span<std::uint8_t> bytes) const {
    if (pages(cpu)) return read_linear(cpu, memory, linear, bytes).has_value();
    return with_pieces(linear, bytes.size(), [&](std::span<const std::uint8_t> source, std::size_t at) {
        std::ranges::copy(source, bytes.subspan(at).begin());
    });
}

bool Call::write(std::uint64_t linear, std::span<const std::uint8_t> bytes) const {
    if (pages(cpu)) return write_linear(cpu, memory, linear, bytes).has_value();
    return with_pieces(linear, bytes.size(), [&](std::span<std::uint8_t> target, std::size_t at) {
        std::ranges::copy(bytes.subspan(at, target.size()), target.begin());
    });
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
    log.add(key::character, character,
            printable ? exit::BiosCall::Style::character : exit::BiosCall::Style::hex);
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
