// Our account at the venue: positions, cash, margin. Cash legs are exact integers (ticks x lots per
// asset); only the sum in USD is floating point. The mid stands in for the venue's mark and oracle
// prices, which recordings do not carry. Formulas: the venue's pages on margin and entry price.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "host/market/instrument.hpp"
#include "host/market/types.hpp"
#include "host/paper/fees.hpp"

namespace maxmin::paper {

struct Holding {
    Lots position;
    std::int64_t cash_ticks_lots = 0;  // money in (+) and out (-) through fills, fees apart
    double entry_ticks = 0.0;          // average price of what is open
    double realised_usd = 0.0;         // of what was closed, against the average entry; no fees
    MicroUsd fees;
    MicroUsd funding;             // positive = we paid
    std::array<Lots, 2> resting;  // open orders that may add to the position, by side
    std::int64_t mid_doubled = 0;
};

/// One change of a position; lots are positive.
struct Trade {
    AssetIndex asset = 0;
    Side side = Side::bid;
    Ticks price;
    Lots size;
};

class Account {
  public:
    /// leverage is capped by each instrument's own maximum.
    Account(double start_balance_usd, double leverage,
            std::span<const market::Instrument> instruments);

    void apply_fill(const Trade& trade, MicroUsd fee);
    void apply_funding(AssetIndex asset, MicroUsd paid);
    void set_mid(AssetIndex asset, std::int64_t mid_doubled);
    /// An order that may add to the position begins (positive) or stops (negative) to rest.
    void reserve(AssetIndex asset, Side side, Lots change);

    const Holding& holding(AssetIndex asset) const { return holdings_[index(asset)]; }
    Lots position(AssetIndex asset) const { return holdings_[index(asset)].position; }
    /// Most a reduce-only order of this side may still trade.
    Lots reducible(AssetIndex asset, Side side) const;
    bool has_position() const { return open_positions_ > 0; }

    /// Start balance plus all cash legs, less fees and funding.
    double cash_usd() const;
    double realised_usd() const;
    /// cash_usd plus positions at mid.
    double equity_usd() const;
    /// Positions and the orders that would increase them, at mid over leverage.
    double initial_margin_usd() const;
    /// Half the initial rate at the instrument's maximum leverage, its first tier.
    double maintenance_margin_usd() const;

    /// Whether a further order of this size may rest or trade: always if it adds no exposure.
    bool can_place(AssetIndex asset, Side side, Lots size) const;
    /// Whether a resting order still has margin as it is matched, open orders apart.
    bool can_match(AssetIndex asset, Side side, Lots size) const;

  private:
    struct Terms {
        double usd_per_tick_lot = 0.0;
        double usd_per_half_tick_lot = 0.0;
        double initial_rate = 0.0;
        double maintenance_rate = 0.0;
    };

    static std::size_t index(AssetIndex asset) { return static_cast<std::size_t>(asset); }
    double value_usd(std::size_t asset, Lots size) const;
    static Lots exposure(const Holding& holding, Side side, Lots further);

    std::vector<Terms> terms_;
    std::vector<Holding> holdings_;
    MicroUsd start_balance_;
    int open_positions_ = 0;
};

}  // namespace maxmin::paper
