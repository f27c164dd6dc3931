#include "lab/experiments.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "arch/control_registers.hpp"
#include "arch/cpuid.hpp"
#include "boot/guest_space.hpp"
#include "boot/vendors.hpp"
#include "guest/cpu/cpu_state.hpp"
#include "kernel/log/log.hpp"
#include "kernel/parse.hpp"
#include "lab/injections.hpp"

namespace vitrine {

namespace {

constexpr std::uint64_t memory_size = 64ULL << 10;
constexpr std::uint64_t budget = 20'000;  // ticks
constexpr std::uint8_t hlt = 0xF4;

/// The steps of an experiment's life are not shown.
class Discard final : public Sink {
public:
    void write(std::string_view /*bytes*/) override {}
};

/// A HLT wherever a changed RIP leads; for paging, a map of the first 2 MiB at 0x1000.
std::span<std::uint8_t> guest_memory(std::uint64_t address) {
    auto* bytes = reinterpret_cast<std::uint8_t*>(address);
    std::memset(bytes, hlt, memory_size);
    constexpr std::uint64_t tables = 0x1000, page = 0x1000, used = 0x03, large = 0x80;
    std::memset(bytes + tables, 0, 3 * page);
    auto* entries = reinterpret_cast<std::uint64_t*>(address + tables);
    entries[0] = (tables + page) | used;
    entries[512] = (tables + 2 * page) | used;
    entries[1024] = large | used;
    return std::span(bytes, memory_size);
}

struct Tally {
    std::uint64_t count = 0, agreed = 0, disagreed = 0, unsupported = 0, unknown = 0;
};

Outcome bad_experiment(Context& context, unsigned line_number, const Complaint& complaint) {
    complain(context.log, complaint);
    Line(context.log, event::error)
        .number(key::line, line_number)
        .text(key::cause, "an experiment makes no sense")
        .text(key::hint, "a line is a list of FIELD:VALUE or FIELD^BITS, with `base ` before it or not");
    return failure(Status::bad_input, "an experiment makes no sense");
}

bool predicts(const guest::EntryForecast& forecast, std::string_view found) {
    if (found == "accept") return forecast.accepts();
    return std::ranges::find(forecast.refusals, found) != forecast.refusals.end();
}

/// What the rules say of an entry, and what came of it.
struct Observation {
    guest::EntryForecast forecast;
    std::string_view found;  ///< accept, or the refusal's number
};

/// An operation of either vendor, for experiments.
class Laboratory {
public:
    /// One entry with these fields overwritten; nothing when the processor hasn't got them all.
    virtual std::optional<Observation> enter(std::span<std::uint8_t> memory, const Injections& injections,
                                             FrameAllocator& frames) = 0;

protected:
    ~Laboratory() = default;
};

template <class Vendor>
class VendorLaboratory final : public Laboratory {
public:
    explicit VendorLaboratory(const typename Vendor::Operation& operation) : operation_(operation) {}

    std::optional<Observation> enter(std::span<std::uint8_t> memory, const Injections& injections,
                                     FrameAllocator& frames) override {
        const guest::AddressSpace* const space = make_guest_space(frames, operation_, memory, false);
        if (space == nullptr) return std::nullopt;
        Discard discard;
        typename Vendor::Steps steps(discard, false);
        typename Vendor::Vcpu vcpu(operation_, steps);
        std::optional<Observation> observation;
        const guest::MachineSpec spec{.budget = budget, .real_time = true, .injections = injections.list()};
        if (vcpu.create({.state = guest::real_mode_state(), .memory = *space, .spec = spec}, frames)) {
            observation.emplace(vcpu.forecast());
            // A good value of the host's control registers stays after the exit: for this experiment alone.
            const std::uint64_t cr0 = arch::read_cr0();
            const std::uint64_t cr4 = arch::read_cr4();
            const guest::Exit& exit = vcpu.run({.nested = &space->nested()});
            arch::write_cr0(cr0);
            arch::write_cr4(cr4);
            const auto* failed = std::get_if<guest::exit::EntryFailed>(&exit.cause);
            observation->found = failed != nullptr ? failed->kind : "accept";
        }
        vcpu.destroy();
        return observation;
    }

private:
    const typename Vendor::Operation& operation_;
};

void experiment(Context& context, Laboratory& laboratory, std::string_view text, const Injections& injections,
                std::span<std::uint8_t> memory, Tally& tally) {
    const auto observation = laboratory.enter(memory, injections, context.frames);
    Line line(context.log, event::experiment);
    line.number(key::n, tally.count++).text(key::inject, text);
    if (!observation) {
        ++tally.unsupported;
        line.text(key::status, "unsupported");
        return;
    }
    const auto& [forecast, found] = *observation;
    const bool agreed = predicts(forecast, found);
    // What couldn't be judged may have been the cause.
    const bool undecided = !agreed && forecast.unknown != 0;
    ++(agreed ? tally.agreed : undecided ? tally.unknown : tally.disagreed);

    const std::size_t refusals = forecast.refusals[1].empty() ? 1 : 2;
    if (forecast.accepts()) {
        line.text(key::predicted, "accept");
    } else {
        line.text_list(key::predicted, std::span(forecast.refusals).first(refusals));
    }
    line.text(key::found, found);
    if (forecast.unknown != 0) line.number(key::unknown, forecast.unknown);
    line.text(key::status, agreed ? "agree" : undecided ? "unknown" : "disagree");
}

std::string_view trim(std::string_view text) {
    text = text.substr(0, text.find('#'));
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    return text;
}

Outcome log_tally(Context& context, const Tally& tally) {
    const bool sound = tally.disagreed == 0;
    Line(context.log, event::check)
        .text(key::name, "experiments")
        .number(key::count, tally.count)
        .number(key::agreed, tally.agreed)
        .number(key::disagreed, tally.disagreed)
        .number(key::unsupported, tally.unsupported)
        .number(key::unknown, tally.unknown)
        .text(key::status, sound ? "ok" : "failed");
    if (sound) return {};
    return {.status = Status::failed,
            .code = 1,
            .exits = 0,
            .cause = "the processor didn't do what the rules predict"};
}

/// A line that makes no sense.
struct BadLine {
    unsigned number;
    Complaint complaint;
};

/// Every line of `text`: an experiment, or what the experiments after it begin with.
Result<Tally, BadLine> run_lines(Context& context, Laboratory& laboratory, std::string_view text) {
    Tally tally;
    Injections base;
    for (unsigned number = 1; !text.empty(); ++number) {
        std::string_view line = trim(take_word(text, '\n'));
        if (line.empty()) continue;
        constexpr std::string_view base_word = "base";
        const bool is_base = line.starts_with(base_word) && (line.size() == 4 || line[4] == ' ');
        if (is_base) line = trim(line.substr(base_word.size()));
        Injections injections = is_base ? Injections{} : base;
        if (const auto added = injections.add(line); !added) return fail(BadLine{number, added.error()});
        if (is_base) {
            base = injections;
            continue;
        }

        const FrameAllocator::Mark mark = context.frames.mark();
        const auto memory = context.frames.allocate(memory_size);
        if (!memory)
            return fail(BadLine{number, Complaint::of_word(line, "there is no memory for the guest", "")});
        experiment(context, laboratory, line, injections, guest_memory(*memory), tally);
        context.frames.release(mark);
    }
    return tally;
}

template <class Vendor>
Outcome run(Context& context, std::string_view text) {
    typename Vendor::Steps steps(context.log, false);
    auto operation = Vendor::Operation::enter(steps, context.frames);
    if (!operation) return failure(operation.error());
    VendorLaboratory<Vendor> laboratory(*operation);
    const auto tally = run_lines(context, laboratory, text);
    operation->leave(steps);
    return tally ? log_tally(context, *tally)
                 : bad_experiment(context, tally.error().number, tally.error().complaint);
}

}  // namespace

Outcome run_experiments(Context& context) {
    const auto modules = context.boot.modules();
    if (modules.empty()) {
        return bad_experiment(
            context, 0,
            Complaint::of_word("experiments=module", "there is no boot module", "module2 in GRUB's menu"));
    }
    const Module& module = modules.front();
    const std::string_view text{reinterpret_cast<const char*>(std::uint64_t{module.start}),
                                module.end - module.start};
    return arch::has_vmx() ? run<Intel>(context, text) : run<Amd>(context, text);
}

}  // namespace vitrine
