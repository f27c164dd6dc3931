#pragma once
// The screen in the log: a line about it, then the rows that aren't empty, or a picture's checksum.

#include "guest/firmware/screen.hpp"
#include "kernel/log/log.hpp"

namespace vitrine::guest::pc {

void log_screen(Sink& sink, const Vga& vga, const Memory& memory);

}  // namespace vitrine::guest::pc
