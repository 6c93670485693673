#include "host/venue/faults.hpp"

#include <algorithm>
#include <utility>

namespace maxmin::venue {
namespace {

constexpr std::array<std::string_view, fault_count> words{
    "too_many_requests",
    "unavailable",
    "unavailable_executed",
    "no_answer",
    "lost_request",
    "slow_answer",
    "refuse",
    "drop",
    "duplicate",
    "delay",
    "reorder",
    "garbage",
    "partial",
    "disconnect",
    "silence",
    "crossed_book",
    "stale_book",
    "outage",
    "clock_jump",
    "post_only",
};

/// Of one kind, for all of its draws.
std::uint64_t seed_of(std::uint64_t seed, std::uint64_t family) {
    return RandomStream(seed + family).next();
}

}  // namespace

std::string_view to_string(FaultKind kind) {
    return words[static_cast<std::size_t>(kind)];
}

std::optional<FaultKind> parse_fault_kind(std::string_view word) {
    const auto* const found = std::find(words.begin(), words.end(), word);
    return found == words.end() ? std::nullopt
                                : std::optional(static_cast<FaultKind>(found - words.begin()));
}

std::array<Fault, fault_count> FaultPlan::default_shapes() {
    std::array<Fault, fault_count> shapes;
    for (std::size_t i = 0; i < fault_count; ++i) {
        shapes[i].kind = static_cast<FaultKind>(i);
    }
    return shapes;
}

Faults::Faults(FaultPlan plan)
    : plan_(std::move(plan)),
      requests_(seed_of(plan_.seed, 1)),
      frames_(seed_of(plan_.seed, 2)),
      blocks_(seed_of(plan_.seed, 3)) {
    std::stable_sort(
        plan_.script.begin(), plan_.script.end(),
        [](const FaultPlan::Entry& a, const FaultPlan::Entry& b) { return a.at < b.at; });
}

void Faults::arm(Fault fault) {
    armed_.push_back(std::move(fault));
}

std::size_t Faults::disarm() {
    const std::size_t forgotten = armed_.size();
    armed_.clear();
    return forgotten;
}

bool Faults::fits(const Fault& fault, Range range) const {
    return fault.kind >= range.first && fault.kind <= range.last;
}

/// An armed fault of the range, or one drawn by its rate.
std::optional<Fault> Faults::next(Range range, std::string_view channel, RandomStream& random) {
    std::optional<Fault> result;
    const auto armed = std::find_if(armed_.begin(), armed_.end(), [&](const Fault& fault) {
        return fits(fault, range) && (fault.channel.empty() || fault.channel == channel);
    });
    if (armed != armed_.end()) {
        result = *armed;
        armed_.erase(armed);
    }
    for (auto i = static_cast<std::size_t>(range.first); i <= static_cast<std::size_t>(range.last);
         ++i) {
        const bool happens = plan_.rates[i] > 0.0 && random.uniform() < plan_.rates[i];
        if (happens && !result) {
            result = plan_.shapes[i];
        }
    }
    if (result) {
        ++counts_[static_cast<std::size_t>(result->kind)];
    }
    return result;
}

std::optional<Fault> Faults::on_request(bool is_action) {
    // A read cannot be refused with words, and it does not matter whether it was executed.
    const FaultKind last = is_action ? FaultKind::refuse : FaultKind::slow_answer;
    return next({FaultKind::too_many_requests, last}, {}, requests_);
}

std::optional<Fault> Faults::on_frame(std::string_view channel) {
    const FaultKind last = channel == "l2Book" ? FaultKind::crossed_book : FaultKind::silence;
    return next({FaultKind::drop, last}, channel, frames_);
}

void Faults::on_block(Timestamp now) {
    if (!opened_) {
        opened_ = now;
    }
    for (; script_done_ < plan_.script.size() && now - *opened_ >= plan_.script[script_done_].at;
         ++script_done_) {
        arm(plan_.script[script_done_].fault);
    }
    while (const auto fault = next({FaultKind::stale_book, FaultKind::post_only}, {}, blocks_)) {
        begin(*fault, now);
        const bool more = std::any_of(armed_.begin(), armed_.end(), [&](const Fault& armed) {
            return fits(armed, {FaultKind::stale_book, FaultKind::post_only});
        });
        if (!more) {
            break;
        }
    }
}

void Faults::begin(const Fault& fault, Timestamp now) {
    const Timestamp until = now + fault.length;
    switch (fault.kind) {
        case FaultKind::stale_book:
            stale_until_[fault.coin] = until;
            break;
        case FaultKind::outage:
            out_until_ = until;
            break;
        case FaultKind::clock_jump:
            clock_offset_ += fault.length;
            break;
        default:
            post_only_until_ = until;
            break;
    }
}

bool Faults::is_stale(const std::string& coin, Timestamp now) const {
    for (const std::string& name : {std::string(), coin}) {
        const auto found = stale_until_.find(name);
        if (found != stale_until_.end() && now < found->second) {
            return true;
        }
    }
    return false;
}

}  // namespace maxmin::venue
