#pragma once
// Why a guest can't be run at all, and the lines that say so.

#include <string_view>

#include "kernel/log/log.hpp"
#include "kernel/status.hpp"

namespace vitrine {

/// Why there is no guest. The particulars stand in the log already.
struct Refusal {
    Status status = Status::unsupported;
    std::string_view cause;  ///< a literal
};

/// Something this processor or its firmware lacks.
struct Missing {
    const char* feature;
    const char* cost;  ///< what it costs the user, in words
    const char* hint;  ///< what to do; empty where nothing helps
};

/// An `error` line for something that the processor or its firmware lacks.
[[nodiscard]] Refusal log_missing(Sink& sink, const Missing& missing);

/// An `error` line for the vendor's structures that found no memory; `cause` says so, a literal.
[[nodiscard]] Refusal log_out_of_memory(Sink& sink, std::string_view cause);

}  // namespace vitrine
