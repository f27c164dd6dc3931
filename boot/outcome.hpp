#pragma once
// How a run ended, for the closing `result` line.

#include <cstdint>
#include <string_view>

#include "kernel/complaint.hpp"
#include "kernel/status.hpp"

namespace vitrine {

struct Outcome {
    Status status = Status::ok;
    std::uint32_t code = 0;
    std::uint64_t exits = 0;
    std::string_view cause;  ///< in words; empty when all went well
};

/// Of a run that can't be or go on; what there is to say of it stands in the log.
[[nodiscard]] constexpr Outcome failure(Status status, std::string_view cause) {
    return {.status = status, .code = static_cast<std::uint32_t>(status), .exits = 0, .cause = cause};
}
[[nodiscard]] constexpr Outcome failure(const Complaint& complaint) {
    return failure(complaint.status, complaint.cause);
}

/// The same, with its `error` line.
[[nodiscard]] inline Outcome refuse(Sink& sink, const Complaint& complaint) {
    return failure(complain(sink, complaint));
}

}  // namespace vitrine
