#pragma once
// Binary records that leave by the second serial port: what a guest made, for a program on the other end of
// the line.
//
//   4 bytes "VREC", 1 byte type, 3 bytes 0, 4 bytes length of the payload, the payload, 4 bytes CRC-32 of all
//   before
//
// Numbers are little-endian; the CRC is that of IEEE 802.3 and of zlib.

#include <cstdint>
#include <span>

#include "kernel/log/log.hpp"

namespace vitrine {

enum class RecordType : std::uint8_t {
    sectors = 1,  ///< of a disk: u8 drive, 3 bytes 0, u32 count, u64 first block, then count * 512 bytes
    screen = 2,   ///< a guest::pc::SnapshotHeader and what follows it
    end = 3,      ///< nothing more comes
};

/// Continues a CRC-32 over more bytes; begin with 0.
[[nodiscard]] std::uint32_t crc32(std::uint32_t crc, std::span<const std::uint8_t> bytes);

/// Writes one record, whose payload comes in pieces.
class Record {
public:
    /// `length`: of the payload, in bytes.
    Record(Sink& sink, RecordType type, std::uint32_t length);
    Record(const Record&) = delete;
    Record& operator=(const Record&) = delete;
    /// Ends it.
    ~Record();

    void add(std::span<const std::uint8_t> bytes);

private:
    Sink& sink_;
    std::uint32_t crc_ = 0;
};

}  // namespace vitrine
