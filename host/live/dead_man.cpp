#include "host/live/dead_man.hpp"

#include <algorithm>

namespace maxmin::live {
namespace {

constexpr Duration nearest = seconds(5);  // the venue takes no time nearer than this
constexpr std::int64_t day_ns = 86'400'000'000'000;

}  // namespace

std::string_view to_string(Protection protection) {
    switch (protection) {
        case Protection::venue:
            return "venue";
        case Protection::none:
            return "none";
        case Protection::used_up:
            return "used_up";
        case Protection::refused:
            return "refused";
    }
    return "unknown";
}

void DeadMan::count_firing(Timestamp now) {
    if (now.ns() / day_ns != day_) {
        day_ = now.ns() / day_ns;
        firings_ = 0;
    }
    if (armed_for_ && *armed_for_ <= now) {
        ++firings_;
        armed_for_.reset();
    }
}

void DeadMan::renew(Timestamp now, bool healthy) {
    count_firing(now);
    if (!healthy || firings_ >= config_.firings_per_day_max) {
        return;
    }
    const Duration pause = is_refused_ ? config_.ask_again_after : config_.renew_every;
    if (asked_at_ != Timestamp() && now - asked_at_ < pause) {
        return;
    }
    asked_at_ = now;
    port_.arm(now + std::max(config_.ahead, nearest + seconds(1)));
}

void DeadMan::on_armed(Timestamp at) {
    armed_for_ = at;
    is_refused_ = false;
}

void DeadMan::disarm() {
    if (asked_at_ != Timestamp()) {
        asked_at_ = Timestamp();
        armed_for_.reset();
        port_.disarm();
    }
}

Protection DeadMan::protection(Timestamp now) const {
    if (is_refused_) {
        return Protection::refused;
    }
    if (armed_for_ && *armed_for_ > now) {
        return Protection::venue;
    }
    return firings_ >= config_.firings_per_day_max ? Protection::used_up : Protection::none;
}

}  // namespace maxmin::live
