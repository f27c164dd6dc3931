// A script of any bytes is refused, with a part of it as the reason, or typed to its end in as many steps as
// its length allows; bytes of a terminal become scan codes or nothing.

#include <cstdlib>

#include "guest/devices/typist.hpp"

namespace {

using namespace vitrine::guest::pc;

void require(bool holds) {
    if (!holds) std::abort();
}

/// Takes what is typed, each byte when it is due.
void type_all(Clock& clock, Typist& typist, std::size_t most) {
    for (std::size_t step = 0; typist.next_event() != never; ++step) {
        require(step <= most);
        clock.now = std::max(clock.now, typist.next_event());
        (void)typist.take();
    }
    require(typist.finished());
    require(!typist.take());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    constexpr std::size_t bytes_a_key = 16;
    const std::size_t most = size * bytes_a_key + bytes_a_key;
    {
        Clock clock{ticks_per_second};
        Typist typist(clock);
        const auto bad = typist.script(text);
        if (bad) require(!bad->word.empty() && text.find(bad->word) != std::string_view::npos);
        if (bad) require(typist.finished());
        type_all(clock, typist, most);
    }
    Clock clock{ticks_per_second};
    Typist typist(clock);
    for (std::size_t index = 0; index < size; ++index) {
        typist.type(data[index]);
        if ((data[index] & 1) != 0) (void)typist.take();
    }
    type_all(clock, typist, most);
    return 0;
}
