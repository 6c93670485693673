// The money and positions of one address, in integers of 10^-6 USD throughout: conservation of
// money over all accounts is exact, not within a tolerance. Cross positions share one balance; an
// isolated one carries its own cash leg. Formulas: the venue's pages on margin and entry price.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include "host/paper/fees.hpp"
#include "host/venue/asset.hpp"
#include "host/venue/events.hpp"

namespace maxmin::venue {

struct Leverage {
    bool is_cross = true;
    int value = 20;

    auto operator<=>(const Leverage&) const = default;
};

struct Holding {
    Lots position;
    MicroUsd cost;                // of what is open, at its average entry; never negative
    std::array<Lots, 2> resting;  // open orders that may add to the position, by side
    Leverage leverage;
    MicroUsd isolated_raw;          // isolated: cash leg, margin included
    MicroUsd funding_ever;          // positive: paid
    MicroUsd funding_since_open;    // since the position was last flat or flipped
    MicroUsd funding_since_change;  // since its size last changed
};

class Account {
  public:
    /// `assets` outlives the account; its marks move under it, which mark_moved() announces.
    explicit Account(std::span<const Asset> assets) : assets_(assets) {}

    void deposit(MicroUsd amount) { move_raw(amount); }
    /// Returns the closed profit, without the fee.
    MicroUsd apply_fill(const Trade& trade, Side side, MicroUsd fee);
    void apply_funding(AssetIndex asset, MicroUsd paid);
    /// Orders that may add to the position begin (positive) or stop (negative) to rest.
    void reserve(AssetIndex asset, Side side, Lots change);
    void mark_moved() { totals_.reset(); }

    /// The state of an asset; what an untouched one would be.
    Holding holding(AssetIndex asset) const;
    const std::map<AssetIndex, Holding>& holdings() const { return holdings_; }
    Lots position(AssetIndex asset) const;
    Lots reducible(AssetIndex asset, Side side) const;

    enum class LeverageChange : std::uint8_t { done, open_position, too_high, no_margin };
    LeverageChange set_leverage(AssetIndex asset, Leverage leverage);
    /// Moves margin into (positive) or out of an isolated position. False: no such position, or
    /// not that much to spare.
    bool move_isolated_margin(AssetIndex asset, MicroUsd amount);

    MicroUsd raw_usd() const { return raw_; }  // of the cross account
    MicroUsd value_at_mark(AssetIndex asset, Lots size) const;
    MicroUsd cross_value() const { return totals().cross_value + raw_; }
    MicroUsd account_value() const;
    /// Positions' values over leverage, and the orders that would add to them.
    MicroUsd margin_required() const { return totals().required; }
    MicroUsd cross_maintenance() const { return totals().maintenance; }
    MicroUsd notional() const { return totals().notional; }
    MicroUsd withdrawable() const;
    MicroUsd isolated_equity(AssetIndex asset) const;
    static MicroUsd maintenance_of(MicroUsd value, int leverage_max);
    MicroUsd margin_used(AssetIndex asset) const;

    /// Whether a further order of this size may rest or trade: always if it adds no exposure.
    bool can_place(AssetIndex asset, Side side, Lots size) const;
    /// Whether a resting order still has margin as it is matched, open orders apart.
    bool can_match(AssetIndex asset, Side side, Lots size) const;
    bool has_position() const;

    // For a saved state.
    void restore_raw(MicroUsd raw) { raw_ = raw; }
    /// What rests is kept: orders bring that.
    void restore_holding(AssetIndex asset, Holding held);

  private:
    struct Totals {
        MicroUsd cross_value;  // of positions, cash apart
        MicroUsd required;
        MicroUsd positions_required;
        MicroUsd maintenance;
        MicroUsd notional;

        Totals& add(const Totals& other, int sign);
    };

    const market::Instrument& instrument(AssetIndex asset) const {
        return assets_[static_cast<std::size_t>(asset)].instrument;
    }
    Totals of(AssetIndex asset, const Holding& holding) const;
    const Totals& totals() const;
    template <typename Change>
    void change(AssetIndex asset, Change apply);
    void move_raw(MicroUsd amount) { raw_ += amount; }
    MicroUsd close_part(Holding& holding, Ticks price, Lots closed);
    void open_part(Holding& holding, Side side, Ticks price, Lots opened);

    std::span<const Asset> assets_;
    std::map<AssetIndex, Holding> holdings_;
    MicroUsd raw_;
    mutable std::optional<Totals> totals_;  // at the present marks
};

}  // namespace maxmin::venue
