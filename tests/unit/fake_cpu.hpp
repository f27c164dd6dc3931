#pragma once
// A virtual processor of plain variables, and a log in a string.

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "guest/cpu/cpu_state.hpp"
#include "guest/cpu/memory.hpp"
#include "guest/cpu/virtual_cpu.hpp"
#include "kernel/log/log.hpp"

namespace vitrine::guest {

struct StringSink final : Sink {
    std::string text;
    void write(std::string_view bytes) override { text += bytes; }
};

/// Memory without page tables, which is one piece from 0 on, with the gate of address line 20.
class FlatMemory final : public Memory {
public:
    explicit FlatMemory(std::span<std::uint8_t> bytes) {
        ram_ = bytes;
        window_ = bytes.size();
    }
    bool gate_a20(bool open) override {
        window_ = open ? ram_.size() : std::min<std::uint64_t>(ram_.size(), line_20);
        ++nested_.generation;
        open_ = open;
        return true;
    }

private:
    static constexpr std::uint64_t line_20 = 1U << 20;

    std::uint8_t* byte(std::uint64_t address) const {
        const bool folded = !open_ && address >= line_20 && address < 2 * line_20;
        const std::uint64_t place = folded ? address - line_20 : address;
        return place < ram_.size() ? &ram_[place] : nullptr;
    }
    bool reaches(std::uint64_t address, std::uint64_t length) const {
        if (address + length < address || address + length > ram_.size() + 2 * line_20) return false;
        for (std::uint64_t at = 0; at < length; ++at)
            if (byte(address + at) == nullptr) return false;
        return true;
    }
    std::optional<std::span<std::uint8_t>> at_beyond(std::uint64_t address,
                                                     std::uint64_t length) const override {
        if (length == 0 || !reaches(address, length) ||
            byte(address + length - 1) != byte(address) + length - 1)
            return std::nullopt;
        return std::span(byte(address), length);
    }
    bool read_beyond(std::uint64_t address, std::span<std::uint8_t> target) const override {
        if (!reaches(address, target.size())) return false;
        for (std::uint64_t at = 0; at < target.size(); ++at) target[at] = *byte(address + at);
        return true;
    }
    bool write_beyond(std::uint64_t address, std::span<const std::uint8_t> source) const override {
        if (!reaches(address, source.size())) return false;
        for (std::uint64_t at = 0; at < source.size(); ++at) *byte(address + at) = source[at];
        return true;
    }

    bool open_ = true;
};

/// A guest's memory of its own, zeroed.
struct OwnMemory {
    explicit OwnMemory(std::size_t size) : bytes(size), memory(bytes) {}
    std::vector<std::uint8_t> bytes;
    FlatMemory memory;
};

template <class Base>
class FakeCpuOf : public Base {
public:
    virtual ~FakeCpuOf() = default;
    FakeCpuOf() {
        const CpuState state = real_mode_state();
        this->gpr = state.gpr;
        segments = state.segments;
        registers[Register::rip] = state[Register::rip];
        registers[Register::rsp] = state[Register::rsp];
        registers[Register::rflags] = state[Register::rflags];
        registers[Register::cr0] = state[Register::cr0];
        registers[Register::pat] = state[Register::pat];
    }

    std::uint64_t read(Register name) override { return registers[name]; }
    void write(Register name, std::uint64_t value) override { registers[name] = value; }
    Segment segment(SegmentName name) override { return segments[static_cast<std::size_t>(name)]; }
    DescriptorTable gdtr() override { return tables[0]; }
    DescriptorTable idtr() override { return tables[1]; }
    void write_pdptes(const std::array<std::uint64_t, 4>& entries) override { pdptes = entries; }
    std::uint64_t pdpte(unsigned index) override {
        return pdptes.value_or(std::array<std::uint64_t, 4>{})[index];
    }
    CpuidAnswer host_cpuid(std::uint32_t leaf, std::uint32_t subleaf) override {
        const auto found = cpuid.find({leaf, subleaf});
        return found == cpuid.end() ? CpuidAnswer{} : found->second;
    }
    std::uint64_t settable_cr4() override { return settable; }
    void set_real_mode_segment(SegmentName name, std::uint16_t selector) override {
        segment_of(name).selector = selector;
        segment_of(name).base = std::uint64_t{selector} << 4;
    }

    Segment& segment_of(SegmentName name) { return segments[static_cast<std::size_t>(name)]; }

    /// Every feature bit there can be, and 40 physical address bits.
    void give_all_features() {
        for (const std::uint32_t leaf : {0x1U, 0x7U, 0xDU, 0x8000'0001U})
            cpuid[{leaf, 0}] = {~0U, ~0U, ~0U, ~0U};
        cpuid[{0, 0}] = {0x20, 0, 0, 0};
        cpuid[{0x8000'0000, 0}] = {0x8000'0008, 0, 0, 0};
        cpuid[{0x8000'0008, 0}] = {40, 0, 0, 0};
    }

    /// 32-bit flat segments at privilege level `dpl`.
    void enter_protected_mode(std::uint8_t dpl = 0) {
        registers[Register::cr0] |= cr0::pe;
        for (Segment& segment : segments) {
            segment = {
                .selector = 0x10, .limit = 0xFFFF'FFFF, .access = 0xC093U | static_cast<unsigned>(dpl) << 5};
        }
        segment_of(SegmentName::cs).access = 0xC09BU | static_cast<unsigned>(dpl) << 5;
    }

    void enter_long_mode(std::uint8_t dpl = 0) {
        enter_protected_mode(dpl);
        registers[Register::cr0] |= cr0::pg;
        registers[Register::cr4] |= cr4::pae;
        registers[Register::efer] = efer::lme | efer::lma;
        segment_of(SegmentName::cs).access = 0xA09BU | static_cast<unsigned>(dpl) << 5;
    }

    std::map<Register, std::uint64_t> registers;
    std::array<Segment, 8> segments{};
    std::array<DescriptorTable, 2> tables{};  ///< GDTR and IDTR
    std::optional<std::array<std::uint64_t, 4>> pdptes;
    std::map<std::pair<std::uint32_t, std::uint32_t>, CpuidAnswer> cpuid;
    std::uint64_t settable = ~0ULL;
};

/// The same that can be run, and whose state can be saved and loaded.
class FakeVcpu : public FakeCpuOf<Vcpu> {
public:
    std::uint64_t pending_debug = 0;
    bool sti_blocking = false, mov_ss_blocking = false, nmi_blocking = false;

    std::uint32_t extended_size() override { return static_cast<std::uint32_t>(extended.size()); }
    void save(CpuState& state) override {
        save_registers(*this, state);
        state.event = exit_.interrupted.valid ? exit_.interrupted : VectoredEvent{};
        state.pending_debug = pending_debug;
        state.sti_blocking = sti_blocking;
        state.mov_ss_blocking = mov_ss_blocking;
        state.nmi_blocking = nmi_blocking;
        state.activity = activity_;
        if (!state.extended.empty()) std::ranges::copy(extended, state.extended.begin());
    }
    std::string_view load(const CpuState& state) override {
        gpr = state.gpr;
        for (std::size_t i = 0; i < register_count; ++i)
            registers[static_cast<Register>(i)] = state.registers[i];
        segments = state.segments;
        tables = {state.gdtr, state.idtr};
        pdptes = state.pdptes;
        exit_.interrupted = state.event;
        pending_debug = state.pending_debug;
        sti_blocking = state.sti_blocking;
        mov_ss_blocking = state.mov_ss_blocking;
        nmi_blocking = state.nmi_blocking;
        activity_ = state.activity;
        if (!state.extended.empty()) std::ranges::copy(state.extended, extended.begin());
        return {};
    }

    std::array<std::uint8_t, 576> extended{};
};

using FakeCpu = FakeCpuOf<VirtualCpu>;

}  // namespace vitrine::guest
