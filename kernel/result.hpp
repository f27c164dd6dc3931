#pragma once
// A value or an error that cannot be dropped by accident, and the one macro that passes an error on.

#include <expected>
#include <utility>

namespace vitrine {

struct Complaint;

/// A T, or the E that says why there is none.
template <class T, class E = Complaint>
class [[nodiscard]] Result : public std::expected<T, E> {
public:
    using std::expected<T, E>::expected;
};

template <class E>
using Failure = std::unexpected<E>;

/// Returns the error E from the calling function.
template <class E>
[[nodiscard]] constexpr Failure<std::decay_t<E>> fail(E&& error) {
    return Failure<std::decay_t<E>>(std::forward<E>(error));
}

}  // namespace vitrine

/// The value of a Result, or return its error from the calling function.
#define VITRINE_TRY(expression)                                                                 \
    __extension__({                                                                             \
        auto vitrine_try_result = (expression);                                                 \
        if (!vitrine_try_result) return ::vitrine::fail(std::move(vitrine_try_result).error()); \
        *std::move(vitrine_try_result);                                                         \
    })
