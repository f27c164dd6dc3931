#include "guest/cpu/decoder.hpp"

#include <algorithm>

namespace vitrine::guest {

namespace {

/// Reads prefixes, opcode and operands off the front of the bytes.
class Decoder {
public:
    Decoder(std::span<const std::uint8_t> bytes, std::uint8_t code_size)
        : bytes_(bytes.first(std::min(bytes.size(), longest_instruction))), code_size_(code_size) {
        instruction_.address_size = code_size;
    }

    std::optional<Instruction> run() {
        while (prefix()) {
        }
        if (!next(instruction_.opcode)) return std::nullopt;
        if (instruction_.opcode == two_byte_escape) {
            instruction_.two_byte = true;
            if (!next(instruction_.opcode)) return std::nullopt;
        }
        if (!operands()) return std::nullopt;
        instruction_.length = static_cast<std::uint8_t>(position_);
        return instruction_;
    }

private:
    static constexpr std::uint8_t two_byte_escape = 0x0F;

    bool next(std::uint8_t& byte) {
        if (position_ >= bytes_.size()) return false;
        byte = bytes_[position_++];
        return true;
    }
    bool skip(std::size_t count) {
        position_ += count;
        return position_ <= bytes_.size();
    }

    /// 64-bit code knows FS and GS only. Vol. 1, 3.4.2.1.
    void override_segment(SegmentName name) {
        if (code_size_ == 8 && name != SegmentName::fs && name != SegmentName::gs) return;
        instruction_.segment = name;
        instruction_.segment_overridden = true;
    }

    bool prefix() {
        if (position_ >= bytes_.size()) return false;
        const std::uint8_t byte = bytes_[position_];
        switch (byte) {
            case 0x26:
                override_segment(SegmentName::es);
                break;
            case 0x2E:
                override_segment(SegmentName::cs);
                break;
            case 0x36:
                override_segment(SegmentName::ss);
                break;
            case 0x3E:
                override_segment(SegmentName::ds);
                break;
            case 0x64:
                override_segment(SegmentName::fs);
                break;
            case 0x65:
                override_segment(SegmentName::gs);
                break;
            case 0x66:
            case 0xF0:
            case 0xF2:
            case 0xF3:
                break;
            case 0x67:
                instruction_.address_size = code_size_ == 4 ? 2 : 4;
                break;
            default:
                if (code_size_ != 8 || (byte & 0xF0) != 0x40) return false;
                instruction_.rex = byte;
                ++position_;
                return true;
        }
        instruction_.rex = 0;  // before another prefix REX counts for nothing (vol. 2A, 2.2.1)
        ++position_;
        return true;
    }

    bool operands() { return instruction_.two_byte ? two_byte_operands() : one_byte_operands(); }

    bool one_byte_operands() {
        switch (instruction_.opcode) {
            case 0xE4:  // IN, OUT with an immediate port
            case 0xE5:
            case 0xE6:
            case 0xE7:
            case 0xCD:  // INT n
                return skip(1);
            case 0x6C:  // INS, OUTS
            case 0x6D:
            case 0x6E:
            case 0x6F:
            case 0xEC:  // IN, OUT by DX
            case 0xED:
            case 0xEE:
            case 0xEF:
            case 0xCC:  // INT3
            case 0xCE:  // INTO
            case 0xF1:  // INT1
            case 0xF4:  // HLT
                return true;
            default:
                return false;
        }
    }

    bool two_byte_operands() {
        switch (instruction_.opcode) {
            case 0x06:  // CLTS
            case 0x08:  // INVD
            case 0x09:  // WBINVD
            case 0x30:  // WRMSR
            case 0x31:  // RDTSC
            case 0x32:  // RDMSR
            case 0x33:  // RDPMC
            case 0xA2:  // CPUID
                return true;
            case 0x20:  // MOV from and to control registers: ModRM names registers, whatever its mod
            case 0x22:
                if (!next(instruction_.modrm)) return false;
                instruction_.modrm |= 0xC0;
                return true;
            case 0x01:  // LMSW, VMCALL, VMMCALL, XSETBV, RDTSCP, MONITOR, MWAIT, SVM's own
                return next(instruction_.modrm) && memory_operand();
            default:
                return false;
        }
    }

    /// What follows ModRM. Tables 2-1 and 2-2.
    bool memory_operand() {
        if (instruction_.names_register()) return true;
        const unsigned mod = instruction_.modrm >> 6;
        const unsigned rm = instruction_.modrm & 7;
        if (instruction_.address_size == 2) {
            const bool absolute = mod == 0 && rm == 6;
            return displacement(absolute ? 2 : mod);
        }
        bool base_is_displacement = mod == 0 && rm == 5;
        instruction_.rip_relative = base_is_displacement && code_size_ == 8;
        if (rm == 4) {
            if (!next(instruction_.sib)) return false;
            base_is_displacement = mod == 0 && (instruction_.sib & 7) == 5;
        }
        return displacement(base_is_displacement || mod == 2 ? 4 : mod);
    }

    /// `size` bytes of it, 0 to 4.
    bool displacement(unsigned size) {
        std::uint32_t value = 0;
        for (unsigned done = 0; done < size; ++done) {
            std::uint8_t byte = 0;
            if (!next(byte)) return false;
            value |= static_cast<std::uint32_t>(byte) << (8 * done);
        }
        const unsigned unused = 8 * (4 - size);
        if (size != 0) instruction_.displacement = static_cast<std::int32_t>(value << unused) >> unused;
        return true;
    }

    std::span<const std::uint8_t> bytes_;
    std::uint8_t code_size_;
    std::size_t position_ = 0;
    Instruction instruction_;
};

}  // namespace

std::optional<Instruction> decode(std::span<const std::uint8_t> bytes, std::uint8_t code_size) {
    return Decoder(bytes, code_size).run();
}

}  // namespace vitrine::guest
