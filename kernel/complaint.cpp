#include "kernel/complaint.hpp"

namespace vitrine {

Complaint Complaint::of(Literal cause, Literal hint) {
    return {.cause = cause, .hint = hint};
}

Complaint Complaint::of_word(std::string_view word, Literal cause, Literal valid) {
    return {.about = About::word, .cause = cause, .hint = valid, .subject = word};
}

Complaint Complaint::of_feature(Literal feature, Literal cause, Literal hint) {
    return {.status = Status::unsupported,
            .about = About::feature,
            .cause = cause,
            .hint = hint,
            .subject = feature};
}

const Complaint& complain(Sink& sink, const Complaint& complaint) {
    const bool word = complaint.about == Complaint::About::word;
    Line line(sink, event::error);
    constexpr std::size_t most = 200;  // characters: the rest of the line is room enough, escaped or not
    if (complaint.about != Complaint::About::nothing)
        line.text(word ? key::option : key::missing, complaint.subject.substr(0, most));
    line.text(key::cause, complaint.cause);
    const CloseMatches close =
        complaint.close != nullptr ? complaint.close(complaint.subject) : CloseMatches({});
    if (!close.names().empty()) {
        line.text_list(key::close, close.names());
    } else if (!complaint.hint.empty()) {
        line.text(word ? key::valid : key::hint, complaint.hint);
    }
    return complaint;
}

Complaint out_of_memory(Literal cause) {
    return {.cause = cause, .hint = "give the guest less by memory=, or the machine more"};
}

}  // namespace vitrine
