#pragma once
// Why a guest can't be run at all.

#include <string_view>

#include "kernel/status.hpp"

namespace vitrine {

/// Why there is no guest. The particulars stand in the log already.
struct Refusal {
    Status status = Status::unsupported;
    std::string_view cause;  ///< a literal
};

/// Something this processor or its firmware lacks.
struct Missing {
    std::string_view feature;
    std::string_view cost;  ///< what it costs the user, in words
    std::string_view hint;  ///< what to do; empty where nothing helps
};

}  // namespace vitrine
