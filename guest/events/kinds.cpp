#include "guest/events/kinds.hpp"

#include <algorithm>
#include <span>

#include "guest/machine/emulate/exceptions.hpp"

namespace vitrine::guest {

namespace {

std::string_view access_name(exit::ControlRegister::Access access) {
    switch (access) {
        case exit::ControlRegister::Access::write:
            return "write";
        case exit::ControlRegister::Access::read:
            return "read";
        case exit::ControlRegister::Access::clts:
            return "clts";
        case exit::ControlRegister::Access::lmsw:
            return "lmsw";
    }
    return "";
}

void describe_string(Line& line, const exit::Io& io) {
    constexpr std::array<std::string_view, 8> segments{"es", "cs", "ss", "ds", "fs", "gs", "", ""};
    const auto shown = std::min<std::size_t>(io.count, io.values.size());
    line.text(key::instruction, io.in ? "ins" : "outs").number(key::rep, io.rep ? 1 : 0);
    line.text(key::segment, segments[static_cast<std::size_t>(io.segment) & 7]);
    if (io.count != 0) line.hex(key::address, io.address);
    line.number(key::count, io.count);
    if (shown != 0) line.hex_list(key::values, std::span(io.values).first(shown));
}

// The keys of each kind, in the order of the log. Where it `faulted`, the instruction was not done: the guest
// gets an exception.

void describe(Line& line, const exit::Vmcall& call, bool /*faulted*/) {
    line.hex(key::number, call.number);
    line.text(key::name, call.name.empty() ? "unknown" : call.name).hex(key::argument, call.argument);
    line.hex(key::returned, call.returned);
    if (call.has_caller) line.far_address(key::caller, call.caller_segment, call.caller_offset);
}

void describe(Line& line, const exit::Io& io, bool /*faulted*/) {
    line.text(key::direction, io.in ? "in" : "out").hex(key::port, io.port).number(key::size, io.size);
    if (io.string) {
        describe_string(line, io);
    } else {
        line.hex(key::value, io.values[0]);
    }
    line.text(key::device, io.device.empty() ? "none" : io.device);
}

void describe(Line& line, const exit::Cpuid& cpuid, bool /*faulted*/) {
    line.hex(key::leaf, cpuid.leaf).hex(key::subleaf, cpuid.subleaf);
    line.hex(key::eax, cpuid.eax).hex(key::ebx, cpuid.ebx).hex(key::ecx, cpuid.ecx).hex(key::edx, cpuid.edx);
}

void describe(Line& line, const exit::Hlt& hlt, bool /*faulted*/) {
    line.text(key::interrupts, hlt.interrupts_on ? "on" : "off");
}

void describe(Line& line, const exit::Msr& msr, bool faulted) {
    line.text(key::access, msr.write ? "write" : "read").hex(key::index, msr.index);
    line.text(key::name, msr.name.empty() ? "unknown" : msr.name);
    if (msr.write || !faulted) line.hex(key::value, msr.value);
}

void describe(Line& line, const exit::ControlRegister& access, bool /*faulted*/) {
    line.text(key::access, access_name(access.access)).number(key::cr, access.number);
    if (!access.lmsw_operand) line.hex(key::value, access.value);
}

void describe(Line& line, const exit::CacheFlush& flush, bool /*faulted*/) {
    line.text(key::instruction, flush.write_back ? "wbinvd" : "invd");
}

void describe(Line& line, const exit::Xsetbv& xsetbv, bool /*faulted*/) {
    line.hex(key::index, xsetbv.index).hex(key::value, xsetbv.value);
}

void describe(Line& line, const exit::Rdtsc& rdtsc, bool /*faulted*/) {
    line.text(key::instruction, rdtsc.with_aux ? "rdtscp" : "rdtsc").hex(key::value, rdtsc.value);
}

void describe(Line& line, const exit::AbsentInstruction& absent, bool /*faulted*/) {
    line.text(key::instruction, absent.instruction);
}

void describe(Line& line, const exit::Exception& exception, bool /*faulted*/) {
    line.number(key::vector, exception.vector).text(key::name, vector_name(exception.vector));
    if (exception.has_error_code) line.hex(key::error, exception.error_code);
    if (exception.vector == vector::pf) line.hex(key::address, exception.address);
    if (exception.vector == vector::db) line.hex(key::dr6, exception.address);
}

void describe(Line& /*line*/, const exit::TripleFault& /*fault*/, bool /*faulted*/) {}

void describe(Line& line, const exit::MemoryViolation& violation, bool /*faulted*/) {
    line.text(key::access, violation.fetch ? "fetch" : violation.write ? "write" : "read");
    line.hex(key::physical, violation.address);
    if (violation.linear_valid) line.hex(key::linear, violation.linear);
}

void describe(Line& line, const exit::MemoryMisconfiguration& misconfiguration, bool /*faulted*/) {
    line.hex(key::physical, misconfiguration.address);
}

void describe(Line& line, const exit::ExternalInterrupt& interrupt, bool /*faulted*/) {
    line.hex(key::vector, interrupt.vector);
}

void describe(Line& /*line*/, const exit::BudgetTimer& /*timer*/, bool /*faulted*/) {}

void describe(Line& line, const exit::Unhandled& unhandled, bool /*faulted*/) {
    line.number(key::reason, unhandled.reason).text(key::name, unhandled.name);
    line.hex(key::qualification, unhandled.qualification);
}

void describe(Line& line, const BiosCall& call, bool /*faulted*/) {
    using Style = BiosCall::Style;
    line.hex(key::interrupt, call.vector).text(key::function, call.function);
    for (std::size_t index = 0; index < call.parameter_count; ++index) {
        const auto& [key, value] = call.parameters[index];
        if (call.styles[index] == Style::on_off) {
            line.text(key, value != 0 ? "on" : "off");
        } else if (call.styles[index] == Style::number) {
            line.number(key, value);
        } else if (call.styles[index] == Style::character) {
            const auto character = static_cast<char>(value);
            line.text(key, std::string_view(&character, 1));
        } else {
            line.hex(key, value);
        }
    }
    line.text(key::status, call.status);
    line.far_address(key::caller, call.caller_segment, call.caller_offset);
}

void describe(Line& line, const DeviceInterrupt& interrupt, bool /*faulted*/) {
    line.number(key::line, interrupt.line).hex(key::vector, interrupt.vector);
}

template <class Which>
void describe_told(Line& line, const Told& told, bool faulted) {
    if constexpr (std::is_constructible_v<Cause, Which>) {
        describe(line, std::get<Which>(std::get<Cause>(told)), faulted);
    } else {
        describe(line, std::get<Which>(told), faulted);
    }
}

template <class Which>
constexpr Kind row(std::string_view word, vitrine::Event event = event::exit) {
    return {word, event, describe_told<Which>};
}

constexpr std::array<Kind, told_kinds> rows = [] {
    std::array<Kind, told_kinds> table{};
    table[kind_index<exit::Vmcall>] = row<exit::Vmcall>("vmcall");
    table[kind_index<exit::Io>] = row<exit::Io>("io");
    table[kind_index<exit::Cpuid>] = row<exit::Cpuid>("cpuid");
    table[kind_index<exit::Hlt>] = row<exit::Hlt>("hlt");
    table[kind_index<exit::Msr>] = row<exit::Msr>("msr");
    table[kind_index<exit::ControlRegister>] = row<exit::ControlRegister>("cr");
    table[kind_index<exit::CacheFlush>] = row<exit::CacheFlush>("cache");
    table[kind_index<exit::Xsetbv>] = row<exit::Xsetbv>("xsetbv");
    table[kind_index<exit::Rdtsc>] = row<exit::Rdtsc>("rdtsc");
    table[kind_index<exit::AbsentInstruction>] = row<exit::AbsentInstruction>("instruction");
    table[kind_index<exit::Exception>] = row<exit::Exception>("exception");
    table[kind_index<exit::TripleFault>] = row<exit::TripleFault>("triple-fault");
    table[kind_index<exit::MemoryViolation>] = row<exit::MemoryViolation>("memory");
    table[kind_index<exit::MemoryMisconfiguration>] = row<exit::MemoryMisconfiguration>("misconfiguration");
    table[kind_index<exit::ExternalInterrupt>] = row<exit::ExternalInterrupt>("interrupt");
    table[kind_index<exit::BudgetTimer>] = row<exit::BudgetTimer>("budget");
    table[kind_index<exit::Unhandled>] = row<exit::Unhandled>("unhandled");
    table[event_kind::bios] = row<BiosCall>("bios", event::bios);
    table[event_kind::irq] = row<DeviceInterrupt>("irq", event::irq);
    return table;
}();

static_assert(std::ranges::none_of(rows, [](const Kind& kind) { return kind.describe == nullptr; }),
              "a kind without a row");

}  // namespace

constinit const std::array<Kind, told_kinds> kind_table = rows;

}  // namespace vitrine::guest
