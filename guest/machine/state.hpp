#pragma once
// The state of a machine's parts as bytes: saved, and loaded into another of the same kind. A part lists its
// fields once, in state(); whether that writes or reads them is the State's business. All numbers are
// little-endian.
//
// What is a part is known where it is saved, and nothing of this is virtual: a kernel that saves no machine
// carries none of it.

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace vitrine::guest {

class State {
public:
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    /// Whether fields are set rather than read.
    [[nodiscard]] bool loads() const { return loads_; }

    /// Writes the bytes, or overwrites them with those that are next.
    virtual void bytes(std::span<std::uint8_t> value) = 0;

    /// The fields in turn: numbers, enumerations, bool, arrays and optionals of them, and what has a member
    /// `void state(State&)`.
    template <class... Fields>
    void operator()(Fields&... fields) {
        (field(fields), ...);
    }

protected:
    explicit State(bool loads) : loads_(loads) {}
    ~State() = default;

    /// A value that is no value of its field.
    virtual void refuse() = 0;

private:
    void flag(bool& value);

    template <class Field>
    void field(Field& value) {
        if constexpr (requires { value.state(*this); }) {
            value.state(*this);
        } else if constexpr (std::is_same_v<Field, bool>) {
            flag(value);
        } else {
            static_assert(std::integral<Field> || std::is_enum_v<Field>);
            bytes({reinterpret_cast<std::uint8_t*>(&value), sizeof(value)});
        }
    }

    template <std::size_t size>
    void field(std::array<std::uint8_t, size>& values) {
        bytes(values);
    }

    template <class Element, std::size_t size>
    void field(std::array<Element, size>& values) {
        for (Element& value : values) field(value);
    }

    template <class Value>
    void field(std::optional<Value>& value) {
        bool present = value.has_value();
        field(present);
        Value content = value.value_or(Value{});
        if (present) field(content);
        value = present ? std::optional<Value>(content) : std::nullopt;
    }

    bool loads_;
};

/// Writes into room of any size, and counts what it would have needed.
class StateWriter final : public State {
public:
    explicit StateWriter(std::span<std::uint8_t> room) : State(false), room_(room) {}

    void bytes(std::span<std::uint8_t> value) override;

    /// Bytes that were written, or would have been.
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool fits() const { return size_ <= room_.size(); }

    /// A part's record: its name and version, then what is written until end().
    void begin(std::string_view name, std::uint16_t version);
    void end();

private:
    void refuse() override {}
    void put(std::size_t at, std::span<const std::uint8_t> value);

    std::span<std::uint8_t> room_;
    std::size_t size_ = 0;
    std::size_t body_ = 0;  ///< where the record's begins
};

/// Reads what a StateWriter wrote. Past the end of a record all bytes are 0, and it is not good().
class StateReader final : public State {
public:
    explicit StateReader(std::span<const std::uint8_t> saved) : State(true), rest_(saved) {}

    void bytes(std::span<std::uint8_t> value) override;

    /// Whether all was as it should be so far.
    [[nodiscard]] bool good() const { return good_; }
    /// Whether nothing is left to read.
    [[nodiscard]] bool finished() const { return rest_.empty(); }

    /// Enters the next record, which must be of that name and version.
    void begin(std::string_view name, std::uint16_t version);
    /// Leaves it; all of it must have been read.
    void end();

private:
    void refuse() override { good_ = false; }

    std::span<const std::uint8_t> rest_;  ///< after the record
    std::span<const std::uint8_t> body_;  ///< the rest of the record
    bool good_ = true;
};

/// A part of a machine that has a state: name() is a literal, at most 16 bytes of which name its record, and
/// state() has every field, in an order that stays. Where the part has them: state_version(), which counts up
/// whenever state() changes; take_loaded(), which says after a load whether the fields are such as they can
/// be, and sets what follows from them; reset(), which brings it to the state of power-on.
template <class Part>
concept Stateful = requires(Part& part, State& state) {
    { part.name() } -> std::convertible_to<std::string_view>;
    part.state(state);
};

template <Stateful Part>
[[nodiscard]] std::uint16_t state_version_of(const Part& part) {
    if constexpr (requires { part.state_version(); }) {
        return part.state_version();
    } else {
        return 1;
    }
}

/// Writes the part's record.
template <Stateful Part>
void save(StateWriter& writer, Part& part) {
    writer.begin(part.name(), state_version_of(part));
    part.state(writer);
    writer.end();
}

/// False where the record isn't of this part and version, or has values that no part of its kind can have:
/// then a part that can be is reset.
template <Stateful Part>
[[nodiscard]] bool load(StateReader& reader, Part& part) {
    reader.begin(part.name(), state_version_of(part));
    if (reader.good()) {
        part.state(reader);
        reader.end();
    }
    bool possible = true;
    if constexpr (requires { part.take_loaded(); }) possible = part.take_loaded();
    if (reader.good() && possible) return true;
    if constexpr (requires { part.reset(); }) part.reset();
    return false;
}

}  // namespace vitrine::guest
