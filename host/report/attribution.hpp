// Profit by side, level and hour, and mark-out curves, from the fill records. Every fill carries
// the mid's whole later move (to its asset's last mid), so the groups of one kind, plus the line
// "not of a recorded fill" (funding, and fills beyond the ledger's reserve), add up to the total.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "host/ledger/result.hpp"

namespace maxmin::report {

/// What one fill earned up to the end of the run. Its 10 s mid is read back from the mark-out.
ledger::ProfitSplit split_of_fill(const ledger::FillRecord& fill, double last_mid_usd);

struct Group {
    std::string name;  // "bid", "level 1", "2026-01-01 13 h", "not of a recorded fill"
    std::int64_t fills = 0;
    double volume_usd = 0.0;
    ledger::ProfitSplit profit;
};

struct Groups {
    std::vector<Group> by_side;
    std::vector<Group> by_level;  // maker levels from 1, then "taker"
    std::vector<Group> by_hour;   // UTC hour of the fill
};

Groups group_fills(const ledger::RunResult& result);

/// Mean mark-out and its standard error in bps at 1, 10, 60 s over maker fills; NaN without
/// fills (error: with fewer than two). Errors treat fills as independent, which flatters them.
struct MarkoutCurve {
    std::array<double, 3> mean_bps = {ledger::not_known, ledger::not_known, ledger::not_known};
    std::array<double, 3> error_bps = {ledger::not_known, ledger::not_known, ledger::not_known};
    std::array<std::int64_t, 3> fills = {0, 0, 0};
};

struct Markouts {
    MarkoutCurve bid;
    MarkoutCurve ask;
    MarkoutCurve both;
};

struct AllMarkouts {
    std::vector<Markouts> assets;  // as RunResult::assets
    Markouts total;
};

AllMarkouts markouts_of(const ledger::RunResult& result);

}  // namespace maxmin::report
