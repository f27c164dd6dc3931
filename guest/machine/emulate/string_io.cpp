#include "guest/machine/emulate/string_io.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

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

/// An IN or OUT of a byte, which is what devices mostly take.
void move_byte(VirtualCpu& cpu, const PortBus& ports, exit::Io& io) {
    const PortBus::Slot* slot = ports.find(io.port);
    std::uint64_t& rax = cpu.gpr[Gpr::rax];
    if (slot == nullptr) {
        if (io.in) rax |= open_bus;
        io.device = no_device;
    } else {
        const Access access = slot->access(io.port, 1, cpu.id);
        if (io.in) {
            rax = (rax & ~std::uint64_t{0xFF}) | (slot->device->read(access) & 0xFF);
        } else {
            slot->device->write(access, static_cast<std::uint8_t>(rax));
        }
        io.device = slot->name;
    }
    io.count = 1;
    io.values[0] = static_cast<std::uint8_t>(rax);
}

Action single(VirtualCpu& cpu, const PortBus& ports, exit::Io& io) {
    io.count = 1;
    if (io.in) {
        const BusValue answer = ports.read(cpu.id, io.port, io.size);
        io.device = answer.device;
        io.values[0] = static_cast<std::uint32_t>(answer.value);
        put_in_accumulator(cpu, io.values[0], io.size);
        return action::Advance{};
    }
    io.values[0] = static_cast<std::uint32_t>(low_part(cpu.gpr[Gpr::rax], 4));
    if (io.size < 4) io.values[0] &= (1U << (8 * io.size)) - 1;
    io.device = ports.write(cpu.id, io.port, io.size, io.values[0]);
    return action::Advance{};
}

/// INS or OUTS, block by block.
class StringMove {
public:
    StringMove(VirtualCpu& cpu, const Memory& memory, const PortBus& ports, const Requests& requests,
               exit::Io& io)
        : cpu_(cpu),
          memory_(memory),
          ports_(ports),
          requests_(requests),
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
            const auto moved = some(std::min<std::uint64_t>(left, string_elements_per_exit - io_.count));
            if (!moved) return moved.error();
            left -= *moved;
            io_.count += *moved;
            step_registers(left, *moved);
            if (requests_.wants_end()) break;
        }
        return action::Advance{};
    }

private:
    [[nodiscard]] Result<std::uint64_t, Action> linear_of(std::uint64_t offset) const {
        const auto linear = linear_address(segment_, long_mode_, io_.segment, offset, io_.size, io_.in);
        if (!linear) return fail(Action{linear.error()});
        return *linear;
    }

    /// Moves the next element, and as many after it, up to `most` together, as are one block for the device
    /// and for memory. Gives their number.
    [[nodiscard]] Result<std::uint32_t, Action> some(std::uint64_t most) {
        const std::uint64_t offset = low_part(cpu_.gpr[index_], io_.address_size);
        const std::uint64_t linear = VITRINE_TRY(linear_of(offset));
        if (io_.count == 0) io_.address = linear;
        const std::span<std::uint8_t> block = VITRINE_TRY(within_page(linear, io_.in));
        if (block.empty()) {
            VITRINE_TRY(io_.in ? input(linear) : output(linear));
            return 1;
        }
        const auto count = static_cast<std::uint32_t>(std::min(most, fits(offset, block.size() / io_.size)));
        const auto bytes = block.first(std::size_t{count} * io_.size);
        io_.device = io_.in ? ports_.read_block(cpu_.id, io_.port, io_.size, bytes)
                            : ports_.write_block(cpu_.id, io_.port, io_.size, bytes);
        note(bytes);
        return count;
    }

    /// How many of `count` elements from `offset` on are one block: they lie upwards and don't wrap, the
    /// segment lets them all pass, and the device takes them together.
    [[nodiscard]] std::uint64_t fits(std::uint64_t offset, std::uint64_t count) const {
        if (backwards_) return 1;
        count = std::min(count, ports_.longest_block(io_.port, io_.size));
        const std::uint64_t last = offset + (count - 1) * io_.size;
        const bool wraps = low_part(last, io_.address_size) != last;
        return count > 1 && !wraps && linear_of(last) ? count : 1;
    }

    /// An element that lies in two pages, or outside of memory.
    [[nodiscard]] Result<void, Action> input(std::uint64_t linear) {
        // The pages are checked first: a fault must not cost the device a read.
        VITRINE_TRY(check_writable(cpu_, memory_, linear, io_.size));
        std::array<std::uint8_t, 4> bytes{};
        const auto moved = std::span(bytes).first(io_.size);
        io_.device = ports_.read_block(cpu_.id, io_.port, io_.size, moved);
        note(moved);
        return write_linear(cpu_, memory_, linear, moved);
    }

    [[nodiscard]] Result<void, Action> output(std::uint64_t linear) {
        std::array<std::uint8_t, 4> bytes{};
        const auto moved = std::span(bytes).first(io_.size);
        VITRINE_TRY(read_linear(cpu_, memory_, linear, moved));
        io_.device = ports_.write_block(cpu_.id, io_.port, io_.size, moved);
        note(moved);
        return {};
    }

    /// The bytes from the element on to its page's end; none when it doesn't lie in one page. The page is
    /// translated once and kept, as the processor may keep it in its TLB, until a port moves the memory
    /// itself.
    [[nodiscard]] Result<std::span<std::uint8_t>, Action> within_page(std::uint64_t linear, bool write) {
        constexpr std::uint64_t page = 4096;
        const std::uint64_t offset = linear % page;
        if (offset + io_.size > page) return std::span<std::uint8_t>{};
        if (linear - offset != page_linear_ || memory_.nested().generation != generation_) {
            const std::uint64_t physical = VITRINE_TRY(translate(cpu_, memory_, linear, write));
            const auto bytes = memory_.at(physical - offset, page);
            if (!bytes) return std::span<std::uint8_t>{};
            page_bytes_ = *bytes;
            page_linear_ = linear - offset;
            generation_ = memory_.nested().generation;
        }
        return page_bytes_.subspan(offset);
    }

    /// Keeps the first values for the log.
    void note(std::span<const std::uint8_t> moved) {
        switch (io_.size) {
            case 1:
                return note_elements<std::uint8_t>(moved);
            case 2:
                return note_elements<std::uint16_t>(moved);
            default:
                return note_elements<std::uint32_t>(moved);
        }
    }
    template <class Element>
    void note_elements(std::span<const std::uint8_t> moved) {
        const std::uint8_t* from = moved.data();
        const std::size_t end = std::min(exit::Io::values_kept, io_.count + moved.size() / sizeof(Element));
        for (std::size_t number = io_.count; number < end; ++number, from += sizeof(Element)) {
            Element element;
            std::memcpy(&element, from, sizeof(Element));
            io_.values[number] = element;
        }
    }

    void step_registers(std::uint64_t left, std::uint64_t moved) {
        std::uint64_t& index = cpu_.gpr[index_];
        const std::uint64_t bytes = moved * io_.size;
        index = with_low_part(index, backwards_ ? index - bytes : index + bytes, io_.address_size);
        std::uint64_t& counter = cpu_.gpr[Gpr::rcx];
        if (io_.rep) counter = with_low_part(counter, left, io_.address_size);
    }

    VirtualCpu& cpu_;
    const Memory& memory_;
    const PortBus& ports_;
    const Requests& requests_;
    exit::Io& io_;
    Gpr index_;
    bool backwards_;
    bool long_mode_;
    Segment segment_;
    std::uint64_t page_linear_ = ~0ULL;  ///< of page_bytes_; not a page's address: none
    std::uint64_t generation_ = 0;       ///< of the memory then
    std::span<std::uint8_t> page_bytes_;
};

}  // namespace

Action emulate_io(VirtualCpu& cpu, const Memory& memory, const PortBus& ports, const Requests& requests,
                  Exit& exit) {
    auto& io = *std::get_if<exit::Io>(&exit.cause);
    if (!io.string) {
        if (io.size != 1) return single(cpu, ports, io);
        move_byte(cpu, ports, io);
        return action::Advance{};
    }
    return StringMove(cpu, memory, ports, requests, io).run();
}

}  // namespace vitrine::guest
