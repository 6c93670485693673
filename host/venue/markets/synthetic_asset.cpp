#include "host/venue/markets/synthetic_asset.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "host/base/hash.hpp"
#include "host/venue/markets/calibration.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::venue::markets {
namespace {

using market::BookLevel;
using market::EventKind;

constexpr double refill_chance = 0.7;         // a block, of a best price that has been eaten
constexpr double churn_chance = 0.5;          // a block, of one level changing its size
constexpr double impact_share_of_step = 0.5;  // of a level's distance, when it is eaten
constexpr double step_bps_least = 0.1;        // between two levels

std::uint64_t seed_of(std::uint64_t seed, AssetIndex index) {
    Hasher hasher;
    hasher.add(seed);
    hasher.add(index);
    return hasher.value();
}

}  // namespace

SyntheticAsset::SyntheticAsset(const SyntheticConfig& config, AssetIndex index, AssetTraits traits,
                               Timestamp start)
    : config_(config),
      index_(index),
      traits_(std::move(traits)),
      random_(seed_of(config.seed, index)),
      log_price_(std::log(traits_.price_usd)),
      now_(start),
      out_until_(start) {
    const double branching = calibration::branching_own + calibration::branching_cross;
    baseline_per_s_ = traits_.orders_per_s * (1.0 - branching);
    for (Flow& flow : flow_) {
        flow.at = start;
        draw_candidate(flow, start);
    }
    requote();
}

void SyntheticAsset::move_in_time(Duration later) {
    now_ = now_ + later;
    out_until_ = out_until_ + later;
    for (Flow& flow : flow_) {
        flow.at = flow.at + later;
        flow.candidate = flow.candidate + later;
    }
}

Ticks SyntheticAsset::fair() const {
    return std::max(Ticks(1), traits_.instrument.floor_price(std::exp(log_price_)));
}

void SyntheticAsset::resume_at(Ticks price) {
    if (price > Ticks(0)) {
        log_price_ = std::log(traits_.instrument.price_usd(price));
        levels_[0].clear();
        levels_[1].clear();
        requote();
    }
}

/// Distance of two levels: the tick, or as many of it as make a tenth of a basis point.
Ticks SyntheticAsset::step() const {
    const Ticks price = fair();
    const std::int64_t tick = traits_.instrument.tick_at(price).value();
    const double wanted = price.as_double() * step_bps_least * 1e-4 / static_cast<double>(tick);
    return Ticks(tick * std::max<std::int64_t>(1, std::llround(wanted)));
}

void SyntheticAsset::move_price(double step_s, const CommonMove& common) {
    const double pull = calibration::log_variance_reversion_per_s * step_s;
    log_variance_ += -pull * log_variance_ +
                     calibration::log_variance_sd * std::sqrt(2.0 * pull) * random_.normal();
    const double volatility = config_.volatility_scale * traits_.volatility_annual *
                              std::sqrt(std::exp(log_variance_) * common.variance_factor);
    const double sd = kernels::volatility_bps_from_annual(volatility) * std::sqrt(step_s) * 1e-4;
    const double own_share = std::sqrt(1.0 - config_.correlation * config_.correlation);
    log_price_ += sd * (config_.correlation * common.normal + own_share * random_.normal());
    if (random_.uniform() < config_.jumps_per_hour * step_s / 3600.0) {
        log_price_ += config_.jump_bps * 1e-4 * random_.normal();
    }
}

void SyntheticAsset::draw_candidate(Flow& flow, Timestamp from) {
    flow.bound = baseline_per_s_ + flow.excitation;
    flow.candidate = from + from_seconds(exponential() / flow.bound);
}

double SyntheticAsset::lognormal(double median, double sd) {
    constexpr double most = calibration::log_size_draw_most;
    return median * std::exp(sd * std::clamp(random_.normal(), -most, most));
}

/// Ogata's thinning (1981), a candidate at a time, over both sides in order of time.
void SyntheticAsset::run_flow(Timestamp until, MarketSink& sink) {
    constexpr double own_jump = calibration::branching_own * calibration::decay_per_s;
    constexpr double cross_jump = calibration::branching_cross * calibration::decay_per_s;
    for (;;) {
        const std::size_t first = flow_[0].candidate <= flow_[1].candidate ? 0 : 1;
        const Timestamp time = flow_[first].candidate;
        if (time > until) {
            return;
        }
        for (Flow& flow : flow_) {
            flow.excitation *= std::exp(-calibration::decay_per_s * to_seconds(time - flow.at));
            flow.at = time;
        }
        Flow& own = flow_[first];
        const double intensity = baseline_per_s_ + own.excitation;
        if (random_.uniform() * own.bound <= intensity) {
            own.excitation += own_jump;
            flow_[1 - first].excitation += cross_jump;
            draw_candidate(flow_[1 - first], time);
            take(first == 0 ? Side::bid : Side::ask, time, sink);
        }
        draw_candidate(own, time);
    }
}

market::MarketEvent SyntheticAsset::event(EventKind kind, Timestamp time) const {
    market::MarketEvent event;
    event.exchange_time = event.local_time = time;
    event.asset = index_;
    event.kind = kind;
    return event;
}

/// A taker order eats levels from the best on; each gives one print.
void SyntheticAsset::take(Side aggressor, Timestamp time, MarketSink& sink) {
    std::vector<BookLevel>& passive = levels(opposite(aggressor));
    const double usd = lognormal(traits_.order_usd, calibration::log_order_usd_sd);
    Lots left = std::max(Lots(1), traits_.instrument.floor_size(usd / std::exp(log_price_)));
    while (left > Lots(0) && passive.size() > 1) {
        BookLevel& best = passive.front();
        const Lots size = std::min(left, best.size);
        market::MarketEvent print = event(EventKind::trade, time);
        print.aggressor = aggressor;
        print.bid = {.price = best.price, .size = size};
        print.trade_id = ++trades_;
        sink.on_market(print, {}, {});
        left -= size;
        best.size -= size;
        changed_ = true;
        if (best.size == Lots(0)) {
            const double distance =
                (passive[1].price - best.price).as_double() / best.price.as_double();
            log_price_ += impact_share_of_step * distance;
            passive.erase(passive.begin());
        }
    }
}

void SyntheticAsset::on_taken(Side side, const BookLevel& taken) {
    std::vector<BookLevel>& own = levels(side);
    const auto level = std::find_if(
        own.begin(), own.end(), [&](const BookLevel& each) { return each.price == taken.price; });
    if (level == own.end() || own.size() < 2) {
        return;
    }
    level->size -= std::min(level->size, taken.size);
    changed_ = true;
    if (level->size == Lots(0)) {
        const double distance =
            (own[1].price - own[0].price).as_double() / own[0].price.as_double();
        log_price_ += level == own.begin() ? impact_share_of_step * distance : 0.0;
        own.erase(level);
    }
}

Lots SyntheticAsset::random_level(Ticks price) {
    const double usd = lognormal(traits_.level_usd, calibration::log_level_usd_sd);
    return std::max(Lots(1),
                    traits_.instrument.floor_size(usd / traits_.instrument.price_usd(price)));
}

/// Quotes follow the fair price: at once away from it, after a while towards it.
void SyntheticAsset::requote() {
    const double fair_usd = std::exp(log_price_);
    const double half = traits_.half_spread_bps * 1e-4;
    const std::int64_t grid = step().value();
    // To the nearest level, so that rounding does not widen the spread; at least one level apart.
    const auto nearest = [&](double price_usd) {
        const std::int64_t price = traits_.instrument.floor_price(price_usd).value();
        return (price + grid / 2) / grid * grid;
    };
    const std::int64_t bid = std::max(grid, nearest(fair_usd * (1.0 - half)));
    const std::int64_t ask = std::max(bid + grid, nearest(fair_usd * (1.0 + half)));
    requote(Side::bid, Ticks(bid));
    requote(Side::ask, Ticks(ask));
}

void SyntheticAsset::requote(Side side, Ticks wanted) {
    std::vector<BookLevel>& own = levels(side);
    const auto better = [&](Ticks a, Ticks b) { return side == Side::bid ? a > b : a < b; };
    const auto too_good = [&](const BookLevel& level) { return better(level.price, wanted); };
    const auto gone = std::remove_if(own.begin(), own.end(), too_good);
    changed_ = changed_ || gone != own.end();
    own.erase(gone, own.end());
    const Ticks away = step() * -sign_of(side);
    const bool is_short = own.empty() || better(wanted, own.front().price);
    if (is_short && (own.empty() || random_.uniform() < refill_chance)) {
        std::vector<BookLevel> fresh;
        for (Ticks price = wanted; fresh.size() < market::book_levels_max && price > Ticks(0) &&
                                   (own.empty() || better(price, own.front().price));
             price += away) {
            fresh.push_back({.price = price, .size = random_level(price)});
        }
        own.insert(own.begin(), fresh.begin(), fresh.end());
        changed_ = true;
    }
    if (own.size() > market::book_levels_max) {
        own.resize(market::book_levels_max);
    }
    while (own.size() < market::book_levels_max && own.back().price + away > Ticks(0)) {
        const Ticks price = own.back().price + away;
        own.push_back({.price = price, .size = random_level(price)});
        changed_ = true;
    }
}

void SyntheticAsset::churn() {
    if (random_.uniform() >= churn_chance) {
        return;
    }
    for (const Side side : {Side::bid, Side::ask}) {
        std::vector<BookLevel>& own = levels(side);
        const auto place =
            static_cast<std::size_t>(random_.uniform() * static_cast<double>(own.size()));
        own[place].size = random_level(own[place].price);
    }
    changed_ = true;
}

bool SyntheticAsset::is_out(Timestamp until, double step_s) {
    if (config_.outages_per_hour > 0.0 && until >= out_until_ &&
        random_.uniform() < config_.outages_per_hour * step_s / 3600.0) {
        out_until_ = until + from_seconds(config_.outage_s * exponential());
    }
    return until < out_until_;
}

void SyntheticAsset::advance(Timestamp until, const CommonMove& common, MarketSink& sink) {
    const double step_s = to_seconds(until - now_);
    now_ = until;
    move_price(step_s, common);
    if (is_out(until, step_s)) {
        for (Flow& flow : flow_) {
            draw_candidate(flow, std::max(until, flow.candidate));
        }
        return;
    }
    run_flow(until, sink);
    requote();
    churn();
    if (changed_) {
        market::MarketEvent book = event(EventKind::book, until);
        book.bid_levels = static_cast<std::uint8_t>(levels(Side::bid).size());
        book.ask_levels = static_cast<std::uint8_t>(levels(Side::ask).size());
        sink.on_market(book, levels(Side::bid), levels(Side::ask));
        changed_ = false;
    }
}

}  // namespace maxmin::venue::markets
