// A hostile caller of the BIOS: any registers, segments, stack, memory, disks and page tables, in real and
// virtual-8086 mode, several calls in a row. Nothing may fault or touch what isn't the guest's, and each call
// says what it was.

#include "guest/bios/bios.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "../unit/fake_cpu.hpp"
#include "guest/bios/rom.hpp"

namespace {

using namespace vitrine;
using namespace vitrine::guest;
namespace rom = bios::rom;

class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
    template <class T>
    T take() {
        T value{};
        const std::size_t length = std::min(sizeof(T), size_);
        std::memcpy(&value, data_, length);
        data_ += length;
        size_ -= length;
        return value;
    }
    [[nodiscard]] bool empty() const { return size_ == 0; }

private:
    const std::uint8_t* data_;
    std::size_t size_;
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
    const auto count = input.take<std::uint8_t>() % 3U;
    images.resize(count);
    for (auto& image : images) {
        image.resize((1U + input.take<std::uint8_t>() % 64) * pc::sector_size);
        for (unsigned byte = 0; byte < 8; ++byte)
            image[input.take<std::uint16_t>() % pc::sector_size] = input.take<std::uint8_t>();
        if (input.take<std::uint8_t>() % 2 == 0) {
            image[510] = 0x55;
            image[511] = 0xAA;
        }
        const auto disk =
            pc::Disk::open(image, {}, static_cast<pc::DriveKind>(input.take<std::uint8_t>() % 3));
        if (disk) require(devices.disks.add(*disk));
    }
}

/// Bytes at places that matter: vectors, the BIOS data area, and where the segments point.
void write_memory(Input& input, FakeCpu& cpu, const OwnMemory& own) {
    const auto count = input.take<std::uint8_t>() % 32U;
    for (unsigned number = 0; number < count; ++number) {
        const auto where = input.take<std::uint8_t>();
        const std::uint64_t base = where < 0x80 ? 0x400U : cpu.segments[where % 8].base;
        const std::uint64_t offset = where < 0x80 ? where * 2U : input.take<std::uint16_t>();
        (void)own.memory.write<std::uint16_t>(base + offset, input.take<std::uint16_t>());
    }
}

void take_registers(Input& input, FakeCpu& cpu) {
    for (const Gpr name : {Gpr::rax, Gpr::rbx, Gpr::rcx, Gpr::rdx, Gpr::rsi, Gpr::rdi, Gpr::rbp})
        cpu.gpr[name] = input.take<std::uint32_t>();
    for (const SegmentName name : {SegmentName::ds, SegmentName::es, SegmentName::ss})
        cpu.set_real_mode_segment(name, input.take<std::uint16_t>());
    cpu.registers[Register::rsp] = input.take<std::uint32_t>();
    const auto unusual = input.take<std::uint8_t>();
    if (unusual == 1) cpu.segment_of(SegmentName::es).base = ~0ULL - input.take<std::uint16_t>();
    if (unusual == 2) cpu.segment_of(SegmentName::ds).base = input.take<std::uint32_t>();
    if (unusual == 3) cpu.segment_of(SegmentName::ss).base = input.take<std::uint32_t>();
}

/// Page tables in the guest's memory, of which some entries are arbitrary.
void enter_virtual_8086(Input& input, FakeCpu& cpu, const OwnMemory& own) {
    constexpr std::uint32_t directory = 0x8'0000, table = 0x8'1000, present_writable_user = 7;
    (void)own.memory.write<std::uint32_t>(directory, table | present_writable_user);
    for (std::uint32_t page = 0; page < 0x110; ++page)
        (void)own.memory.write<std::uint32_t>(table + page * 4, page << 12 | present_writable_user);
    for (unsigned number = 0; number < 4; ++number)
        (void)own.memory.write<std::uint32_t>(table + input.take<std::uint16_t>() % 0x110 * 4U,
                                              input.take<std::uint32_t>());
    cpu.registers[Register::cr0] |= cr0::pe | cr0::pg;
    cpu.registers[Register::rflags] |= rflags::vm;
    cpu.registers[Register::cr3] =
        input.take<std::uint8_t>() % 8 != 0 ? directory : input.take<std::uint32_t>();
    if (input.take<std::uint8_t>() % 8 == 0) cpu.registers[Register::cr4] |= cr4::pae;
}

/// The vectors that have services come more often than the others.
unsigned take_slot(Input& input) {
    constexpr std::array<std::uint8_t, 13> served{0x05, 0x10, 0x10, 0x11, 0x12, 0x13, 0x13,
                                                  0x14, 0x15, 0x15, 0x16, 0x17, 0x1A};
    const unsigned number = input.take<std::uint16_t>() % 512;
    return number < rom::slot_count ? number : served[number % served.size()];
}

void call(FakeCpu& cpu, const OwnMemory& own, bios::Bios& its_bios, unsigned slot) {
    cpu.set_real_mode_segment(SegmentName::cs, rom::segment);
    cpu.registers[Register::rip] = rom::slot_offset(slot);
    Exit exit{.rip = rom::slot_offset(slot), .length = 3, .cause = exit::Vmcall{}};
    require(bios::Bios::is_call(cpu, exit));
    const Action action = its_bios.call(cpu, own.memory, exit);
    const auto& log = std::get<exit::BiosCall>(exit.cause);
    require(log.parameter_count <= log.parameters.size());
    if (!log.silent) require(!log.function.empty() && !log.status.empty());
    require(!std::holds_alternative<action::Inject>(action));
    if (std::holds_alternative<action::Resume>(action)) require(bios::Bios::is_waiting(cpu));
    if (const auto* stop = std::get_if<action::Stop>(&action)) require(!stop->cause.empty() && !log.silent);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    FakeCpu cpu;
    const OwnMemory& own = memory_of_size(input.take<std::uint8_t>() % 2 == 0);
    Console console;
    pc::Devices devices;
    bios::Bios its_bios(devices, console);
    std::vector<std::vector<std::uint8_t>> images;
    add_disks(input, devices, images);
    its_bios.install(own.memory);
    (void)its_bios.boot(own.memory);
    take_registers(input, cpu);
    write_memory(input, cpu, own);
    if (input.take<std::uint8_t>() % 4 == 0) enter_virtual_8086(input, cpu, own);

    constexpr unsigned most_calls = 16;
    for (unsigned number = 0; number < most_calls && !input.empty(); ++number) {
        const auto before = input.take<std::uint8_t>();
        if ((before & 0x01) != 0) take_registers(input, cpu);
        if ((before & 0x02) != 0) cpu.gpr[Gpr::rax] = input.take<std::uint16_t>();
        if ((before & 0x04) != 0) devices.a20.open = !devices.a20.open;
        if ((before & 0x08) != 0) devices.typist.type(input.take<std::uint8_t>());
        if ((before & 0x10) != 0) devices.clock.now += input.take<std::uint32_t>();
        if ((before & 0x20) != 0) write_memory(input, cpu, own);
        devices.update();
        if ((before & 0x40) != 0 && devices.pic.pending()) (void)devices.pic.acknowledge();
        call(cpu, own, its_bios, take_slot(input));
        while (console.take_line()) {
        }
    }
    return 0;
}
