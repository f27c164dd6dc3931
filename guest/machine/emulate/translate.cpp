#include "guest/machine/emulate/translate.hpp"

#include <algorithm>
#include <cstring>

#include "guest/cpu/mode.hpp"

namespace vitrine::guest {

namespace {

constexpr std::uint64_t page = 4096;

namespace entry {
constexpr std::uint64_t present = 1U << 0, writable = 1U << 1, user = 1U << 2, accessed = 1U << 5,
                        dirty = 1U << 6, large = 1U << 7, no_execute = 1ULL << 63;
}

namespace error_code {  // figure 4-12
constexpr std::uint32_t protection = 1, write = 2, user = 4, reserved = 8;
}

Action outside(std::string_view cause) {
    return action::Stop{
        .status = Status::crash, .code = static_cast<std::uint32_t>(Status::crash), .cause = cause};
}

/// One walk, from CR3 to the page.
class Walk {
public:
    Walk(VirtualCpu& cpu, const Memory& memory, std::uint64_t linear, bool write)
        : cpu_(cpu),
          memory_(memory),
          linear_(linear),
          write_(write),
          user_(at_user_level(cpu)),
          cr0_(cpu.read(Register::cr0)),
          cr4_(cpu.read(Register::cr4)),
          efer_(cpu.read(Register::efer)) {}

    [[nodiscard]] Result<std::uint64_t, Action> run() {
        if ((cr0_ & cr0::pg) == 0) return linear_ & 0xFFFF'FFFF;
        if ((efer_ & efer::lma) != 0) return walk<std::uint64_t>(cpu_.read(Register::cr3) & address_bits, 4);
        if ((cr4_ & cr4::pae) != 0) {
            const std::uint64_t pointer = cpu_.pdpte(static_cast<unsigned>(linear_ >> 30 & 3));
            if ((pointer & entry::present) == 0) return fail(fault(0));
            return walk<std::uint64_t>(pointer & address_bits, 2);
        }
        return walk<std::uint32_t>(cpu_.read(Register::cr3) & 0xFFFF'F000, 2);
    }

private:
    static constexpr std::uint64_t address_bits = 0x000F'FFFF'FFFF'F000;

    [[nodiscard]] Action fault(std::uint32_t code) const {
        if (write_) code |= error_code::write;
        if (user_) code |= error_code::user;
        return inject_pf(code, linear_);
    }

    /// Entry is 4 bytes wide with 1024 entries a table, or 8 bytes with 512.
    template <class Entry>
    [[nodiscard]] Result<std::uint64_t, Action> walk(std::uint64_t table, unsigned levels) {
        constexpr unsigned index_bits = sizeof(Entry) == 4 ? 10 : 9;
        Entry all = ~Entry{0};
        for (unsigned level = levels; level-- > 0;) {
            const unsigned shift = 12 + level * index_bits;
            const std::uint64_t slot = table + (linear_ >> shift & ((1U << index_bits) - 1)) * sizeof(Entry);
            const auto found = memory_.read<Entry>(slot);
            if (!found) return fail(outside("a page table of the guest lies outside of its memory"));
            const Entry value = *found;
            if ((value & entry::present) == 0) return fail(fault(0));

            const bool is_page = level == 0 || ((value & entry::large) != 0 && large_allowed<Entry>(level));
            if (breaks_reserved<Entry>(value, level, is_page)) {
                return fail(fault(error_code::protection | error_code::reserved));
            }
            all &= value;
            if (is_page && !permitted((all & entry::writable) != 0, (all & entry::user) != 0))
                return fail(fault(error_code::protection));

            const auto flags = static_cast<Entry>(entry::accessed | (is_page && write_ ? entry::dirty : 0));
            if ((value & flags) != flags) (void)memory_.write<Entry>(slot, value | flags);
            if (is_page) return frame<Entry>(value, level) | (linear_ & ((1ULL << shift) - 1));
            table = value & (sizeof(Entry) == 4 ? 0xFFFF'F000 : address_bits);
        }
        return fail(fault(0));
    }

    template <class Entry>
    [[nodiscard]] bool large_allowed(unsigned level) const {
        if constexpr (sizeof(Entry) == 4) return level == 1 && (cr4_ & cr4::pse) != 0;
        return level == 1 || level == 2;
    }

    template <class Entry>
    [[nodiscard]] bool breaks_reserved(Entry value, unsigned level, bool is_page) const {
        if constexpr (sizeof(Entry) == 8) {
            if ((value & entry::no_execute) != 0 && (efer_ & efer::nxe) == 0) return true;
            if (!is_page) return level == 3 && (value & entry::large) != 0;
            if (level == 0) return false;
            const std::uint64_t below = (1ULL << (12 + 9 * level)) - 1;
            constexpr std::uint64_t pat_of_large_page = 1U << 12;
            return (value & address_bits & below & ~pat_of_large_page) != 0;
        } else {
            constexpr std::uint32_t reserved_of_4m_page = 1U << 21;
            return is_page && level == 1 && (value & reserved_of_4m_page) != 0;
        }
    }

    /// The page's frame; of a 4 MiB page with the upper address bits of PSE-36.
    template <class Entry>
    [[nodiscard]] static std::uint64_t frame(Entry value, unsigned level) {
        if constexpr (sizeof(Entry) == 8) {
            return value & address_bits & ~((1ULL << (12 + 9 * level)) - 1);
        } else {
            if (level == 0) return value & 0xFFFF'F000;
            return (value & 0xFFC0'0000) | static_cast<std::uint64_t>(value >> 13 & 0xFF) << 32;
        }
    }

    /// 4.6.1, for data accesses. An OUTS or INS of the supervisor is an explicit access: EFLAGS.AC lifts
    /// SMAP.
    [[nodiscard]] bool permitted(bool writable, bool user_page) const {
        constexpr std::uint64_t rflags_ac = 1U << 18;
        if (user_) return user_page && (writable || !write_);
        if (user_page && (cr4_ & cr4::smap) != 0 && (cpu_.read(Register::rflags) & rflags_ac) == 0)
            return false;
        return !write_ || writable || (cr0_ & cr0::wp) == 0;
    }

    VirtualCpu& cpu_;
    const Memory& memory_;
    std::uint64_t linear_;
    bool write_;
    bool user_;
    std::uint64_t cr0_, cr4_, efer_;
};

/// Calls `use(physical bytes, part of the access)` for each page, after all are checked.
template <class Use>
Result<void, Action> each_page(VirtualCpu& cpu, const Memory& memory, std::uint64_t linear, std::size_t size,
                               bool write, Use use) {
    const auto part_at = [&](std::uint64_t address,
                             std::size_t length) -> Result<std::span<std::uint8_t>, Action> {
        const std::uint64_t physical = VITRINE_TRY(translate(cpu, memory, address, write));
        const auto bytes = memory.at(physical, length);
        if (!bytes) return fail(outside("an operand of the guest lies outside of its memory"));
        return *bytes;
    };
    if (size <= page - linear % page) [[likely]] {
        if (size != 0) use(VITRINE_TRY(part_at(linear, size)), 0);
        return {};
    }
    for (const bool checking : {true, false}) {
        for (std::size_t done = 0; done < size;) {
            const std::uint64_t address = linear + done;
            const std::size_t part = std::min<std::uint64_t>(size - done, page - address % page);
            const auto bytes = VITRINE_TRY(part_at(address, part));
            if (!checking) use(bytes, done);
            done += part;
        }
    }
    return {};
}

}  // namespace

Result<std::uint64_t, Action> translate(VirtualCpu& cpu, const Memory& memory, std::uint64_t linear,
                                        bool write) {
    return Walk(cpu, memory, linear, write).run();
}

Result<void, Action> read_linear(VirtualCpu& cpu, const Memory& memory, std::uint64_t linear,
                                 std::span<std::uint8_t> bytes) {
    return each_page(cpu, memory, linear, bytes.size(), false,
                     [&](std::span<const std::uint8_t> source, std::size_t done) {
                         std::memcpy(&bytes[done], source.data(), source.size());
                     });
}

Result<void, Action> check_writable(VirtualCpu& cpu, const Memory& memory, std::uint64_t linear,
                                    std::uint32_t size) {
    return each_page(cpu, memory, linear, size, true, [](std::span<std::uint8_t>, std::size_t) {});
}

Result<void, Action> write_linear(VirtualCpu& cpu, const Memory& memory, std::uint64_t linear,
                                  std::span<const std::uint8_t> bytes) {
    return each_page(cpu, memory, linear, bytes.size(), true,
                     [&](std::span<std::uint8_t> target, std::size_t done) {
                         std::memcpy(target.data(), &bytes[done], target.size());
                     });
}

}  // namespace vitrine::guest
