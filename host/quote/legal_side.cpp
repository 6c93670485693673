#include "host/quote/legal_side.hpp"

#include <algorithm>

#include "host/quote/resolved.hpp"

namespace maxmin::quote {
namespace {

constexpr double bps_per_unit = 1e4;

struct SidePrices {
    Side side;
    double mid_usd;
    const market::Instrument& instrument;
    Ticks bound;  // the most aggressive price allowed

    bool is_deeper(Ticks price, Ticks than) const {
        return side == Side::bid ? price < than : price > than;
    }
    double offset_bps(Ticks price) const {
        return sign_of(side) * (mid_usd - instrument.price_usd(price)) / mid_usd * bps_per_unit;
    }
    Ticks rounded(double offset_bps) const {
        const double price_usd = mid_usd * (1.0 - sign_of(side) * offset_bps / bps_per_unit);
        return side == Side::bid ? instrument.floor_price(price_usd)
                                 : instrument.ceil_price(price_usd);
    }
};

/// The mid lies within the best prices, so what is on its own side of the mid cannot trade.
Ticks most_aggressive(Side side, double mid_usd, const market::Instrument& instrument) {
    if (side == Side::bid) {
        const Ticks at_mid = instrument.floor_price(mid_usd);
        return instrument.price_usd(at_mid) < mid_usd ? at_mid
                                                      : instrument.floor_legal(at_mid - Ticks(1));
    }
    const Ticks at_mid = instrument.ceil_price(mid_usd);
    return instrument.price_usd(at_mid) > mid_usd ? at_mid
                                                  : instrument.ceil_legal(at_mid + Ticks(1));
}

/// The legal price of one level; zero if there is none. Writes the terms it adds.
Ticks legal_price(const SidePrices& prices, Explain& explain) {
    const double wanted_bps = explain.wanted_bps();
    if (wanted_bps >= bps_per_unit) {
        return Ticks(0);
    }
    const Ticks rounded = prices.rounded(wanted_bps);
    if (rounded <= Ticks(0)) {
        return Ticks(0);
    }
    const double rounded_bps = prices.offset_bps(rounded);
    explain.rounding_bps = rounded_bps - wanted_bps;
    if (rounded == prices.bound || prices.is_deeper(rounded, prices.bound)) {
        return rounded;
    }
    explain.passive_bps = prices.offset_bps(prices.bound) - rounded_bps;
    return prices.bound;
}

void drop_small(const market::Instrument& instrument, ExplainSide& explain, SideTargets& out) {
    // Forgives noise in the product of two doubles.
    const double minimum_usd = instrument.minimum_value_usd * (1.0 - 1e-12);
    int kept = 0;
    for (int i = 0; i < out.count; ++i) {
        const Target target = out.level[static_cast<std::size_t>(i)];
        if (instrument.price_usd(target.price) * instrument.size_coin(target.size) < minimum_usd) {
            explain[target.level].absent = Absent::below_minimum_value;
        } else {
            out.level[static_cast<std::size_t>(kept++)] = target;
        }
    }
    out.count = kept;
}

}  // namespace

void make_legal(Side side, const Inputs& inputs, const market::Instrument& instrument, int levels,
                ExplainSide& explain, SideTargets& out) noexcept {
    const SidePrices prices{side, inputs.mid_usd, instrument,
                            most_aggressive(side, inputs.mid_usd, instrument)};
    out.count = 0;
    Lots capacity_left = out.capacity;
    for (int level = 0; level < levels; ++level) {
        Explain& term = explain[static_cast<std::size_t>(level)];
        const Ticks price = legal_price(prices, term);
        if (price <= Ticks(0)) {
            term.absent = Absent::out_of_range;
            continue;
        }
        const double wanted_lots = term.asked_lots * term.growth;
        const Lots lots = whole_lots(wanted_lots);
        const Lots size = std::min(lots, capacity_left);
        term.rounding_lots = lots.as_double() - wanted_lots;
        term.cut_lots = lots - size;
        capacity_left -= size;
        if (size <= Lots(0)) {
            term.absent = lots <= Lots(0) ? Absent::below_minimum_value : Absent::inventory_limit;
            continue;
        }
        Target* last =
            out.count > 0 ? &out.level[static_cast<std::size_t>(out.count - 1)] : nullptr;
        if (last != nullptr && !prices.is_deeper(price, last->price)) {
            last->size += size;
            term.absent = Absent::merged;
            term.merged_into = last->level;
            continue;
        }
        out.level[static_cast<std::size_t>(out.count++)] =
            Target{.price = price,
                   .size = size,
                   .offset_bps = prices.offset_bps(price),
                   .level = static_cast<std::uint8_t>(level)};
    }
    drop_small(instrument, explain, out);
}

}  // namespace maxmin::quote
