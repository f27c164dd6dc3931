#pragma once
// `FIELD:VALUE` and `FIELD^BITS`: fields of the control structure to overwrite before an entry. A value
// `guest+OFFSET` is the physical address of the guest's memory at that offset.

#include <array>
#include <span>
#include <string_view>

#include "guest/machine/spec.hpp"
#include "kernel/complaint.hpp"

namespace vitrine {

class Injections {
public:
    static constexpr std::size_t most = 48;

    /// Adds the fields of a list that is separated by commas, by this processor's names.
    [[nodiscard]] Result<void> add(std::string_view list);

    [[nodiscard]] std::span<const guest::Injection> list() const { return std::span(list_).first(count_); }

private:
    std::array<guest::Injection, most> list_{};
    std::size_t count_ = 0;
};

}  // namespace vitrine
