#include "guest/machine/emulate/exceptions.hpp"

#include <array>

namespace vitrine::guest {

namespace {

enum class Class { benign, contributory, page_fault, double_fault };

// Intel SDM vol. 3A, table 6-4.
constexpr Class class_of(std::uint8_t number) {
    switch (number) {
        case vector::de:
        case vector::ts:
        case vector::np:
        case vector::ss:
        case vector::gp:
        case vector::cp:
            return Class::contributory;
        case vector::pf:
        case vector::ve:
            return Class::page_fault;
        case vector::df:
            return Class::double_fault;
        default:
            return Class::benign;
    }
}

constexpr bool escalates(Class first, Class second) {
    const bool second_faults = second == Class::contributory || second == Class::page_fault;
    return (first == Class::contributory && second == Class::contributory) ||
           (first == Class::page_fault && second_faults);
}

}  // namespace

Action reflect_exception(const Exit& exit, const exit::Exception& exception) {
    if (!exit.interrupted.valid || !exit.interrupted.is_exception()) return action::Inject{exception};
    const Class first = class_of(exit.interrupted.vector);
    const Class second = class_of(exception.vector);
    if (first == Class::double_fault && second != Class::benign) {
        return end_as(Status::crash, "triple fault: an exception while a double fault was being delivered");
    }
    if (escalates(first, second)) {
        return action::Inject{{.vector = vector::df, .has_error_code = true, .error_code = 0}};
    }
    return action::Inject{exception};
}

std::string_view vector_name(std::uint8_t number) {
    constexpr std::array<std::string_view, 22> names{"#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM",
                                                     "#DF", "",    "#TS", "#NP", "#SS", "#GP", "#PF", "",
                                                     "#MF", "#AC", "#MC", "#XM", "#VE", "#CP"};
    if (number >= names.size() || names[number].empty()) return "reserved";
    return names[number];
}

}  // namespace vitrine::guest
