#include "host/paper/queue.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/base/math.hpp"

namespace maxmin::paper {

QueuePosition QueueEstimator::join(std::optional<Lots> shown, Lots ahead_of_own_before) {
    if (!shown) {
        return {};
    }
    const Lots ahead = std::max(*shown, ahead_of_own_before);
    return {.ahead = ahead,
            .ahead_before_shown = ahead,
            .shown = *shown,
            .printed = Lots(0),
            .shown_time = {},
            .known = true};
}

void QueueEstimator::on_shown(QueuePosition& position, Lots shown, Timestamp time) const {
    if (!position.known) {
        position = join(shown, Lots(0));
        position.shown_time = time;
        return;
    }
    if (position.shown_time != time) {
        position.ahead_before_shown = position.ahead;
        position.shown_time = time;
    }
    switch (model_) {
        case QueueModel::trade_only:
            break;
        case QueueModel::probabilistic:
            position.ahead -= removed_ahead(position, shown);
            [[fallthrough]];
        case QueueModel::back:
            // What stands ahead cannot be more than what stands there.
            position.ahead = std::min(position.ahead, shown);
            break;
    }
    position.shown = shown;
    position.printed = Lots(0);
}

/// The share f(ahead) / (f(ahead) + f(behind)), f(x) = x^power, of a decrease that no print
/// explains, rounded down: in doubt it happened behind us.
Lots QueueEstimator::removed_ahead(const QueuePosition& position, Lots shown) const {
    const Lots left_by_prints = std::max(position.shown - position.printed, Lots(0));
    const Lots cancelled = left_by_prints - shown;
    if (cancelled <= Lots(0) || position.ahead <= Lots(0)) {
        return Lots(0);
    }
    const Lots behind = left_by_prints - position.ahead;
    if (behind <= Lots(0)) {
        return std::min(cancelled, position.ahead);
    }
    const double log_ratio =
        kernels::log_lane(behind.as_double()) - kernels::log_lane(position.ahead.as_double());
    const double share = 1.0 / (1.0 + kernels::exp_lane(power_ * log_ratio));
    return Lots(static_cast<std::int64_t>(std::floor(share * cancelled.as_double())));
}

Lots QueueEstimator::ahead_of_print(const QueuePosition& position, Timestamp time) {
    return position.shown_time == time ? position.ahead_before_shown : position.ahead;
}

void QueueEstimator::on_print(QueuePosition& position, Lots consumed, Lots printed,
                              Timestamp time) {
    if (position.shown_time == time) {
        position.ahead_before_shown -= std::min(position.ahead_before_shown, consumed);
        position.ahead = std::min(position.ahead, position.ahead_before_shown);
        return;
    }
    position.ahead -= std::min(position.ahead, consumed);
    position.printed += printed;
}

}  // namespace maxmin::paper
