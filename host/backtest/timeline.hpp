// The two orders in which a recording is lived through: the exchange's, by exchange time, and ours,
// by the time each message reached us. Nothing ours may look at the other.
#pragma once

#include <cstdint>
#include <vector>

#include "host/market/event.hpp"
#include "host/paper/config.hpp"

namespace maxmin::backtest {

struct Timeline {
    std::vector<std::uint32_t> by_exchange;  // event numbers; at one instant trades come first
    std::vector<std::uint32_t> by_local;
    std::vector<Timestamp> local_time;  // by event number, after the feed latency model
};

/// Feed latency `recorded` keeps the recording's own receive times; the other kinds replace them.
/// Messages of one feed never overtake each other.
Timeline make_timeline(const market::Recording& recording, const paper::LatencyConfig& feed,
                       std::uint64_t seed);

/// The first mid of each asset, in the order in which messages reach us: sizes in USD are converted
/// at it. Throws InputError naming an asset that has none.
std::vector<double> first_mids(const market::Recording& recording, const Timeline& timeline);

}  // namespace maxmin::backtest
