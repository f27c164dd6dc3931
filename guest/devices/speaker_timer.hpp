#pragma once
// Channel 2 of the interval timer, as port 61h is wired to it.

namespace vitrine::guest::pc {

class SpeakerTimer {
public:
    virtual void set_speaker_gate(bool open) = 0;
    [[nodiscard]] virtual bool speaker_gate() const = 0;
    /// The output's level now.
    [[nodiscard]] virtual bool speaker_output() = 0;

protected:
    ~SpeakerTimer() = default;
};

}  // namespace vitrine::guest::pc
