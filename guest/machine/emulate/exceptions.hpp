#pragma once
// An exception that the guest raised goes back to the guest, merged with one whose delivery it interrupted.

#include <string_view>

#include "guest/cpu/action.hpp"
#include "guest/cpu/exit.hpp"

namespace vitrine::guest {

/// Reflects the exception of `exit` into the guest. One that came while another was being delivered becomes a
/// double fault or ends the guest, as on hardware: Intel SDM vol. 3A, table 6-5. During the delivery of an
/// interrupt it is delivered alone: the guest comes back to its INT n, and has lost an interrupt from
/// outside.
[[nodiscard]] Action reflect_exception(const Exit& exit, const exit::Exception& exception);

/// "#GP" for 13; "reserved" where the SDM has no name.
[[nodiscard]] std::string_view vector_name(std::uint8_t number);

}  // namespace vitrine::guest
