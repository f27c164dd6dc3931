// Disk images of any bytes and size, in any drive: they are refused with a reason or have a geometry that can
// be divided by, and no sector outside of them is touched.

#include <cstdlib>
#include <vector>

#include "guest/devices/disk.hpp"
#include "input.hpp"

namespace {

using namespace vitrine;
using namespace vitrine::guest;

void require(bool holds) {
    if (!holds) std::abort();
}

void check_geometry(const pc::Disk& disk) {
    const pc::Geometry& geometry = disk.geometry();
    require(geometry.cylinders != 0);
    require(geometry.heads != 0 && geometry.heads <= 256);
    require(geometry.sectors != 0 && geometry.sectors <= 63);
    require(disk.floppy() == (disk.floppy_type() != 0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    constexpr std::size_t largest = 8000 * pc::sector_size;
    const auto kind = static_cast<pc::DriveKind>(input.take<std::uint8_t>() % 3);
    const auto choice = input.take<std::uint16_t>();
    const std::size_t wanted =
        (choice & 1) != 0 ? choice : (choice >> 1) % 8000 * std::size_t{pc::sector_size};
    static std::vector<std::uint8_t> memory(largest);
    std::vector<std::uint8_t> dirty(input.take<std::uint16_t>() % 1001);
    const auto image = std::span(memory).first(wanted);
    std::uint64_t block = input.take<std::uint64_t>();
    const auto contents = input.rest();
    // The table of partitions, and what the parameter block says, are near the ends of the first sector.
    const std::size_t used = std::min<std::size_t>({image.size(), contents.size(), pc::sector_size});
    std::fill_n(memory.begin(), pc::sector_size, std::uint8_t{0});
    std::copy_n(contents.begin(), used, image.begin());
    if ((choice & 2) != 0 && image.size() >= pc::sector_size) {
        std::copy_backward(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(used),
                           image.begin() + pc::sector_size);
        image[510] = 0x55;
        image[511] = 0xAA;
    }

    auto opened = pc::Disk::open(image, dirty, kind);
    if (!opened) {
        require(!opened.error().cause.empty() && !opened.error().hint.empty());
        return 0;
    }
    pc::Disk& disk = *opened;
    check_geometry(disk);
    for (const std::uint64_t lba : {block, block % 8192, disk.sectors(), disk.sectors() - 1}) {
        const auto sector = disk.read(lba);
        require(sector.has_value() == (lba < disk.sectors()));
        const std::array<std::uint8_t, pc::sector_size> bytes{};
        require(disk.write(lba, bytes) == sector.has_value());
        require(!disk.is_dirty(lba) || sector.has_value());
    }
    require(disk.changed());
    return 0;
}
