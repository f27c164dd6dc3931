#pragma once
// The wires of a board. A device knows its wires, and not what is at their other end.

#include <cstdint>

#include "guest/cpu/memory.hpp"
#include "guest/machine/requests.hpp"
#include "kernel/status.hpp"

namespace vitrine::guest {

/// A member function to be called of an object that outlives it.
class Callback {
public:
    template <auto method, class Owner>
    [[nodiscard]] static Callback of(Owner& owner) {
        return Callback(&owner, [](void* self) { (static_cast<Owner*>(self)->*method)(); });
    }

    /// Calls nobody.
    Callback() : Callback(nullptr, [](void*) {}) {}

    void operator()() const { call_(owner_); }

private:
    Callback(void* owner, void (*call)(void*)) : owner_(owner), call_(call) {}

    void* owner_;
    void (*call_)(void*);
};

/// What waits to be delivered to one virtual processor. Its interrupt controller keeps the word, so that an
/// entry tests it and asks nobody.
struct PendingInterrupts {
    static constexpr std::uint32_t intr = 1;  ///< the INTR line is raised

    std::uint32_t word = 0;

    void set(std::uint32_t bit, bool raised) { word = raised ? word | bit : word & ~bit; }
};

/// What interrupt lines end in.
class InterruptController {
public:
    /// Sets a line's level.
    virtual void set_line(unsigned line, bool level) = 0;
    /// A rising edge of a line that is low again at once: the request stays until it is acknowledged.
    virtual void pulse(unsigned line) = 0;

protected:
    ~InterruptController() = default;
};

/// An interrupt line as the device that drives it has it.
class IrqLine {
public:
    IrqLine(InterruptController& controller, std::uint8_t number)
        : controller_(&controller), number_(number) {}

    void set(bool level) const { controller_->set_line(number_, level); }
    void pulse() const { controller_->pulse(number_); }

private:
    InterruptController* controller_;
    std::uint8_t number_;
};

/// The gate of address line 20, which the keyboard controller, port 92h and INT 15h share.
class A20Gate {
public:
    /// The memory behind it, whose own gate follows at once; where that can't be, `requests` is told. Without
    /// them the gate is only a bit.
    void guard(Memory& memory, Requests& requests) {
        memory_ = &memory;
        requests_ = &requests;
    }

    [[nodiscard]] bool open() const { return open_; }
    void set(bool open) {
        if (memory_ == nullptr || memory_->gate_a20(open)) {
            open_ = open;
        } else {
            requests_->end_next(end_as(Status::panic, "there is no memory for the tables of a closed A20"));
        }
    }

private:
    Memory* memory_ = nullptr;
    Requests* requests_ = nullptr;
    bool open_ = true;
};

}  // namespace vitrine::guest
