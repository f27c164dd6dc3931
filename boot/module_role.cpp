#include "boot/module_role.hpp"

#include <algorithm>
#include <array>

#include "kernel/parse.hpp"

namespace vitrine {

namespace {

std::string_view plain_name(std::string_view text) {
    if (const std::size_t slash = text.rfind('/'); slash != std::string_view::npos)
        text.remove_prefix(slash + 1);
    text = text.substr(0, text.rfind('.'));
    return text.empty() ? "module" : text;
}

template <class T>
struct Word {
    std::string_view name;
    T value;
};
constexpr std::array uses{Word{"role=program", ModuleRole::Use::program},
                          Word{"role=disk", ModuleRole::Use::disk}, Word{"role=keys", ModuleRole::Use::keys},
                          Word{"role=runs", ModuleRole::Use::runs}};
constexpr std::array drives{Word{"drive=auto", guest::pc::DriveKind::automatic},
                            Word{"drive=floppy", guest::pc::DriveKind::floppy},
                            Word{"drive=hard", guest::pc::DriveKind::hard_disk}};

bool read_word(std::string_view text, ModuleRole& role) {
    const auto is = [&](const auto& word) { return word.name == text; };
    if (const auto use = std::ranges::find_if(uses, is); use != uses.end()) {
        role.use = use->value;
        return true;
    }
    const auto drive = std::ranges::find_if(drives, is);
    if (drive != drives.end()) role.drive = drive->value;
    return drive != drives.end();
}

}  // namespace

Result<ModuleRole> parse_module_role(std::string_view text) {
    ModuleRole role;
    role.name = plain_name(take_word(text, ' '));
    while (!text.empty()) {
        const std::string_view word = take_word(text, ' ');
        // Other words were never looked at, and aren't: only those that are meant for this are checked.
        const bool meant = word.starts_with("role=") || word.starts_with("drive=");
        if (meant && !read_word(word, role)) {
            return fail(Complaint::of_word(word, "a module's word means nothing",
                                           "role=program, disk, keys or runs; drive=auto, floppy or hard"));
        }
    }
    return role;
}

}  // namespace vitrine
