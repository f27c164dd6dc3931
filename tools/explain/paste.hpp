#pragma once
// Text as people paste it, put back into the lines that a program wrote.

#include <string>
#include <string_view>

namespace vitrine::tools {

/// Undoes what mail, forums, terminals and debuggers do to a log: UTF-16 and quoted-printable become plain
/// bytes, HTML entities and tags their characters, colours and quote marks go, a tab is a space. Any bytes
/// are taken; what was plain comes back as it was.
[[nodiscard]] std::string plain_text(std::string_view pasted);

/// Joins lines that a terminal cut at its right edge in the middle of a number or word. Lines that a mail
/// program folded at a space stay: whoever reads on takes the fold for a space.
[[nodiscard]] std::string unwrapped(std::string_view plain);

}  // namespace vitrine::tools
