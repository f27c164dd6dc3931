// A hostile caller of the BIOS: any registers, segments, stack, memory, disks and page tables, in real and
// virtual-8086 mode, several calls in a row. Nothing may fault or touch what isn't the guest's, and each call
// says what it was.

#include "guest/firmware/bios.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "../unit/fake_cpu.hpp"
#include "guest/firmware/rom.hpp"

namespace {

using namespace vitrine;
using namespace vitrine::guest;
namespace rom = bios::rom;

/// The fuzzer's bytes, and when they have run out others that follow from them.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {
        for (std::size_t index = 0; index < size; ++index) seed_ = (seed_ ^ data[index]) * 0x0100'0000'01B3;
    }
    std::uint8_t byte() {
        if (size_ != 0) {
            --size_;
            return *data_++;
        }
        seed_ ^= seed_ << 13;
        seed_ ^= seed_ >> 7;
        seed_ ^= seed_ << 17;
        return static_cast<std::uint8_t>(seed_ >> 32);
    }
    template <class T>
    T take() {
        T value{};
        for (std::size_t index = 0; index < sizeof(T); ++index)
            value = static_cast<T>(value | static_cast<T>(byte()) << 8 * index);
        return value;
    }
    /// Once in so many times.
    bool one_in(unsigned times) { return byte() % times == 0; }

    /// A word as callers have them: small numbers, borders, and anything.
    std::uint16_t word() {
        constexpr std::array<std::uint16_t, 12> borders{0,      1,      0x10,   0x12,   0x80,   0x100,
                                                        0x7FFF, 0x8000, 0xF000, 0xFFF0, 0xFFFE, 0xFFFF};
        switch (byte() % 4) {
            case 0:
                return borders[byte() % borders.size()];
            case 1:
                return byte();
            default:
                return take<std::uint16_t>();
        }
    }

private:
    const std::uint8_t* data_;
    std::size_t size_;
    std::uint64_t seed_ = 0xCBF2'9CE4'8422'2325;
};

void require(bool condition) {
    if (!condition) std::abort();
}

/// Cleared for each input: to allocate it each time would take longer than the calls.
OwnMemory& memory_of_size(bool large) {
    constexpr std::size_t mib = 1U << 20;
    static OwnMemory small_memory(mib), large_memory(mib + (64U << 10));
    OwnMemory& own = large ? large_memory : small_memory;
    std::memset(own.bytes.data(), 0, own.bytes.size());
    return own;
}

/// Small disks whose first sector, which says what geometry they have, is arbitrary.
void add_disks(Input& input, pc::Devices& devices, std::vector<std::vector<std::uint8_t>>& images) {
    images.resize(input.one_in(8) ? 0 : 1 + input.byte() % 3U);
    for (auto& image : images) {
        image.resize((1U + input.byte() % 64) * pc::sector_size);
        for (unsigned number = input.byte() % 8U; number > 0; --number)
            image[input.take<std::uint16_t>() % pc::sector_size] = input.byte();
        if (!input.one_in(4)) {
            image[pc::sector_size - 2] = 0x55;
            image[pc::sector_size - 1] = 0xAA;
        }
        const auto disk = pc::Disk::open(image, {}, static_cast<pc::DriveKind>(input.byte() % 3));
        if (disk) require(devices.disks.add(*disk));
    }
}

void take_registers(Input& input, FakeCpu& cpu) {
    constexpr std::array<std::uint8_t, 6> drives{0x00, 0x00, 0x80, 0x80, 0x81, 0xFF};
    for (const Gpr name : {Gpr::rbx, Gpr::rcx, Gpr::rdx, Gpr::rsi, Gpr::rdi, Gpr::rbp})
        cpu.gpr[name] = input.word() | (input.one_in(4) ? input.take<std::uint64_t>() << 16 : 0);
    if (!input.one_in(4)) {  // a sector and a drive that there may be
        cpu.gpr[Gpr::rcx] = input.byte() % 20U;
        cpu.gpr[Gpr::rdx] = drives[input.byte() % drives.size()] | (input.byte() % 3U) << 8;
    }
    for (const SegmentName name : {SegmentName::ds, SegmentName::es, SegmentName::ss})
        cpu.set_real_mode_segment(name, input.word());
    cpu.registers[Register::rsp] = input.take<std::uint32_t>();
    const auto unusual = input.byte() % 16;
    if (unusual == 1) cpu.segment_of(SegmentName::es).base = ~0ULL - input.take<std::uint16_t>();
    if (unusual == 2) cpu.segment_of(SegmentName::ds).base = input.take<std::uint32_t>();
    if (unusual == 3) cpu.segment_of(SegmentName::ss).base = input.take<std::uint32_t>();
}

/// Words at places that matter: vectors of fonts, the BIOS data area, anywhere.
void write_memory(Input& input, const OwnMemory& own) {
    constexpr std::array<std::uint16_t, 4> vectors{0x1F * 4, 0x1F * 4 + 2, 0x43 * 4, 0x43 * 4 + 2};
    for (unsigned number = input.byte() % 8U; number > 0; --number) {
        const auto where = input.byte();
        const std::uint64_t address = where < 0xC0   ? 0x400U + input.byte()
                                      : where < 0xE0 ? vectors[where % vectors.size()]
                                                     : input.take<std::uint32_t>() % own.memory.size();
        (void)own.memory.write(address, input.word());
    }
}

/// What functions look at through pointers: a packet of INT 13h at DS:SI, descriptors of INT 15h, AH=87h.
void write_arguments(Input& input, FakeCpu& cpu, const OwnMemory& own) {
    const std::uint64_t packet = cpu.segment(SegmentName::ds).base + (cpu.gpr[Gpr::rsi] & 0xFFFF);
    constexpr std::array<std::uint16_t, 6> sizes{0x10, 0x18, 0x1A, 0x1E, 0x42, 0x0F};
    (void)own.memory.write(packet, sizes[input.byte() % sizes.size()]);
    (void)own.memory.write<std::uint16_t>(packet + 2, input.one_in(4) ? input.word() : input.byte() % 8U);
    (void)own.memory.write(packet + 4, input.one_in(4) ? 0xFFFF'FFFF : input.take<std::uint32_t>());
    (void)own.memory.write<std::uint64_t>(packet + 8,
                                          input.one_in(4) ? input.take<std::uint64_t>() : input.byte() % 64U);
    const std::uint64_t table = cpu.segment(SegmentName::es).base + (cpu.gpr[Gpr::rsi] & 0xFFFF);
    for (const std::uint64_t descriptor : {table + 0x10, table + 0x18}) {
        (void)own.memory.write<std::uint16_t>(descriptor, input.word());
        (void)own.memory.write<std::uint32_t>(descriptor + 2, input.take<std::uint32_t>() >> 12);
    }
}

/// Page tables in the guest's memory, of which some entries are arbitrary.
void enter_virtual_8086(Input& input, FakeCpu& cpu, const OwnMemory& own) {
    constexpr std::uint32_t directory = 0x8'0000, table = 0x8'1000, present_writable_user = 7, pages = 0x110;
    (void)own.memory.write<std::uint32_t>(directory, table | present_writable_user);
    for (std::uint32_t page = 0; page < pages; ++page)
        (void)own.memory.write<std::uint32_t>(table + page * 4, page << 12 | present_writable_user);
    for (unsigned number = 0; number < 4; ++number)
        (void)own.memory.write(table + input.take<std::uint16_t>() % pages * 4U, input.take<std::uint32_t>());
    cpu.registers[Register::cr0] |= cr0::pe | cr0::pg;
    cpu.registers[Register::rflags] |= rflags::vm;
    cpu.registers[Register::cr3] = input.one_in(8) ? input.take<std::uint32_t>() : directory;
    if (input.one_in(8)) cpu.registers[Register::cr4] |= cr4::pae;
}

/// Functions by their vector and AH, where AL is arbitrary, and by AX.
struct Function {
    std::uint8_t vector;
    std::uint8_t first, last;  ///< AH
};
constexpr std::array functions{
    Function{0x10, 0x00, 0x00}, Function{0x10, 0x00, 0x13}, Function{0x10, 0x06, 0x0A},
    Function{0x10, 0x0C, 0x0E}, Function{0x10, 0x10, 0x13}, Function{0x10, 0x1A, 0x1B},
    Function{0x13, 0x00, 0x05}, Function{0x13, 0x02, 0x04}, Function{0x13, 0x08, 0x18},
    Function{0x13, 0x41, 0x4B}, Function{0x13, 0x42, 0x48}, Function{0x14, 0x00, 0x04},
    Function{0x15, 0x83, 0x88}, Function{0x15, 0x86, 0x87}, Function{0x15, 0xC0, 0xC2},
    Function{0x15, 0xE8, 0xE8}, Function{0x15, 0x24, 0x24}, Function{0x16, 0x00, 0x05},
    Function{0x16, 0x09, 0x12}, Function{0x17, 0x00, 0x03}, Function{0x1A, 0x00, 0x08},
    Function{0x1A, 0xB1, 0xB1}, Function{0x05, 0x00, 0xFF}, Function{0x11, 0x00, 0xFF},
    Function{0x12, 0x00, 0xFF},
};

/// AX and the slot of a function that there is; sometimes of any vector or of the ROM's own.
unsigned take_function(Input& input, FakeCpu& cpu) {
    constexpr std::uint64_t smap = 0x534D'4150;
    cpu.gpr[Gpr::rax] = input.word();
    const auto choice = input.byte();
    if (choice < 0x10) return rom::vectors + choice;
    if (choice < 0x18) return input.byte();
    const Function& function = functions[choice % functions.size()];
    const unsigned ah = function.first + input.byte() % (function.last - function.first + 1U);
    const unsigned al = input.one_in(2) ? input.byte() % 0x34U : input.byte();
    cpu.gpr[Gpr::rax] = ah << 8 | al;
    if (ah == 0xE8 && !input.one_in(4)) {
        cpu.gpr[Gpr::rax] = 0xE820;
        cpu.gpr[Gpr::rbx] = input.byte() % 5;
        cpu.gpr[Gpr::rcx] = 20;
        cpu.gpr[Gpr::rdx] = smap;
    }
    return function.vector;
}

void call(FakeCpu& cpu, const OwnMemory& own, bios::Bios& its_bios, unsigned slot) {
    cpu.set_real_mode_segment(SegmentName::cs, rom::segment);
    cpu.registers[Register::rip] = rom::slot_offset(slot);
    Exit exit{.rip = rom::slot_offset(slot), .length = 3, .cause = exit::Vmcall{}};
    require(bios::Bios::is_call(cpu, exit));
    const Action action = its_bios.call(cpu, own.memory, exit);
    const BiosCall& log = its_bios.last_call();
    require(log.parameter_count <= log.parameters.size());
    if (!log.silent) require(!log.function.empty() && !log.status.empty());
    require(!action.is<action::Inject>());
    require(!action.is<action::Resume>());
    require(exit.length == 3 || exit.length == rom::wait_offset);
    if (action.is<action::Stop>()) require(!action.stop().cause.empty() && !log.silent);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    FakeCpu cpu;
    OwnMemory& own = memory_of_size(input.one_in(2));
    Console console;
    Requests requests;
    pc::Devices devices(requests);
    bios::Bios its_bios(devices, console);
    std::vector<std::vector<std::uint8_t>> images;
    devices.a20.guard(own.memory, requests);
    add_disks(input, devices, images);
    its_bios.install(own.memory);
    (void)its_bios.boot(own.memory);
    if (input.one_in(4)) enter_virtual_8086(input, cpu, own);
    if (input.one_in(2)) write_memory(input, own);
    take_registers(input, cpu);

    const unsigned calls = 1U + input.byte() % 8;
    for (unsigned number = 0; number < calls; ++number) {
        if (!input.one_in(4)) take_registers(input, cpu);
        if (input.one_in(2)) write_arguments(input, cpu, own);
        if (input.one_in(8)) write_memory(input, own);
        if (input.one_in(8)) devices.a20.set(!devices.a20.open());
        if (input.one_in(4)) devices.typist.type(input.byte());
        if (input.one_in(4)) devices.clock.now += input.take<std::uint32_t>();
        devices.timers.expire();
        if (input.one_in(4) && devices.pic.pending()) (void)devices.pic.acknowledge();
        call(cpu, own, its_bios, take_function(input, cpu));
        while (console.take_line()) {
        }
    }
    return 0;
}
