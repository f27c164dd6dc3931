#pragma once
// Vitrine's own console, from which the log's lines leave: COM1.

#include <cstdint>
#include <optional>

#include "arch/serial.hpp"
#include "kernel/log/log.hpp"

namespace vitrine {

/// The one sink of the kernel. Lines get lost until start().
class SerialSink final : public Sink {
public:
    void start() { serial_.start(); }
    void write(std::string_view bytes) override { serial_.write(bytes); }
    void drain() const { serial_.drain(); }
    [[nodiscard]] std::optional<std::uint8_t> receive() const { return serial_.receive(); }

private:
    arch::Serial serial_{arch::com1};
};

/// COM1.
[[nodiscard]] SerialSink& console();

}  // namespace vitrine
