#include "guest/firmware/screen_log.hpp"

#include "kernel/log/record.hpp"

namespace vitrine::guest::pc {

void log_screen(Sink& sink, const Vga& vga, const Memory& memory) {
    const VideoMode& mode = vga.mode();
    const TextSize size = text_size(vga, memory);
    {
        Line line(sink, event::screen);
        line.hex(key::mode, mode.number);
        if (mode.text) {
            line.number(key::columns, size.columns).number(key::rows, size.rows);
            if (const auto cursor = screen_cursor(vga, memory))
                line.number(key::cursor_row, cursor->row).number(key::cursor_column, cursor->column);
        } else {
            line.number(key::width, mode.width).number(key::height, mode.height);
            line.hex(key::checksum, crc32(0, shown_memory(vga, memory)));
        }
    }
    if (!mode.text) return;
    for (unsigned row = 0; row < size.rows; ++row) {
        const ScreenRow text = screen_row(vga, memory, row);
        if (!text.text().empty())
            Line(sink, event::screen).number(key::row, row).utf8(key::text, text.text());
    }
}

}  // namespace vitrine::guest::pc
