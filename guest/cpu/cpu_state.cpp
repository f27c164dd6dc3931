#include "guest/cpu/cpu_state.hpp"

#include <algorithm>
#include <cstring>

#include "guest/cpu/mode.hpp"
#include "guest/cpu/virtual_cpu.hpp"

namespace vitrine::guest {

namespace {

/// The slot of RSP holds nothing: it is a Register.
constexpr std::array<std::string_view, gpr_count> gpr_names{"rax", "rcx", "rdx", "rbx", "reserved", "rbp",
                                                            "rsi", "rdi", "r8",  "r9",  "r10",      "r11",
                                                            "r12", "r13", "r14", "r15"};
/// By Register.
constexpr std::array<std::string_view, register_count> register_names{"rip",
                                                                      "rsp",
                                                                      "rflags",
                                                                      "cr0",
                                                                      "cr2",
                                                                      "cr3",
                                                                      "cr4",
                                                                      "efer",
                                                                      "xcr0",
                                                                      "dr7",
                                                                      "pat",
                                                                      "sysenter_cs",
                                                                      "sysenter_esp",
                                                                      "sysenter_eip",
                                                                      "fs_base",
                                                                      "gs_base",
                                                                      "kernel_gs_base",
                                                                      "star",
                                                                      "lstar",
                                                                      "cstar",
                                                                      "fmask",
                                                                      "tsc_aux",
                                                                      "tsc",
                                                                      "cr8",
                                                                      "dr0",
                                                                      "dr1",
                                                                      "dr2",
                                                                      "dr3",
                                                                      "dr6",
                                                                      "debugctl"};

/// By SegmentName.
constexpr std::array<std::string_view, 8> segment_names{"es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"};

/// What a number of the state is called: the part that it belongs to, and which of that it is.
struct Name {
    std::string_view part, detail{};
};

constexpr std::array<std::string_view, 4> segment_details{"selector", "base", "limit", "access"};
/// Of those after the segments, up to the extended state.
constexpr std::array last_names{Name{"gdtr", "base"},
                                Name{"gdtr", "limit"},
                                Name{"idtr", "base"},
                                Name{"idtr", "limit"},
                                Name{"pdpte0"},
                                Name{"pdpte1"},
                                Name{"pdpte2"},
                                Name{"pdpte3"},
                                Name{"event", "valid"},
                                Name{"event", "type"},
                                Name{"event", "vector"},
                                Name{"event", "length"},
                                Name{"event", "has_error_code"},
                                Name{"event", "error_code"},
                                Name{"event", "address"},
                                Name{"pending_debug"},
                                Name{"sti_blocking"},
                                Name{"mov_ss_blocking"},
                                Name{"nmi_blocking"},
                                Name{"activity"}};

constexpr std::size_t segments_begin = gpr_count + register_count;
constexpr std::size_t segments_end = segments_begin + segment_names.size() * segment_details.size();
constexpr std::size_t numbers = segments_end + last_names.size();

Name name_of(std::size_t number) {
    if (number < gpr_count) return {gpr_names[number]};
    if (number < segments_begin) return {register_names[number - gpr_count]};
    if (number >= segments_end) return last_names[number - segments_end];
    return {segment_names[(number - segments_begin) / segment_details.size()],
            segment_details[(number - segments_begin) % segment_details.size()]};
}

std::array<std::uint64_t, numbers> numbers_of(const CpuState& state) {
    std::array<std::uint64_t, numbers> list{};
    std::size_t count = 0;
    const auto add = [&](auto... values) { ((list[count++] = static_cast<std::uint64_t>(values)), ...); };
    for (std::size_t i = 0; i < gpr_count; ++i) add(state.gpr[static_cast<Gpr>(i)]);
    for (const std::uint64_t value : state.registers) add(value);
    for (const Segment& segment : state.segments)
        add(segment.selector, segment.base, segment.limit, segment.access);
    add(state.gdtr.base, state.gdtr.limit, state.idtr.base, state.idtr.limit);
    for (const std::uint64_t value : state.pdptes) add(value);
    const VectoredEvent& event = state.event;
    add(event.valid, event.type, event.vector, event.instruction_length, event.has_error_code,
        event.error_code, event.address);
    add(state.pending_debug, state.sti_blocking, state.mov_ss_blocking, state.nmi_blocking, state.activity);
    return list;
}

Line& log_name(Line& line, std::size_t number) {
    const Name name = name_of(number);
    line.text(key::field, name.part);
    if (!name.detail.empty()) line.text(key::detail, name.detail);
    return line;
}

template <class T>
T at(std::span<const std::uint8_t> bytes, std::size_t offset) {
    T value{};
    std::memcpy(&value, bytes.data() + offset, sizeof(value));
    return value;
}

/// What XRSTOR or FXRSTOR would fault for. Intel SDM vol. 1, 13.8.1 and 10.5.1.
std::string_view unloadable_area(std::span<const std::uint8_t> area, const StateLimits& limits) {
    constexpr std::size_t mxcsr = 24, xstate_bv = 512, xcomp_bv = 520, header_end = 576;
    if (area.size() != limits.extended_size || area.size() < xstate_bv) return "extended";
    if ((at<std::uint32_t>(area, mxcsr) & ~limits.mxcsr_mask) != 0) return "mxcsr";
    if (!limits.xsave) return {};
    if (area.size() < header_end) return "extended";
    if ((at<std::uint64_t>(area, xstate_bv) & ~limits.components) != 0) return "xstate_bv";
    const auto reserved = area.subspan(xcomp_bv, header_end - xcomp_bv);
    return std::ranges::all_of(reserved, [](std::uint8_t byte) { return byte == 0; }) ? std::string_view{}
                                                                                      : "xcomp_bv";
}

}  // namespace

bool operator==(const CpuState& left, const CpuState& right) {
    return numbers_of(left) == numbers_of(right) && std::ranges::equal(left.extended, right.extended);
}

unsigned log_differences(Sink& sink, const CpuState& wanted, const CpuState& found) {
    const auto first = numbers_of(wanted), second = numbers_of(found);
    unsigned count = 0;
    for (std::size_t i = 0; i < numbers; ++i) {
        if (first[i] == second[i]) continue;
        ++count;
        Line line(sink, event::error);
        log_name(line, i).hex(key::value, first[i]).hex(key::found, second[i]);
    }
    const auto [one, other] = std::ranges::mismatch(wanted.extended, found.extended);
    if (one != wanted.extended.end() || other != found.extended.end()) {
        ++count;
        Line(sink, event::error)
            .text(key::field, "extended")
            .number(key::offset, static_cast<std::uint64_t>(one - wanted.extended.begin()));
    }
    return count;
}

void log_state(Sink& sink, const CpuState& state) {
    const auto values = numbers_of(state);
    for (std::size_t i = 0; i < numbers; ++i) {
        Line line(sink, event::state);
        log_name(line, i).hex(key::value, values[i]);
    }
    constexpr std::size_t a_line = 64;
    for (std::size_t offset = 0; offset < state.extended.size(); offset += a_line) {
        const auto bytes = state.extended.subspan(offset, std::min(a_line, state.extended.size() - offset));
        Line(sink, event::state)
            .text(key::field, "extended")
            .number(key::offset, offset)
            .bytes(key::values, bytes);
    }
}

std::uint64_t digest(const CpuState& state, std::uint64_t seed) {
    constexpr std::uint64_t prime = 0x100'0000'01B3;
    std::uint64_t hash = seed;
    for (const std::uint64_t value : numbers_of(state)) hash = (hash ^ value) * prime;
    for (const std::uint8_t byte : state.extended) hash = (hash ^ byte) * prime;
    return hash;
}

std::string_view unloadable(const CpuState& state, const StateLimits& limits) {
    for (const Register name : {Register::kernel_gs_base, Register::lstar, Register::cstar}) {
        if (!is_canonical(state[name])) return register_names[static_cast<std::size_t>(name)];
    }
    for (const Register name : {Register::dr6, Register::dr7, Register::fmask, Register::tsc_aux}) {
        if (state[name] >> 32 != 0) return register_names[static_cast<std::size_t>(name)];
    }
    if (state[Register::cr8] > 15) return "cr8";
    const std::uint64_t xcr0 = state[Register::xcr0];
    if ((xcr0 & 1) == 0 || (xcr0 & ~limits.components) != 0) return "xcr0";
    if (!state.extended.empty()) return unloadable_area(state.extended, limits);
    return {};
}

void save_registers(VirtualCpu& cpu, CpuState& state) {
    state.gpr = cpu.gpr;
    state.gpr[Gpr::rsp] = 0;
    for (std::size_t i = 0; i < register_count; ++i) state.registers[i] = cpu.read(static_cast<Register>(i));
    for (std::size_t i = 0; i < state.segments.size(); ++i)
        state.segments[i] = cpu.segment(static_cast<SegmentName>(i));
    state.gdtr = cpu.gdtr();
    state.idtr = cpu.idtr();
    for (unsigned i = 0; i < state.pdptes.size(); ++i)
        state.pdptes[i] = state.has_pdptes() ? cpu.pdpte(i) : 0;
}

}  // namespace vitrine::guest
