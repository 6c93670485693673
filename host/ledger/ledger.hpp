// Books of a run: positions, equity, drawdown, and where every dollar came from (records.hpp).
// Cash is kept as an exact integer (ticks x lots), the parts of the profit as running sums of small
// terms: that both agree is a check, not a definition. Every mid used is one already heard:
//  - a fill's mid is the last mid of its asset heard before on_fill;
//  - its mark-out at 1, 10, 60 s is the first mid heard whose exchange time is at or after the
//    fill's exchange time plus the horizon (finish() counts as hearing the last mid once more).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "host/gateway/messages.hpp"
#include "host/ledger/records.hpp"
#include "host/market/instrument.hpp"

namespace maxmin::ledger {

/// Index into markout_horizons_s of the horizon that ends the adverse move (10 s).
inline constexpr std::size_t adverse_horizon = 1;

/// Owned by the engine thread. Nothing allocates after construction. Fills beyond `fills_reserve`
/// are booked in full but leave no record and no mark-out; their later moves count as inventory,
/// not adverse (the total stays right), and fills_unrecorded() says how many there were.
/// Fills must arrive once each (the order module removes duplicates).
class Ledger {
  public:
    Ledger(std::span<const market::Instrument> instruments, double start_balance_usd,
           std::size_t fills_reserve);

    /// A new mid. Values the position, marks fills that fell due, turns the UTC day. A mid that is
    /// not a positive finite number is refused and counted.
    void on_mid(AssetIndex asset, Timestamp exchange_time, double mid_usd) noexcept;
    /// A report of kind `filled`. Before the asset's first mid, the fill's price stands in for it.
    void on_fill(const gateway::Report& report) noexcept;
    /// A report of kind `funding`: fee_usd positive = we paid.
    void on_funding(const gateway::Report& report) noexcept;
    /// The venue holds `change` lots more than we knew of: taken over at `price_usd` without a
    /// profit or a loss. Live only.
    void adopt(AssetIndex asset, Lots change, double price_usd) noexcept;
    /// The account is worth this now, whatever was thought before; peak and day start with it.
    void rebase(double equity_usd) noexcept;
    /// End of the run: fills whose horizon is not after `end` are marked at the last mid, the
    /// others keep NaN; removes the rounding that equity gathered. Call once, after the last event.
    void finish(Timestamp end) noexcept;

    Lots position(AssetIndex asset) const { return at(asset).position; }
    double position_coin(AssetIndex asset) const;
    double mid_usd(AssetIndex asset) const { return at(asset).mid_usd; }  // NaN before the first
    /// Start balance plus the profit of all assets, marked at the mids, after fees and funding.
    double equity_usd() const { return start_balance_usd_ + profit_usd_; }
    double asset_profit_usd(AssetIndex asset) const { return at(asset).profit_usd; }
    double peak_equity_usd() const { return peak_equity_usd_; }
    double drawdown_usd() const { return peak_equity_usd_ - equity_usd(); }  // now; never negative
    double drawdown_usd_max() const { return drawdown_usd_max_; }
    /// Equity at the last event before the current UTC day; the start balance on the first day.
    double day_start_equity_usd() const { return day_start_equity_usd_; }
    double volume_usd(AssetIndex asset) const;
    double maker_volume_usd(AssetIndex asset) const { return at(asset).maker_volume_usd; }
    double volume_usd() const;

    /// Parts as of now: the adverse move of a fill younger than 10 s runs to the last mid.
    ProfitSplit split(AssetIndex asset) const;
    ProfitSplit split_total() const;
    std::span<const FillRecord> fills() const { return fills_; }

    std::int64_t fills_booked() const { return fills_booked_; }
    std::int64_t fills_unrecorded() const { return fills_unrecorded_; }
    std::int64_t fills_without_mid() const { return fills_without_mid_; }
    std::int64_t mids_refused() const { return mids_refused_; }

  private:
    __extension__ using WideInt = __int128;  // ticks x lots of a long run pass 64 bits
    static constexpr std::int32_t none = -1;

    struct Account {
        WideInt cash = 0;  // in units of 1 / cash_per_usd; bought = negative
        double cash_per_usd = 1.0;
        Lots position;
        double mid_usd = not_known;
        double profit_usd = 0.0;
        double moves_usd = 0.0;  // sum of position x move of the mid
        double spread_usd = 0.0;
        double adverse_usd = 0.0;  // of maker fills older than the adverse horizon
        double taker_cost_usd = 0.0;
        double fees_usd = 0.0;
        double funding_usd = 0.0;
        double adopted_usd = 0.0;  // value of adopted lots when they were, bought = negative
        double maker_volume_usd = 0.0;
        double taker_volume_usd = 0.0;
        // Fills of this asset are chained in order of arrival; for each horizon the first one
        // that is not marked yet.
        std::array<std::int32_t, markout_horizons_s.size()> unmarked = {none, none, none};
        std::int32_t newest = none;
    };

    Account& at(AssetIndex asset) { return accounts_[static_cast<std::size_t>(asset)]; }
    const Account& at(AssetIndex asset) const { return accounts_[static_cast<std::size_t>(asset)]; }
    void mark_due(Account& account, Timestamp time) noexcept;
    void record(Account& account, const FillRecord& fill) noexcept;
    void revalue(AssetIndex asset) noexcept;
    double cash_based_profit_usd(AssetIndex asset) const;
    double open_adverse_usd(const Account& account) const;

    std::vector<market::Instrument> instruments_;
    std::vector<Account> accounts_;
    std::vector<FillRecord> fills_;
    std::vector<std::int32_t> next_of_asset_;  // per fill record: the asset's next one
    double start_balance_usd_;
    double profit_usd_ = 0.0;
    double peak_equity_usd_;
    double drawdown_usd_max_ = 0.0;
    double day_start_equity_usd_;
    std::int64_t day_ = INT64_MIN;
    std::int64_t fills_booked_ = 0;
    std::int64_t fills_unrecorded_ = 0;
    std::int64_t fills_without_mid_ = 0;
    std::int64_t mids_refused_ = 0;
};

/// Adds part by part.
ProfitSplit& operator+=(ProfitSplit& sum, const ProfitSplit& term);
/// spread + adverse + inventory - fees - funding - taker_cost; equals total_usd up to rounding.
double sum_of_parts_usd(const ProfitSplit& split);

}  // namespace maxmin::ledger
