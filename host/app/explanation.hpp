// Everything there is to say of why one asset's quotes are what they are at one time of a replay.
// Gathered once; shown as text or as JSON.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "host/app/grid_pair.hpp"
#include "host/app/order_fate.hpp"
#include "host/engine/engine.hpp"
#include "host/ledger/records.hpp"

namespace maxmin::app {

/// One side and level: its offset and its size as sums, in the order in which the rules add up.
struct QuoteTerms {
    static constexpr std::array offset_names{"base",     "bias",  "skew",    "risk",    "spacing",
                                             "momentum", "floor", "passive", "rounding"};
    static constexpr std::array size_names{"asked", "growth", "rounding", "cut", "joined"};

    Side side = Side::bid;
    int level = 0;
    double share = 0.0;
    std::array<double, offset_names.size()> offset_bps{};
    std::array<double, size_names.size()> size_coin{};
    const quote::Target* target = nullptr;  // null: absent, see `absent`
    quote::Absent absent = quote::Absent::none;
    int merged_into = 0;
};

struct Explanation {
    const engine::Engine* engine = nullptr;
    const engine::Asset* asset = nullptr;
    AssetIndex index = 0;
    Timestamp at;
    int particles = 0;
    engine::BaseOffsets base;  // what the grid has to offer now
    Belief belief;
    std::optional<GridPair> pair;            // empty before the first step
    const ledger::Sample* sample = nullptr;  // the newest with quantiles; null before the first
    std::vector<QuoteTerms> quotes;          // empty where nothing at all may be quoted
    std::vector<OrderFate> orders;

    // The filter's learnt parameters, in the units of the configuration.
    double learnt_volatility_annual() const;
    double learnt_half_life_s() const;
    double learnt_variability() const;
};

/// Looks at the engine as it stands at `at`; pointers live as long as it stays untouched.
/// `particles` is the filter's number.
Explanation explain(const engine::Engine& engine, AssetIndex index, Timestamp at, int particles);

/// At most 100 columns.
std::string explanation_text(const Explanation& explanation);
std::string explanation_json(const Explanation& explanation);

/// "warming up: 34 of 60 s", "gate closed: ...": the state and what lies behind it.
std::string state_words(const Explanation& explanation);

}  // namespace maxmin::app
