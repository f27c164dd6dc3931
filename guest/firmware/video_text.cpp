// INT 10h: characters.

#include <algorithm>
#include <cstring>

#include "guest/firmware/video.hpp"

namespace vitrine::guest::bios {

namespace {

using Style = BiosCall::Style;

constexpr std::uint8_t bell = 7, backspace = 8, line_feed = 10, carriage_return = 13;
constexpr std::uint8_t default_attribute = 7;
constexpr std::uint64_t cell_size = 2;

Next scroll(Call& call, bool up) {
    const std::uint8_t lines = call.low(Gpr::rax);
    const Cell first{call.high(Gpr::rcx), call.low(Gpr::rcx)};
    const Cell last{call.high(Gpr::rdx), call.low(Gpr::rdx)};
    call.log.add(key::count, lines, Style::number);
    call.log.add(key::attribute, call.high(Gpr::rbx));
    call.log.add(key::row, first.row, Style::number);
    call.log.add(key::column, first.column, Style::number);
    call.log.add(key::rows, last.row >= first.row ? last.row - first.row + 1U : 0, Style::number);
    call.log.add(key::columns, last.column >= first.column ? last.column - first.column + 1U : 0,
                 Style::number);
    const Display display(call);
    display.scroll(display.active_page(), up, lines, call.high(Gpr::rbx), first, last);
    return call.done(up ? "scroll-up" : "scroll-down");
}

/// AH=09h and 0Ah: the same character many times from the cursor on, which stays.
void repeat(Call& call, bool with_attribute) {
    const Display display(call);
    const std::uint8_t page = page_of(call);
    const Cell start = display.cursor(page);
    const unsigned cells = unsigned{display.columns()} * display.rows();
    const unsigned first = unsigned{start.row} * display.columns() + start.column;
    const unsigned count = std::min<unsigned>(call.word(Gpr::rcx), first < cells ? cells - first : 0);
    for (unsigned index = first; index < first + count; ++index) {
        const Cell cell{static_cast<std::uint8_t>(index / display.columns()),
                        static_cast<std::uint8_t>(index % display.columns())};
        if (with_attribute || !display.mode().text) {
            display.put(page, cell, call.low(Gpr::rax), call.low(Gpr::rbx));
        } else {
            display.put_character(page, cell, call.low(Gpr::rax));
        }
    }
}

}  // namespace

std::uint64_t Display::address(std::uint8_t page, Cell cell) const {
    const std::uint64_t offset = std::uint64_t{page} * call_.data.get(data_field::video_page_size) +
                                 (std::uint64_t{cell.row} * columns() + cell.column) * cell_size;
    return mode_.memory + offset % text_memory_size;
}

void Display::put(std::uint8_t page, Cell cell, std::uint8_t character, std::uint8_t attribute) const {
    if (cell.row >= rows() || cell.column >= columns()) return;
    if (!mode_.text) {
        draw(cell, character, attribute);
        return;
    }
    (void)call_.memory.write<std::uint16_t>(address(page, cell),
                                            static_cast<std::uint16_t>(attribute << 8 | character));
}

void Display::put_character(std::uint8_t page, Cell cell, std::uint8_t character) const {
    if (cell.row >= rows() || cell.column >= columns()) return;
    (void)call_.memory.write<std::uint8_t>(address(page, cell), character);
}

std::uint16_t Display::get(std::uint8_t page, Cell cell) const {
    if (cell.row >= rows() || cell.column >= columns()) return 0;
    if (!mode_.text) return recognise(cell);
    return call_.memory.read<std::uint16_t>(address(page, cell)).value_or(0);
}

std::optional<std::span<std::uint8_t>> Display::row_of_cells(std::uint8_t page, std::uint8_t row, Cell first,
                                                             Cell last) const {
    const std::uint64_t start = address(page, {row, first.column});
    const std::uint64_t length = (last.column - first.column + 1U) * cell_size;
    // By a size of pages that is nonsense a row may lie across the memory's end.
    if (start + length > mode_.memory + text_memory_size) return std::nullopt;
    return call_.memory.at(start, length);
}

void Display::move_row(std::uint8_t page, std::uint8_t to, std::uint8_t from, Cell first, Cell last) const {
    if (!mode_.text) {
        move_pixels(to, from, first, last);
        return;
    }
    const auto source = row_of_cells(page, from, first, last), target = row_of_cells(page, to, first, last);
    if (source && target) std::memmove(target->data(), source->data(), source->size());
}

void Display::clear_row(std::uint8_t page, std::uint8_t row, std::uint8_t attribute, Cell first,
                        Cell last) const {
    if (!mode_.text) {
        clear_pixels(row, attribute, first, last);
        return;
    }
    const auto target = row_of_cells(page, row, first, last);
    if (!target) return;
    for (std::size_t index = 0; index < target->size(); index += cell_size) {
        (*target)[index] = ' ';
        (*target)[index + 1] = attribute;
    }
}

void Display::scroll(std::uint8_t page, bool up, std::uint8_t lines, std::uint8_t attribute, Cell first,
                     Cell last) const {
    last.row = std::min<std::uint8_t>(last.row, static_cast<std::uint8_t>(rows() - 1));
    last.column = std::min<std::uint8_t>(last.column, static_cast<std::uint8_t>(columns() - 1));
    if (first.row > last.row || first.column > last.column) return;
    const unsigned height = last.row - first.row + 1U;
    const unsigned moved = lines == 0 || lines >= height ? 0 : height - lines;
    for (unsigned index = 0; index < height; ++index) {
        const auto row = static_cast<std::uint8_t>(up ? first.row + index : last.row - index);
        if (index < moved) {
            move_row(page, row, static_cast<std::uint8_t>(up ? row + lines : row - lines), first, last);
        } else {
            clear_row(page, row, attribute, first, last);
        }
    }
}

void Display::teletype(std::uint8_t page, std::uint8_t character,
                       std::optional<std::uint8_t> attribute) const {
    Cell cell = cursor(page);
    switch (character) {
        case bell:
            return;
        case backspace:
            if (cell.column > 0) --cell.column;
            break;
        case line_feed:
            ++cell.row;
            break;
        case carriage_return:
            cell.column = 0;
            break;
        default:
            if (attribute || !mode_.text) {
                put(page, cell, character, attribute.value_or(default_attribute));
            } else {
                put_character(page, cell, character);
            }
            ++cell.column;
            break;
    }
    if (cell.column >= columns()) {
        cell.column = 0;
        ++cell.row;
    }
    if (cell.row >= rows()) {
        cell.row = static_cast<std::uint8_t>(rows() - 1);
        // New lines have the colours of the one that they follow.
        const auto colours =
            mode_.text ? static_cast<std::uint8_t>(get(page, {cell.row, 0}) >> 8) : std::uint8_t{0};
        scroll(page, true, 1, colours, {0, 0},
               {static_cast<std::uint8_t>(rows() - 1), static_cast<std::uint8_t>(columns() - 1)});
    }
    set_cursor(page, cell);
}

Next video_scroll_up(Call& call) {
    return scroll(call, true);
}

Next video_scroll_down(Call& call) {
    return scroll(call, false);
}

Next video_read_character(Call& call) {
    const Display display(call);
    const std::uint8_t page = page_of(call);
    const std::uint16_t cell = display.get(page, display.cursor(page));
    call.set_word(Gpr::rax, cell);
    call.log_character(static_cast<std::uint8_t>(cell));
    call.log.add(key::attribute, cell >> 8U);
    return call.told("read-character");
}

Next video_write_character_attribute(Call& call) {
    call.log_character(call.low(Gpr::rax));
    call.log.add(key::attribute, call.low(Gpr::rbx));
    call.log.add(key::count, call.word(Gpr::rcx), Style::number);
    repeat(call, true);
    return call.done("write-character-attribute");
}

Next video_write_character(Call& call) {
    call.log_character(call.low(Gpr::rax));
    call.log.add(key::count, call.word(Gpr::rcx), Style::number);
    repeat(call, false);
    return call.done("write-character");
}

Next video_teletype(Call& call) {
    const std::uint8_t character = call.low(Gpr::rax);
    call.log_character(character);
    call.console.put(ConsoleSource::screen, character);
    const Display display(call);
    const auto colour = display.mode().text ? std::nullopt : std::optional(call.low(Gpr::rbx));
    display.teletype(display.active_page(), character, colour);
    return call.done("teletype");
}

// AL: bit 0 moves the cursor, bit 1 says that attributes stand between the characters.
Next video_write_string(Call& call) {
    const std::uint8_t how = call.low(Gpr::rax);
    const bool moves = (how & 1) != 0, has_attributes = (how & 2) != 0;
    const std::uint8_t page = page_of(call);
    Cell start{call.high(Gpr::rdx), call.low(Gpr::rdx)};
    const std::uint16_t length = call.word(Gpr::rcx);
    call.log.add(key::page, page, Style::number);
    call.log.add(key::row, start.row, Style::number);
    call.log.add(key::column, start.column, Style::number);
    call.log.add(key::count, length, Style::number);
    const Display display(call);
    const Cell before = display.cursor(page);
    constexpr std::uint8_t where_it_is = 0xFF;
    if (start.row == where_it_is) start = before;
    display.set_cursor(page, start);
    const Segment es = call.cpu.segment(SegmentName::es);
    constexpr std::uint16_t general = 0xFFFF;
    const std::uint16_t offset = call.word(Gpr::rbp);
    // More than Console takes at once can't be seen on the screen either.
    const unsigned count = std::min<unsigned>(length, Console::capacity);
    const unsigned step = has_attributes ? 2 : 1;
    for (unsigned index = 0; index < count; ++index) {
        const auto at = [&](unsigned position) { return es.base + ((offset + position) & general); };
        const auto character = call.get<std::uint8_t>(at(index * step));
        const auto attribute =
            has_attributes ? call.get<std::uint8_t>(at(index * step + 1)) : call.low(Gpr::rbx);
        call.console.put(ConsoleSource::screen, character);
        display.teletype(page, character, attribute);
    }
    if (!moves) display.set_cursor(page, before);
    return call.done("write-string");
}

}  // namespace vitrine::guest::bios
