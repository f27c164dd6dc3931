#include "guest/devices/keyboard.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::guest::pc {

namespace {

/// Status register.
constexpr std::uint8_t output_full = 0x01, system_flag = 0x04, last_was_command = 0x08, unlocked = 0x10;

/// Command byte.
constexpr std::uint8_t interrupt_enable = 0x01, disabled = 0x10, auxiliary_disabled = 0x20, translate = 0x40;

/// Output port.
constexpr std::uint8_t not_reset = 0x01, a20_bit = 0x02, output_full_bit = 0x10, idle_lines = 0xCC;

constexpr std::uint8_t acknowledge = 0xFA, resend = 0xFE, self_test_passed = 0xAA;

}  // namespace

Keyboard::Keyboard(Timers& timers, IrqLine irq, A20Gate& a20, Typist& typist, Requests& requests)
    : irq_(irq),
      next_byte_(timers, Callback::of<&Keyboard::update>(*this)),
      a20_(a20),
      typist_(typist),
      requests_(requests) {
    typist.when_due_changes(Callback::of<&Keyboard::wait_for_byte>(*this));
}

void Keyboard::reset() {
    constexpr std::uint8_t as_a_bios_leaves_it = 0x65;
    mode_ = as_a_bios_leaves_it;
    output_ = last_output_ = awaits_ = keyboard_awaits_ = 0;
    full_ = command_last_ = false;
    scanning_ = true;
    answer_count_ = 0;
    signal();
    wait_for_byte();
}

void Keyboard::state(State& state) {
    state(mode_, output_, last_output_, full_, command_last_, awaits_, keyboard_awaits_, scanning_, answers_,
          answer_count_, next_byte_);
}

bool Keyboard::take_loaded() {
    return answer_count_ <= answers_.size();
}

bool Keyboard::enabled() const {
    return (mode_ & disabled) == 0;
}

/// The controller translates what the keyboard sends from scan codes of set 2 to those of set 1.
bool Keyboard::translates() const {
    return (mode_ & translate) != 0;
}

std::uint8_t Keyboard::output_port() const {
    return static_cast<std::uint8_t>(idle_lines | not_reset | (a20_.open() ? a20_bit : 0) |
                                     (full_ ? output_full_bit : 0));
}

void Keyboard::answer(std::uint8_t byte) {
    if (answer_count_ < answers_.size()) answers_[answer_count_++] = byte;
    update();
}

/// What goes into the output buffer next, taken: the controller's and the keyboard's answers come before
/// keys.
std::optional<std::uint8_t> Keyboard::take_next() {
    if (answer_count_ == 0) return enabled() && scanning_ ? typist_.take() : std::nullopt;
    const std::uint8_t byte = answers_.front();
    std::copy(answers_.begin() + 1, answers_.begin() + static_cast<std::ptrdiff_t>(answer_count_),
              answers_.begin());
    --answer_count_;
    return byte;
}

void Keyboard::update() {
    if (!full_) {
        if (const auto byte = take_next()) {
            output_ = last_output_ = *byte;
            full_ = true;
            signal();
        }
    }
    wait_for_byte();
}

/// The interrupt line is high as long as a byte waits in the output buffer.
void Keyboard::signal() {
    irq_.set(full_ && (mode_ & interrupt_enable) != 0);
}

void Keyboard::wait_for_byte() {
    next_byte_.arm(full_ || !enabled() || !scanning_ ? never : typist_.next_event());
}

std::uint8_t Keyboard::take() {
    const std::uint8_t byte = output_;
    full_ = false;
    signal();
    // A second answer follows at once; a typed byte takes its time.
    if (answer_count_ != 0) {
        update();
    } else {
        wait_for_byte();
    }
    return byte;
}

std::uint64_t Keyboard::read(Access access) {
    if (access.offset == data_offset) return take();
    if (!full_) {
        typist_.asked();
        update();
    }
    return static_cast<std::uint32_t>(unlocked | (mode_ & system_flag) |
                                      (command_last_ ? last_was_command : 0) | (full_ ? output_full : 0));
}

void Keyboard::set_output_port(std::uint8_t byte) {
    a20_.set((byte & a20_bit) != 0);
    if ((byte & not_reset) == 0) requests_.reset("the guest reset the machine (keyboard controller)");
}

void Keyboard::command(std::uint8_t byte) {
    constexpr std::uint8_t pulse = 0xF0;
    awaits_ = 0;
    if (byte >= pulse) {  // of the lines that a pulse may go to, the processor's reset is the only one
        if ((byte & not_reset) == 0) set_output_port(static_cast<std::uint8_t>(output_port() & ~not_reset));
        return;
    }
    switch (byte) {
        case 0x20:
            answer(mode_);
            break;
        case 0x60:
        case 0xD1:
        case 0xD2:
        case 0xD3:
        case 0xD4:
            awaits_ = byte;
            break;
        case 0xA7:
            mode_ |= auxiliary_disabled;
            break;
        case 0xA8:
            mode_ &= ~auxiliary_disabled;
            break;
        case 0xA9:  // the mouse's line: nothing is there
            answer(0x04);
            break;
        case 0xAA:
            answer(0x55);
            break;
        case 0xAB:
            answer(0x00);
            break;
        case 0xAD:
            mode_ |= disabled;
            break;
        case 0xAE:
            mode_ &= ~disabled;
            update();
            break;
        case 0xC0:
            answer(0x80);  // the input port: not locked
            break;
        case 0xD0:
            answer(output_port());
            break;
        case 0xDD:
            a20_.set(false);
            break;
        case 0xDF:
            a20_.set(true);
            break;
        default:
            break;
    }
}

void Keyboard::data(std::uint8_t byte) {
    const std::uint8_t waiting = std::exchange(awaits_, 0);
    switch (waiting) {
        case 0x60:
            mode_ = byte;
            signal();
            update();
            break;
        case 0xD1:
            set_output_port(byte);
            break;
        case 0xD2:
            answer(byte);
            break;
        case 0xD3:
        case 0xD4:  // there is no mouse to hear it
            break;
        default:
            to_keyboard(byte);
            break;
    }
}

void Keyboard::to_keyboard(std::uint8_t byte) {
    const std::uint8_t waiting = std::exchange(keyboard_awaits_, 0);
    constexpr std::uint8_t set_leds = 0xED, echo = 0xEE, scan_set = 0xF0, identify = 0xF2, set_rate = 0xF3,
                           enable = 0xF4, disable = 0xF5, set_default = 0xF6, reset = 0xFF;
    mode_ &= ~disabled;                     // a byte for the keyboard opens its line
    if (waiting != 0 && byte < set_leds) {  // a command takes the place of the one that waits for its data
        constexpr std::uint8_t second_set = 0x02, second_set_translated = 0x41;
        answer(acknowledge);
        if (waiting == scan_set && byte == 0) answer(translates() ? second_set_translated : second_set);
        return;
    }
    switch (byte) {
        case set_leds:
        case scan_set:
        case set_rate:
            keyboard_awaits_ = byte;
            answer(acknowledge);
            break;
        case echo:
            answer(echo);
            break;
        case identify:
            answer(acknowledge);
            answer(0xAB);
            answer(translates() ? 0x41 : 0x83);
            break;
        case enable:
            scanning_ = true;
            answer(acknowledge);
            break;
        case set_default:
            answer(acknowledge);
            break;
        case disable:
            scanning_ = false;
            answer(acknowledge);
            break;
        case resend:
            answer(last_output_);
            break;
        case reset:
            scanning_ = true;
            answer(acknowledge);
            answer(self_test_passed);
            break;
        default:
            answer(resend);
            break;
    }
}

void Keyboard::write(Access access, std::uint64_t value) {
    const auto byte = static_cast<std::uint8_t>(value);
    command_last_ = access.offset == command_offset;
    if (command_last_) {
        command(byte);
    } else {
        data(byte);
    }
    wait_for_byte();
}

}  // namespace vitrine::guest::pc
