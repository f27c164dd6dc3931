#pragma once
// The guest's time, which a board keeps by its TSC.

#include <algorithm>
#include <array>
#include <cstdint>

#include "guest/cpu/virtual_cpu.hpp"
#include "guest/machine/clock.hpp"
#include "guest/machine/state.hpp"

namespace vitrine::guest {

/// What makes the guest's time pass.
enum class Pace : std::uint8_t {
    work,  ///< the guest's own instructions: a TSC tick is a tick, and a halt takes no time
    real,  ///< the host's clock
};

class GuestTime {
public:
    /// `tsc_hertz`: of the host, for Pace::real.
    GuestTime(Clock& clock, Pace pace, std::uint64_t tsc_hertz)
        : clock_(clock), pace_(pace), tsc_hertz_(tsc_hertz) {}

    [[nodiscard]] Pace pace() const { return pace_; }

    /// Before an entry: the guest's TSC shows its time.
    void enter(VirtualCpu& cpu) const {
        if (pace_ == Pace::work) cpu.write(Register::tsc, clock_.now + shifts_[cpu.id]);
    }
    /// Right after an exit: its time is what its TSC says.
    void left(VirtualCpu& cpu) {
        tsc_ = cpu.read(Register::tsc) - shifts_[cpu.id];
        clock_.now = std::max(clock_.now, pace_ == Pace::work ? tsc_ : from_tsc(tsc_));
    }
    /// The guest, which left last, has written its TSC: its time goes on as it was.
    void tsc_written(const VirtualCpu& cpu, std::uint64_t value) { shifts_[cpu.id] = value - tsc_; }

    /// What the host's clock says, while the guest is not in: for Pace::real.
    [[nodiscard]] Ticks real_now(VirtualCpu& cpu) const {
        return from_tsc(cpu.read(Register::tsc) - shifts_[cpu.id]);
    }

    /// TSC ticks until guest time is `due`: at least one, and at Pace::real about a second's at most.
    [[nodiscard]] std::uint64_t until(Ticks due) const {
        const Ticks ticks = due > clock_.now ? due - clock_.now : 1;
        return pace_ == Pace::work ? ticks : to_tsc(std::min(ticks, clock_.hertz()));
    }

    [[nodiscard]] static constexpr std::string_view name() { return "time"; }
    void state(State& state) { state(tsc_, shifts_); }

private:
    [[nodiscard]] Ticks from_tsc(std::uint64_t tsc) const;
    [[nodiscard]] std::uint64_t to_tsc(Ticks ticks) const;

    Clock& clock_;
    Pace pace_;
    std::uint64_t tsc_hertz_;
    std::uint64_t tsc_ = 0;  ///< the guest's TSC when it last left, if it had never written it
    std::array<std::uint64_t, most_vcpus> shifts_{};  ///< what the guest has made each processor's differ by
};

}  // namespace vitrine::guest
