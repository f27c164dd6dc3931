// What the page calls: it writes texts into this program's memory, and reads what is said of them out of it.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tools/explain/pasted.hpp"

namespace {

using namespace vitrine::tools;

class Text final : public vitrine::Sink {
public:
    void write(std::string_view bytes) override { text += bytes; }
    std::string text;
};

/// What lies in the memory between one call of the page's and the next.
struct Exchange {
    std::string dump, caps;
    Text told;
};

Exchange& exchange() {
    static Exchange shared;
    return shared;
}

char* room(std::string& text, std::size_t bytes) {
    text.assign(bytes, '\0');
    return text.data();
}

}  // namespace

extern "C" {

/// Where the page writes a dump, or the processor's capabilities, of that many bytes.
[[clang::export_name("dump_room")]] char* vitrine_dump_room(std::size_t bytes) {
    return room(exchange().dump, bytes);
}
[[clang::export_name("caps_room")]] char* vitrine_caps_room(std::size_t bytes) {
    return room(exchange().caps, bytes);
}

/// Explains the dump, by the capabilities where there are any. Returns the exit status that the program has.
[[clang::export_name("explain")]] int vitrine_explain(bool json, bool all) {
    Exchange& shared = exchange();
    shared.told.text.clear();
    const auto caps =
        shared.caps.empty() ? std::nullopt : std::optional(Pasted{shared.caps, "the capabilities"});
    return explain_pasted({shared.dump, "the text"}, caps, shared.told, {.json = json, .all = all});
}

/// What the last call said.
[[clang::export_name("told")]] const char* vitrine_told() {
    return exchange().told.text.data();
}
[[clang::export_name("told_size")]] std::size_t vitrine_told_size() {
    return exchange().told.text.size();
}
}
