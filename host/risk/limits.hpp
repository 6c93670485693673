// The one gate every request passes before it leaves, on paper and live alike. Positions are judged
// at their worst: every open order filled, in whatever order hurts most. An accepted request counts
// as open at once, so that a burst judged before the next set_exposure() cannot add up to more than
// a limit. The surprising thing: an accepted modify adds its size and frees nothing until the
// venue has answered, because the old order may fill while the change is on its way.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/base/assert.hpp"
#include "host/base/time.hpp"
#include "host/gateway/messages.hpp"
#include "host/market/types.hpp"
#include "host/risk/config.hpp"
#include "host/risk/trading_state.hpp"
#include "host/risk/verdict.hpp"

namespace maxmin::risk {

/// What does not change about an asset during a run.
struct AssetRules {
    AssetLimits limits = {};
    double price_unit_usd = 0.0;  // of one Ticks
    double size_unit_coin = 0.0;  // of one Lots
};

/// One asset as its owner knows it now; orders that were sent and not yet answered are open.
struct Exposure {
    Lots position = {};  // signed
    Lots open_buy = {};  // remaining sizes of open orders, worst case; not negative
    Lots open_sell = {};
    int open_orders = 0;
    double mid_usd = 0.0;  // not finite or not positive: unknown, the last good one values the lots
    Timestamp book_time = {};  // when that mid's book was received
};

/// Worst case over all assets, valued at the mids.
struct Totals {
    double gross_usd = 0.0;      // sum of each asset's largest |position|
    double net_long_usd = 0.0;   // every buy filled and no sell
    double net_short_usd = 0.0;  // every sell filled and no buy; negative when short
    int open_orders = 0;
};

class Guard {
  public:
    /// One AssetRules per asset. Asserts that every limit and unit is positive and finite.
    Guard(const std::vector<AssetRules>& assets, const PortfolioLimits& portfolio);

    /// Replaces what is known of an asset, including what accepted requests had reserved.
    /// O(1).
    void set_exposure(AssetIndex asset, const Exposure& exposure) noexcept;

    /// Judges one request and counts the verdict. Cancels and queries always pass. A request that
    /// lowers a worst case passes that limit even where the market has carried it beyond.
    [[nodiscard]] Verdict judge(const gateway::Request& request, Timestamp now) noexcept;

    /// Touches this asset alone; only its cancels leave until every reason is cleared.
    void stop(AssetIndex asset, StopReason reason) noexcept;
    void clear(AssetIndex asset, StopReason reason) noexcept;
    bool is_stopped(AssetIndex asset) const noexcept { return at(asset).stops != 0; }
    bool is_stopped(AssetIndex asset, StopReason reason) const noexcept {
        return (at(asset).stops & static_cast<std::uint8_t>(reason)) != 0;
    }

    /// While HALTED, reduce-only orders that are filled at once or not at all may yet leave: the
    /// operator has asked for a flat account. Price, size and value limits hold as ever.
    void permit_closing(bool permitted) noexcept { closing_ = permitted; }
    bool closing_permitted() const noexcept { return closing_; }

    TradingState& state() { return state_; }
    const TradingState& state() const { return state_; }
    const Totals& totals() const { return totals_; }
    std::uint64_t count(Verdict verdict) const {
        return counts_[static_cast<std::size_t>(verdict)];
    }
    std::uint64_t judged() const { return judged_; }  // the sum of all counts

  private:
    struct Asset {
        Exposure exposure;
        AssetRules rules;
        double valued_mid_usd = 0.0;  // last good mid; 0 = never
        std::uint8_t stops = 0;
    };

    const Asset& at(AssetIndex asset) const noexcept { return assets_[checked(asset)]; }
    Asset& at(AssetIndex asset) noexcept { return assets_[checked(asset)]; }
    std::size_t checked(AssetIndex asset) const noexcept {
        MAXMIN_DEBUG_ASSERT(knows(asset), "the asset is one of the guard's");
        return static_cast<std::size_t>(asset);
    }
    bool knows(AssetIndex asset) const noexcept {
        return asset >= 0 && static_cast<std::size_t>(asset) < assets_.size();
    }
    Verdict verdict_on(const gateway::Request& request, Timestamp now) const noexcept;
    Verdict judge_order(const Asset& asset, const gateway::Request& request,
                        Timestamp now) const noexcept;
    bool closes(const Asset& asset, const gateway::Request& request) const noexcept;
    Verdict judge_limits(const Asset& asset, const gateway::Request& request) const noexcept;
    static Totals worst_case(const Asset& asset) noexcept;
    /// Adds this asset's part of the totals, or takes it away.
    void count_in(const Asset& asset, int sign) noexcept;

    std::vector<Asset> assets_;
    PortfolioLimits portfolio_;
    TradingState state_;
    Totals totals_;
    bool closing_ = false;
    int unvalued_ = 0;  // assets with lots and no mid ever
    std::array<std::uint64_t, verdicts> counts_ = {};
    std::uint64_t judged_ = 0;
};

}  // namespace maxmin::risk
