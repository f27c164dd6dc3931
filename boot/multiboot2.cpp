#include "boot/multiboot2.hpp"

#include <cstring>

namespace vitrine {

namespace {

/// Tag types of section 3.6.
enum class Tag : std::uint32_t {
    end = 0,
    command_line = 1,
    loader_name = 2,
    module = 3,
    memory_map = 6,
    elf_sections = 9,
    efi32_system_table = 11,
    efi64_system_table = 12,
    old_rsdp = 14,
    new_rsdp = 15,
    efi_memory_map = 17,
    efi32_image = 19,
    efi64_image = 20,
};

constexpr std::size_t header_size = 8;

template <class T>
T read(std::span<const std::uint8_t> bytes, std::size_t offset) {
    T value;
    std::memcpy(&value, &bytes[offset], sizeof(T));
    return value;
}

}  // namespace

class Multiboot2Parser {
public:
    explicit Multiboot2Parser(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    Result<BootInformation, Multiboot2Error> parse() {
        if (const Verdict all = tags(); !all) return fail(Multiboot2Error{type_, offset_, all.error()});
        return information_;
    }

private:
    /// What is wrong, in words.
    using Verdict = Result<void, const char*>;

    Verdict tags() {
        if (bytes_.size() < header_size) return fail("the information is shorter than its header");
        const auto total = read<std::uint32_t>(bytes_, 0);
        if (total < 2 * header_size || total > bytes_.size()) return fail("the total size makes no sense");
        bytes_ = bytes_.first(total);

        offset_ = header_size;
        for (;;) {
            if (bytes_.size() - offset_ < header_size) return fail("there is no end tag");
            type_ = read<std::uint32_t>(bytes_, offset_);
            const auto size = read<std::uint32_t>(bytes_, offset_ + 4);
            if (size < header_size) return fail("a tag is shorter than its header");
            if (size > bytes_.size() - offset_) return fail("a tag reaches past the end");
            if (static_cast<Tag>(type_) == Tag::end) break;
            VITRINE_TRY(tag(bytes_.subspan(offset_, size)));
            const std::size_t next = (offset_ + size + 7) & ~std::size_t{7};
            if (next > bytes_.size()) return fail("there is no end tag");
            offset_ = static_cast<std::uint32_t>(next);
        }
        type_ = 0;
        if (information_.memory_map_.empty()) return fail("there is no memory map");
        return {};
    }

    Verdict tag(std::span<const std::uint8_t> tag) {
        switch (static_cast<Tag>(type_)) {
            case Tag::command_line:
                return text(tag, header_size, information_.command_line);
            case Tag::loader_name:
                return text(tag, header_size, information_.loader_name);
            case Tag::module:
                return module(tag);
            case Tag::memory_map:
                return memory_map(tag);
            case Tag::elf_sections:
                return elf_sections(tag);
            case Tag::old_rsdp:
                if (information_.rsdp.empty()) information_.rsdp = tag.subspan(header_size);
                return {};
            case Tag::new_rsdp:
                information_.rsdp = tag.subspan(header_size);
                return {};
            case Tag::efi32_system_table:
            case Tag::efi64_system_table:
            case Tag::efi_memory_map:
            case Tag::efi32_image:
            case Tag::efi64_image:
                information_.efi = true;
                return {};
            default:
                return {};
        }
    }

    Verdict text(std::span<const std::uint8_t> tag, std::size_t offset, std::string_view& out) {
        const auto characters = tag.subspan(offset);
        const void* end = characters.empty() ? nullptr : std::memchr(characters.data(), 0, characters.size());
        if (end == nullptr) return fail("a string has no end");
        if (out.data() != nullptr) return fail("a tag that may come once came twice");
        out = {reinterpret_cast<const char*>(characters.data()),
               static_cast<std::size_t>(static_cast<const std::uint8_t*>(end) - characters.data())};
        return {};
    }

    Verdict module(std::span<const std::uint8_t> tag) {
        constexpr std::size_t string_offset = 16;
        if (tag.size() <= string_offset) return fail("a module's tag is too short");
        Module module{read<std::uint32_t>(tag, 8), read<std::uint32_t>(tag, 12), {}};
        VITRINE_TRY(text(tag, string_offset, module.name));
        if (module.end < module.start) return fail("a module ends before it starts");
        for (const Module& other : information_.modules()) {
            if (module.start < other.end && other.start < module.end) return fail("two modules overlap");
        }
        if (!information_.add_module(module)) return fail("there are too many modules");
        return {};
    }

    Verdict memory_map(std::span<const std::uint8_t> tag) {
        constexpr std::size_t entries_offset = 16;
        constexpr std::uint32_t smallest_entry = 24;
        if (!information_.memory_map_.empty()) return fail("a tag that may come once came twice");
        if (tag.size() < entries_offset + smallest_entry) return fail("the memory map is empty");
        const auto entry_size = read<std::uint32_t>(tag, 8);
        if (entry_size < smallest_entry || entry_size % 8 != 0)
            return fail("a memory map entry's size makes no sense");
        const auto entries = tag.subspan(entries_offset);
        if (entries.size() < entry_size) return fail("the memory map is empty");
        information_.memory_entry_size_ = entry_size;
        information_.memory_map_ = entries.first(entries.size() / entry_size * entry_size);
        return {};
    }

    Verdict elf_sections(std::span<const std::uint8_t> tag) {
        constexpr std::size_t headers_offset = 20;
        constexpr std::uint32_t elf64_entry = 64;
        if (tag.size() < headers_offset) return fail("the ELF sections' tag is too short");
        const auto count = read<std::uint32_t>(tag, 8);
        const auto entry_size = read<std::uint32_t>(tag, 12);
        const auto string_section = read<std::uint32_t>(tag, 16);
        if (count == 0) return {};
        if (entry_size != elf64_entry) return fail("the ELF section headers are not of ELF64");
        if (count > (tag.size() - headers_offset) / entry_size)
            return fail("the ELF sections' tag is too short");
        if (string_section >= count) return fail("the ELF string section's number makes no sense");
        information_.elf_sections = ElfSections{tag.subspan(headers_offset, std::size_t{count} * entry_size),
                                                entry_size, string_section};
        return {};
    }

    std::span<const std::uint8_t> bytes_;
    std::uint32_t offset_ = 0;
    std::uint32_t type_ = 0;
    BootInformation information_;
};

bool BootInformation::add_module(const Module& module) {
    if (module_count_ == most_modules) return false;
    modules_[module_count_++] = module;
    return true;
}

std::size_t BootInformation::memory_region_count() const {
    return memory_entry_size_ == 0 ? 0 : memory_map_.size() / memory_entry_size_;
}

MemoryRegion BootInformation::memory_region(std::size_t index) const {
    const auto entry = memory_map_.subspan(index * memory_entry_size_, memory_entry_size_);
    return {read<std::uint64_t>(entry, 0), read<std::uint64_t>(entry, 8), read<std::uint32_t>(entry, 16)};
}

std::uint32_t multiboot2_size(std::span<const std::uint8_t, 8> header) {
    return read<std::uint32_t>(header, 0);
}

Result<BootInformation, Multiboot2Error> parse_multiboot2(std::span<const std::uint8_t> bytes) {
    return Multiboot2Parser(bytes).parse();
}

}  // namespace vitrine
