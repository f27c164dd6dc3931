// vitrine-explain: says which rules of VM entry a dumped VMCS breaks.

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tools/explain/pasted.hpp"
#include "tools/explain/rule_table.hpp"
#include "tools/explain/snippet.hpp"

namespace {

using namespace vitrine;
using namespace vitrine::tools;

constexpr int wrong_usage = 107;
constexpr int not_written = 109;

constexpr const char* usage = R"(usage: vitrine-explain DUMP [--caps FILE] [--json] [--all]
       vitrine-explain --rules
       vitrine-explain --snippet c|rust

Says which rules of VM entry (Intel SDM vol. 3C, chapter 27) a VMCS breaks, one line each.

DUMP is a file, or - for standard input, with
  - lines as in Vitrine's log: vmcs field=guest_rip value=0x7c00 (or field=0x681e, by the encoding), or
  - what Linux's KVM or Xen writes to its log, from "*** Guest State ***" on.
Other lines, and what a log, mail or forum puts before each line, do no harm. The last complete dump is taken.

  --caps FILE  the processor's capability MSRs: a log with lines caps msr=IA32_VMX_BASIC index=0x480 value=0x...
               Without it those of DUMP are taken. Without any, a rule that depends on them is judged for every
               processor that there is.
  --all        tells of every rule, not just of those that are broken
  --json       writes one JSON object

  --rules      prints every rule by the manual's section, as in docs/vm-entry-checks.md
  --snippet    prints a C99 header or a Rust module that has a hypervisor write its VMCS as such lines

exit status:
  0    the dump is whole, every rule was judged and holds, and nothing says that the entry failed
  1    a rule is broken
  2    undecided: no rule is known to be broken, but not all is known
  104  DUMP or FILE can't be read, or has no dump
  107  wrong usage
  109  standard output can't be written, or its reader is gone
)";

class StandardOutput final : public Sink {
public:
    void write(std::string_view bytes) override { std::fwrite(bytes.data(), 1, bytes.size(), stdout); }
};

struct Arguments {
    std::string dump, caps;
    bool help = false;
    bool rules = false;
    std::optional<std::string> snippet;
    Telling telling;
};

std::optional<Arguments> parse(std::span<char*> words) {
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "--help" || word == "-h") {
            arguments.help = true;
        } else if (word == "--rules") {
            arguments.rules = true;
        } else if (word == "--json") {
            arguments.telling.json = true;
        } else if (word == "--all") {
            arguments.telling.all = true;
        } else if (word == "--snippet" && i + 1 < words.size()) {
            arguments.snippet = snippet(words[++i]);
            if (!arguments.snippet) return std::nullopt;
        } else if (word == "--caps" && i + 1 < words.size()) {
            arguments.caps = words[++i];
        } else if ((word == "-" || !word.starts_with('-')) && arguments.dump.empty()) {
            arguments.dump = word;
        } else {
            return std::nullopt;
        }
    }
    const int asked =
        int{arguments.rules} + int{arguments.snippet.has_value()} + int{!arguments.dump.empty()};
    const bool complete = arguments.help || asked == 1;
    return !complete ? std::nullopt : std::optional(arguments);
}

Result<std::string, DumpError> read_file(const std::string& path) {
    const bool standard_input = path == "-";
    std::FILE* const file = standard_input ? stdin : std::fopen(path.c_str(), "rb");
    std::string text;
    bool bad = file == nullptr;
    if (file != nullptr) {
        std::array<char, 65536> block;
        while (std::feof(file) == 0 && std::ferror(file) == 0)
            text.append(block.data(), std::fread(block.data(), 1, block.size(), file));
        bad = std::ferror(file) != 0;
        if (!standard_input) std::fclose(file);
    }
    if (!bad) return text;
    return fail(DumpError{.cause = "this file can't be read",
                          .line = 0,
                          .field = {},
                          .close = {},
                          .hint = std::strerror(errno)});
}

int run(const Arguments& arguments, Sink& sink) {
    const auto text = read_file(arguments.dump);
    if (!text) return refuse(sink, text.error(), arguments.dump);
    const Pasted dump{*text, arguments.dump};
    if (arguments.caps.empty()) return explain_pasted(dump, std::nullopt, sink, arguments.telling);
    const auto caps = read_file(arguments.caps);
    if (!caps) return refuse(sink, caps.error(), arguments.caps);
    return explain_pasted(dump, Pasted{*caps, arguments.caps}, sink, arguments.telling);
}

int act(const Arguments& arguments) {
    if (arguments.help) {
        std::fputs(usage, stdout);
        return 0;
    }
    if (arguments.rules) {
        std::fputs(rule_table().c_str(), stdout);
        return 0;
    }
    if (arguments.snippet) {
        std::fputs(arguments.snippet->c_str(), stdout);
        return 0;
    }
    StandardOutput output;
    return run(arguments, output);
}

// The status of what was done; another when what was said of it got nowhere.
int written(int status) {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
    if (errno == EPIPE)
        std::fputs("vitrine: error: standard output was closed by its reader\n", stderr);
    else
        std::fprintf(stderr, "vitrine: error: can't write to standard output: %s\n", std::strerror(errno));
    return not_written;
}

}  // namespace

int main(int count, char** words) {
    // A reader that is gone is an error of the next write, not the end of this program.
    std::signal(SIGPIPE, SIG_IGN);
    const auto arguments = parse(std::span(words, static_cast<std::size_t>(count)).subspan(1));
    if (!arguments) {
        std::fputs(usage, stderr);
        return wrong_usage;
    }
    return written(act(*arguments));
}
