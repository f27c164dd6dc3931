#include "kernel/refusal.hpp"

namespace vitrine {

Refusal log_missing(Sink& sink, const Missing& missing) {
    Line line(sink, event::error);
    line.text(key::missing, missing.feature).text(key::cause, missing.cost);
    if (*missing.hint != '\0') line.text(key::hint, missing.hint);
    return {Status::unsupported, missing.cost};
}

Refusal log_out_of_memory(Sink& sink, std::string_view cause) {
    Line(sink, event::error)
        .text(key::cause, cause)
        .text(key::hint, "give the guest less by memory=, or the machine more");
    return {Status::bad_input, cause};
}

}  // namespace vitrine
