// How the served exchange behaves, and the synthetic market behind it; plain options.
#pragma once

#include <cstdint>
#include <string>

#include "host/paper/config.hpp"

namespace maxmin::venue {

/// A market of many assets that does not exist. Activity, spread and depth fall with an asset's
/// rank; what they are at the top is calibrated (markets/calibration.hpp).
struct SyntheticConfig {
    int assets = 20;
    std::uint64_t seed = 1;
    double volatility_scale = 1.0;
    double correlation = 0.6;  // of an asset's returns with the market's
    double jumps_per_hour = 0.5;
    double jump_bps = 25.0;         // standard deviation of a jump
    double outages_per_hour = 0.0;  // of one asset's outside market: no books, no prints
    double outage_s = 10.0;         // mean
};

struct VenueConfig {
    std::string address = "127.0.0.1";
    std::uint16_t port = 3001;  // 0: any free one
    double speed = 1.0;         // times as fast as life; 0: time moves only when told to
    std::int64_t block_interval_ms = 70;
    std::int64_t book_interval_ms = 500;  // between two l2Book messages; bbo comes with its block
    // What an unknown address is given with its first valid signature; 0: unknown addresses are
    // refused as on the venue.
    double faucet_usd = 100'000.0;
    std::int64_t request_allowance = 10'000;  // per address, plus one for each USD traded
    double schedule_cancel_volume_usd = 1e6;  // traded before scheduleCancel is allowed
    int schedule_cancels_per_day = 10;
    bool enforce_limits = true;  // IP weight, messages, address allowance
    std::uint64_t seed = 1;      // of hashes and trade ids
    SyntheticConfig synthetic;
    // As for the exchange in process: keys of [paper].
    paper::FeeConfig fees;
    paper::QueueModel queue = paper::QueueModel::back;
    double queue_power = 2.0;
};

}  // namespace maxmin::venue
