#include "host/backtest/synthetic.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "host/base/error.hpp"
#include "host/base/hash.hpp"
#include "host/base/random.hpp"
#include "host/signal/hawkes_process.hpp"
#include "host/signal/hawkes_simulation.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::backtest {
namespace {

using market::EventKind;
using market::MarketEvent;

constexpr Timestamp market_start(1'700'000'000'000'000'000);
constexpr Duration feed_delay = milliseconds(50);
constexpr double level_spacing_bps = 0.5;
constexpr double log_size_sd = 0.5;
constexpr int assets_max = 1000;
constexpr double updates_max = 1e7;  // of all assets: 6.4 GB of levels

enum class Stream : std::uint8_t { price, size, depth, flow };

void require(bool holds, const char* field, const char* right) {
    if (!holds) {
        throw InputError(
            {.field = std::string("synthetic.") + field, .wrong = "out of range", .right = right});
    }
}

void validate(const SyntheticMarket& market, std::size_t assets) {
    require(market.duration_s > 0.0 && market.duration_s <= 86400.0, "duration_s", "0 to 86400 s");
    require(market.mid_usd >= 1e-3 && market.mid_usd <= 1e6, "mid_usd", "0.001 to 1000000 USD");
    require(market.volatility_annual >= 0.0 && market.volatility_annual <= 10.0,
            "volatility_annual", "0 to 10");
    require(std::fabs(market.drift_bps_per_s) <= 1.0, "drift_bps_per_s", "-1 to 1");
    require(market.half_spread_bps >= 0.01 && market.half_spread_bps <= 1000.0, "half_spread_bps",
            "0.01 to 1000");
    require(market.orders_per_s > 0.0 && market.orders_per_s <= 1000.0, "orders_per_s",
            "above 0, up to 1000");
    require(market.excitation >= 0.0 && market.excitation < 1.0, "excitation",
            "0 to below 1, else orders breed without end");
    require(market.excitation_decay_per_s > 0.0 && market.excitation_decay_per_s <= 1000.0,
            "excitation_decay_per_s", "above 0, up to 1000");
    require(market.depth_decay_per_bps >= 0.01 && market.depth_decay_per_bps <= 100.0,
            "depth_decay_per_bps", "0.01 to 100");
    require(market.order_size_coin > 0.0 && market.order_size_coin <= 1e9, "order_size_coin",
            "above 0, up to 1000000000");
    require(std::fabs(market.impact_bps) <= 10.0, "impact_bps", "-10 to 10");
    require(market.update_interval_s >= 1e-3 && market.update_interval_s <= market.duration_s,
            "update_interval_s", "0.001 s to duration_s");
    require(
        market.duration_s / market.update_interval_s * static_cast<double>(assets) <= updates_max,
        "update_interval_s", "at most 10 million updates over all assets");
}

/// SIM7 is 7.
int asset_number(const std::string& symbol) {
    constexpr std::size_t prefix = 3;
    int number = -1;
    if (symbol.starts_with("SIM")) {
        const char* const end = symbol.data() + symbol.size();
        const auto [rest, error] = std::from_chars(symbol.data() + prefix, end, number);
        const bool plain = error == std::errc() && rest == end && number >= 0 &&
                           number < assets_max && std::to_string(number) == symbol.substr(prefix);
        number = plain ? number : -1;
    }
    if (number < 0) {
        throw InputError({.field = "assets",
                          .wrong = "'" + symbol + "' is no synthetic asset",
                          .right = "SIM0 to SIM" + std::to_string(assets_max - 1)});
    }
    return number;
}

market::Instrument make_instrument(const std::string& symbol, double mid_usd) {
    market::Instrument instrument;
    instrument.symbol = symbol;
    // A tick of 0.001 to 0.01 bps: rounding is not what this market is about.
    instrument.price_decimals = std::max(0, 6 - static_cast<int>(std::floor(std::log10(mid_usd))));
    instrument.size_decimals = 3;
    instrument.significant_figures = 0;
    return instrument;
}

std::uint64_t stream_seed(std::uint64_t seed, int number, Stream stream) {
    Hasher hasher;
    hasher.add(seed);
    hasher.add(number);
    hasher.add(static_cast<int>(stream));
    return hasher.value();
}

/// Builds one asset's events in time order. Price, sizes and depths have streams of their own, so
/// that changing the flow leaves the price path as it was.
class Asset {
  public:
    Asset(const SyntheticMarket& market, AssetIndex index, market::Recording& recording)
        : market_(market),
          index_(index),
          recording_(recording),
          instrument_(recording.instruments[static_cast<std::size_t>(index)]),
          number_(asset_number(instrument_.symbol)),
          price_(stream_seed(market.seed, number_, Stream::price)),
          size_(stream_seed(market.seed, number_, Stream::size)),
          depth_(stream_seed(market.seed, number_, Stream::depth)) {}

    void run() {
        const signal::HawkesSample orders = order_flow();
        const double interval_s = market_.update_interval_s;
        const double step_sd_bps =
            kernels::volatility_bps_from_annual(market_.volatility_annual) * std::sqrt(interval_s);
        const auto updates = static_cast<std::int64_t>(market_.duration_s / interval_s);
        double log_price_bps = 0.0;
        std::size_t next_order = 0;
        for (std::int64_t update = 0; update <= updates; ++update) {
            const double time_s = static_cast<double>(update) * interval_s;
            mid_usd_ = market_.mid_usd * std::exp(log_price_bps * 1e-4);
            add_book(time_s);
            for (; next_order < orders.time_s.size() &&
                   orders.time_s[next_order] < time_s + interval_s;
                 ++next_order) {
                const Side aggressor = orders.component[next_order] == 0 ? Side::bid : Side::ask;
                add_order(orders.time_s[next_order], aggressor);
                log_price_bps += market_.impact_bps * sign_of(aggressor);
            }
            log_price_bps += market_.drift_bps_per_s * interval_s + step_sd_bps * price_.normal();
        }
    }

  private:
    signal::HawkesSample order_flow() const {
        const double baseline_per_s = market_.orders_per_s * (1.0 - market_.excitation);
        const double jump_per_s = market_.excitation * market_.excitation_decay_per_s;
        signal::HawkesParameters flow;
        flow.components = 2;
        flow.baseline = {baseline_per_s, baseline_per_s};
        flow.jump = {jump_per_s, 0.0, 0.0, jump_per_s};
        flow.decay = std::vector<double>(4, market_.excitation_decay_per_s);
        return signal::simulate(flow, market_.duration_s,
                                stream_seed(market_.seed, number_, Stream::flow))
            .value();  // stable: validate() asks for it
    }

    MarketEvent event_at(double time_s, EventKind kind) const {
        MarketEvent event;
        event.exchange_time = market_start + from_seconds(time_s);
        event.local_time = event.exchange_time + feed_delay;
        event.asset = index_;
        event.kind = kind;
        return event;
    }

    Lots random_size() {
        return std::max(Lots(1), instrument_.floor_size(market_.order_size_coin *
                                                        std::exp(log_size_sd * size_.normal())));
    }

    /// On `side` of the mid, rounded away from it.
    Ticks price_at(Side side, double depth_bps) const {
        const double price_usd = mid_usd_ * (1.0 - sign_of(side) * depth_bps * 1e-4);
        return side == Side::bid ? instrument_.floor_price(price_usd)
                                 : instrument_.ceil_price(price_usd);
    }

    void add_book(double time_s) {
        MarketEvent book = event_at(time_s, EventKind::book);
        book.first_level = static_cast<std::uint32_t>(recording_.levels.size());
        book.bid_levels = book.ask_levels = market::book_levels_max;
        for (const Side side : {Side::bid, Side::ask}) {
            Ticks before;
            for (int level = 0; level < market::book_levels_max; ++level) {
                const Ticks price =
                    price_at(side, market_.half_spread_bps + level * level_spacing_bps);
                if (price <= Ticks(0) || price == before) {
                    throw InputError({.field = "synthetic.drift_bps_per_s",
                                      .wrong = "the price of " + instrument_.symbol +
                                               " fell too far for its tick",
                                      .right = "less drift or volatility, or a shorter run"});
                }
                recording_.levels.push_back({price, random_size()});
                before = price;
            }
        }
        MarketEvent best = event_at(time_s, EventKind::best);
        best.bid = recording_.levels[book.first_level];
        best.ask = recording_.levels[book.first_level + market::book_levels_max];
        recording_.events.push_back(book);
        recording_.events.push_back(best);
    }

    void add_order(double time_s, Side aggressor) {
        const double reach_bps = -std::log1p(-depth_.uniform()) / market_.depth_decay_per_bps;
        MarketEvent trade = event_at(time_s, EventKind::trade);
        trade.aggressor = aggressor;
        trade.bid.price =
            price_at(opposite(aggressor), std::max(reach_bps, market_.half_spread_bps));
        trade.bid.size = random_size();
        trade.trade_id = (static_cast<std::uint64_t>(number_) << 40U) + ++trades_;
        recording_.events.push_back(trade);
    }

    const SyntheticMarket& market_;
    AssetIndex index_;
    market::Recording& recording_;
    market::Instrument instrument_;
    int number_;
    RandomStream price_;
    RandomStream size_;
    RandomStream depth_;
    double mid_usd_ = 0.0;
    std::uint64_t trades_ = 0;
};

}  // namespace

market::Recording make_synthetic_market(const SyntheticMarket& market,
                                        std::span<const std::string> symbols) {
    validate(market, symbols.size());
    std::set<int> numbers;
    market::Recording recording;
    for (const std::string& symbol : symbols) {
        if (!numbers.insert(asset_number(symbol)).second) {
            throw InputError({.field = "assets",
                              .wrong = "'" + symbol + "' is named twice",
                              .right = "every symbol once"});
        }
        recording.instruments.push_back(make_instrument(symbol, market.mid_usd));
    }
    for (AssetIndex asset = 0; asset < std::ssize(symbols); ++asset) {
        Asset(market, asset, recording).run();
    }
    std::stable_sort(
        recording.events.begin(), recording.events.end(),
        [](const MarketEvent& a, const MarketEvent& b) { return a.local_time < b.local_time; });
    recording.content_hash = market::hash_content(recording);
    return recording;
}

}  // namespace maxmin::backtest
