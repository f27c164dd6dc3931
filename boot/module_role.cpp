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

bool read_word(std::string_view word, ModuleRole& role) {
    using Use = ModuleRole::Use;
    using guest::pc::DriveKind;
    if (word == "role=program") {
        role.use = Use::program;
    } else if (word == "role=disk") {
        role.use = Use::disk;
    } else if (word == "role=keys") {
        role.use = Use::keys;
    } else if (word == "role=runs") {
        role.use = Use::runs;
    } else if (word == "drive=auto") {
        role.drive = DriveKind::automatic;
    } else if (word == "drive=floppy") {
        role.drive = DriveKind::floppy;
    } else if (word == "drive=hard") {
        role.drive = DriveKind::hard_disk;
    } else {
        return false;
    }
    return true;
}

}  // namespace

Result<ModuleRole, ModuleWordError> parse_module_role(std::string_view text) {
    ModuleRole role;
    role.name = plain_name(take_word(text, ' '));
    while (!text.empty()) {
        const std::string_view word = take_word(text, ' ');
        // Other words were never looked at, and aren't: only those that are meant for this are checked.
        const bool meant = word.starts_with("role=") || word.starts_with("drive=");
        if (meant && !read_word(word, role)) return fail(ModuleWordError{word});
    }
    return role;
}

}  // namespace vitrine
