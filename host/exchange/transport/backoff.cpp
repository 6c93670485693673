#include "host/exchange/transport/backoff.hpp"

#include <algorithm>
#include <cmath>

namespace maxmin::exchange::transport {

Duration Backoff::next() {
    const double full = config_.first_s * std::pow(config_.factor, std::min(failures_, 60));
    ++failures_;
    const double share = 1.0 - config_.jitter * random_.uniform();
    return from_seconds(std::min(full, config_.most_s) * share);
}

void Backoff::lived(Duration life) {
    if (to_seconds(life) >= config_.steady_s) {
        failures_ = 0;
    }
}

Duration DialAllowance::take(Timestamp now) {
    const Duration minute = seconds(60);
    while (!taken_.empty() && now - taken_.front() >= minute) {
        taken_.pop_front();
    }
    if (static_cast<int>(taken_.size()) >= most_) {
        return minute - (now - taken_.front());
    }
    taken_.push_back(now);
    return Duration(0);
}

}  // namespace maxmin::exchange::transport
