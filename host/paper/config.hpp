// How the in-process exchange treats us: latency, queue, fees, funding, margin.
#pragma once

#include <cstdint>
#include <vector>

namespace maxmin::paper {

enum class QueueModel : std::uint8_t {
    back,           // everything shown at our price trades before us; cancels happen behind us
    probabilistic,  // a cancel at our price is ahead of us with a probability that grows with the
                    // queue ahead
    trade_only,     // only trades move us: size cut without a trade is ignored
};

enum class LatencyKind : std::uint8_t { constant, lognormal, recorded };

struct LatencyConfig {
    LatencyKind kind = LatencyKind::constant;
    double median_ms = 100.0;
    double sigma = 0.3;               // lognormal: sd of the logarithm
    std::vector<double> recorded_ms;  // recorded: drawn in order, again from the start at the end
};

struct FeeConfig {
    int tier = 0;  // venue schedule; -1 = the two rates below
    double maker_bps = 1.5;
    double taker_bps = 4.5;
};

struct PaperConfig {
    QueueModel queue = QueueModel::back;
    double queue_power = 2.0;  // probabilistic: exponent of the ahead/behind weight
    LatencyConfig feed;        // recorded = the recording's own receive minus exchange time
    LatencyConfig order;
    LatencyConfig response;
    FeeConfig fees;
    double start_balance_usd = 100'000.0;
    double leverage = 10.0;
    double funding_rate_hourly = 0.0000125;
    // Requests the address may make before it has traded; each USD traded adds one.
    std::int64_t request_allowance = 10'000;
};

}  // namespace maxmin::paper
