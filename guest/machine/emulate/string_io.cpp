#include "guest/machine/emulate/string_io.hpp"

#include <cstring>

#include "guest/cpu/mode.hpp"
#include "guest/machine/emulate/linear.hpp"
#include "guest/machine/emulate/translate.hpp"

namespace vitrine::guest {

namespace {

/// A 32-bit result clears the upper half of RAX; narrower ones leave the rest alone.
void put_in_accumulator(VirtualCpu& cpu, std::uint32_t value, std::uint8_t size) {
    std::uint64_t& rax = cpu.gpr[Gpr::rax];
    const std::uint64_t mask = (1ULL << (8 * size)) - 1;
    rax = size == 4 ? value : (rax & ~mask) | (value & mask);
}

Action single(VirtualCpu& cpu, PortBus& ports, exit::Io& io) {
    io.count = 1;
    if (io.in) {
        const PortValue answer = ports.read(io.port, io.size);
        io.device = answer.device;
        io.values[0] = answer.value;
        put_in_accumulator(cpu, answer.value, io.size);
        return action::Advance{};
    }
    io.values[0] = static_cast<std::uint32_t>(low_part(cpu.gpr[Gpr::rax], 4));
    if (io.size < 4) io.values[0] &= (1U << (8 * io.size)) - 1;
    const PortWritten written = ports.write(io.port, io.size, io.values[0]);
    io.device = written.device;
    if (written.stop) return *written.stop;
    return action::Advance{};
}

/// INS or OUTS, element by element.
class StringMove {
public:
    StringMove(VirtualCpu& cpu, const Memory& memory, PortBus& ports, exit::Io& io)
        : cpu_(cpu),
          memory_(memory),
          ports_(ports),
          io_(io),
          index_(io.in ? Gpr::rdi : Gpr::rsi),
          backwards_((cpu.read(Register::rflags) & rflags::df) != 0),
          long_mode_(in_64bit_mode(cpu)),
          segment_(cpu.segment(io.segment)) {}

    [[nodiscard]] Action run() {
        io_.device = no_device;
        std::uint64_t left = io_.rep ? low_part(cpu_.gpr[Gpr::rcx], io_.address_size) : 1;
        while (left > 0) {
            if (io_.count == string_elements_per_exit) return action::Resume{};
            if (const auto moved = element(); !moved) return moved.error();
            --left;
            ++io_.count;
            step_registers(left);
            if (stop_) return *stop_;
        }
        return action::Advance{};
    }

private:
    [[nodiscard]] Result<void, Action> element() {
        const std::uint64_t offset = low_part(cpu_.gpr[index_], io_.address_size);
        const auto linear = linear_address(segment_, long_mode_, io_.segment, offset, io_.size, io_.in);
        if (!linear) return fail(Action{linear.error()});
        if (io_.count == 0) io_.address = *linear;
        return io_.in ? input(*linear) : output(*linear);
    }

    [[nodiscard]] Result<void, Action> input(std::uint64_t linear) {
        // The page is checked first: a fault must not cost the device a read.
        const std::span<std::uint8_t> target = VITRINE_TRY(within_page(linear, true));
        if (target.empty()) VITRINE_TRY(check_writable(cpu_, memory_, linear, io_.size));
        const PortValue answer = ports_.read(io_.port, io_.size);
        note(answer.value, answer.device);
        std::array<std::uint8_t, 4> bytes;
        std::memcpy(bytes.data(), &answer.value, sizeof(answer.value));
        const auto moved = std::span(bytes).first(io_.size);
        if (target.empty()) return write_linear(cpu_, memory_, linear, moved);
        std::memcpy(target.data(), moved.data(), moved.size());
        return {};
    }

    [[nodiscard]] Result<void, Action> output(std::uint64_t linear) {
        std::array<std::uint8_t, 4> bytes{};
        const auto moved = std::span(bytes).first(io_.size);
        const std::span<const std::uint8_t> source = VITRINE_TRY(within_page(linear, false));
        if (source.empty()) {
            VITRINE_TRY(read_linear(cpu_, memory_, linear, moved));
        } else {
            std::memcpy(moved.data(), source.data(), moved.size());
        }
        std::uint32_t value;
        std::memcpy(&value, bytes.data(), sizeof(value));
        const PortWritten written = ports_.write(io_.port, io_.size, value);
        note(value, written.device);
        stop_ = written.stop;
        return {};
    }

    /// The element's bytes when they lie in one page, else none. The page is translated once and kept, as the
    /// processor may keep it in its TLB.
    [[nodiscard]] Result<std::span<std::uint8_t>, Action> within_page(std::uint64_t linear, bool write) {
        constexpr std::uint64_t page = 4096;
        const std::uint64_t offset = linear % page;
        if (offset + io_.size > page) return std::span<std::uint8_t>{};
        if (linear - offset != page_linear_) {
            const std::uint64_t physical = VITRINE_TRY(translate(cpu_, memory_, linear, write));
            const auto bytes = memory_.at(physical - offset, page);
            if (!bytes) return std::span<std::uint8_t>{};
            page_bytes_ = *bytes;
            page_linear_ = linear - offset;
        }
        return page_bytes_.subspan(offset, io_.size);
    }

    void note(std::uint32_t value, std::string_view device) {
        if (io_.count < exit::Io::values_kept) io_.values[io_.count] = value;
        io_.device = device;
    }

    void step_registers(std::uint64_t left) {
        std::uint64_t& index = cpu_.gpr[index_];
        const std::uint64_t moved = backwards_ ? index - io_.size : index + io_.size;
        index = with_low_part(index, moved, io_.address_size);
        std::uint64_t& counter = cpu_.gpr[Gpr::rcx];
        if (io_.rep) counter = with_low_part(counter, left, io_.address_size);
    }

    VirtualCpu& cpu_;
    const Memory& memory_;
    PortBus& ports_;
    exit::Io& io_;
    Gpr index_;
    bool backwards_;
    bool long_mode_;
    Segment segment_;
    std::uint64_t page_linear_ = ~0ULL;  ///< of page_bytes_; not a page's address: none
    std::span<std::uint8_t> page_bytes_;
    std::optional<action::Stop> stop_;
};

}  // namespace

Action emulate_io(VirtualCpu& cpu, const Memory& memory, PortBus& ports, Exit& exit) {
    auto& io = *std::get_if<exit::Io>(&exit.cause);
    if (!io.string) {
        if (io.size == 1 && move_byte(cpu.gpr, ports, io)) return action::Advance{};
        return single(cpu, ports, io);
    }
    return StringMove(cpu, memory, ports, io).run();
}

}  // namespace vitrine::guest
