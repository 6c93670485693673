// Shapes of one asset's market: book, best quotes, context.
#include <algorithm>
#include <cmath>

#include "host/venue/api/shapes.hpp"
#include "host/venue/api/text.hpp"
#include "host/venue/premium.hpp"

namespace maxmin::venue::api {
namespace {

void append_level(std::string& out, const PublishedLevel& level, const market::Instrument& rules) {
    out += R"({"px":")";
    out += price_text(level.price, rules);
    out += R"(","sz":")";
    out += size_text(level.size, rules);
    out += R"(","n":)";
    out += std::to_string(level.orders);
    out += '}';
}

/// Width of the bucket a price falls into, in ticks.
std::int64_t bucket_of(Ticks price, const BookForm& form) {
    const int excess = market::digit_count(price.value()) - form.significant_figures;
    return excess < 0 ? 1 : form.mantissa * market::power_of_ten(excess);
}

/// Bids fall to their bucket's floor, asks rise to its ceiling.
std::vector<PublishedLevel> aggregated(const Book& book, Side side, const BookForm& form) {
    std::vector<PublishedLevel> result;
    for (const PublishedLevel& level : book.published(side, SIZE_MAX)) {
        const std::int64_t width = bucket_of(level.price, form);
        const std::int64_t price = level.price.value();
        const Ticks edge(side == Side::bid ? price / width * width
                                           : (price + width - 1) / width * width);
        if (!result.empty() && result.back().price == edge) {
            result.back().size += level.size;
            result.back().orders += level.orders;
        } else if (result.size() == form.levels) {
            break;
        } else {
            result.push_back({.price = edge, .size = level.size, .orders = level.orders});
        }
    }
    return result;
}

struct DayVolume {
    double base = 0.0;
    double usd = 0.0;
    Ticks first_price;
};

DayVolume day_volume(const View& view, AssetIndex asset) {
    constexpr Duration day = seconds(86'400);
    const market::Instrument& rules = view.rules(asset);
    DayVolume sum;
    for (const Candle& minute : view.history.minutes(asset)) {
        if (view.exchange.time() - minute.start > day) {
            continue;
        }
        if (sum.first_price == Ticks(0)) {
            sum.first_price = minute.open;
        }
        const double coins = rules.size_coin(minute.volume);
        sum.base += coins;
        sum.usd += coins * rules.price_usd(minute.close);
    }
    return sum;
}

}  // namespace

std::string book_text(const View& view, AssetIndex asset, const BookForm& form) {
    const market::Instrument& rules = view.rules(asset);
    const Book& book = view.exchange.book(asset);
    std::string out = R"({"coin":")" + rules.symbol + R"(","time":)";
    out += std::to_string(to_ms(view.exchange.time()));
    out += R"(,"levels":[)";
    std::array<Ticks, 2> best;
    for (const Side side : {Side::bid, Side::ask}) {
        const std::vector<PublishedLevel> levels = form.significant_figures == 0
                                                       ? book.published(side, form.levels)
                                                       : aggregated(book, side, form);
        out += side == Side::bid ? "[" : ",[";
        for (std::size_t i = 0; i < levels.size(); ++i) {
            out += i == 0 ? "" : ",";
            append_level(out, levels[i], rules);
        }
        out += ']';
        if (!levels.empty()) {
            best[static_cast<std::size_t>(index_of(side))] = levels.front().price;
        }
    }
    out += ']';
    if (form.significant_figures != 0 && best[0] > Ticks(0) && best[1] > Ticks(0)) {
        out += R"(,"spread":")" + price_text(best[1] - best[0], rules) + '"';
    }
    return out + (form.is_fast ? R"(,"fast":true})" : "}");
}

std::string bbo_text(const View& view, AssetIndex asset) {
    const market::Instrument& rules = view.rules(asset);
    std::string out = R"({"coin":")" + rules.symbol + R"(","time":)";
    out += std::to_string(to_ms(view.exchange.time()));
    out += R"(,"bbo":[)";
    for (const Side side : {Side::bid, Side::ask}) {
        out += side == Side::bid ? "" : ",";
        if (const auto best = view.exchange.book(asset).best(side)) {
            append_level(out, *best, rules);
        } else {
            out += "null";
        }
    }
    return out + "]}";
}

std::string mid_text(const View& view, AssetIndex asset) {
    const market::Instrument& rules = view.rules(asset);
    const Book& book = view.exchange.book(asset);
    const auto bid = book.best(Side::bid);
    const auto ask = book.best(Side::ask);
    if (bid && ask) {
        // Half a tick is five of a tenth.
        return reply_decimal((bid->price + ask->price).value() * 5, rules.price_decimals + 1);
    }
    const Asset& market = view.exchange.assets()[static_cast<std::size_t>(asset)];
    return price_text(market.last_trade == Ticks(0) ? market.mark : market.last_trade, rules);
}

Json asset_context(const View& view, AssetIndex asset) {
    const market::Instrument& rules = view.rules(asset);
    const Asset& market = view.exchange.assets()[static_cast<std::size_t>(asset)];
    const paper::ShownDepth& depth = view.exchange.book(asset).outside();
    const DayVolume day = day_volume(view, asset);
    const Ticks day_before = day.first_price == Ticks(0) ? market.mark : day.first_price;
    Json json{{"funding", reply_number(view.exchange.funding_rate(asset))},
              {"openInterest", size_text(view.exchange.open_interest(asset), rules)},
              {"prevDayPx", price_text(day_before, rules)},
              {"dayNtlVlm", reply_number(day.usd)},
              {"premium", nullptr},
              {"oraclePx", price_text(market.oracle, rules)},
              {"markPx", price_text(market.mark, rules)},
              {"midPx", nullptr},
              {"impactPxs", nullptr},
              {"dayBaseVlm", reply_number(day.base)}};
    const auto bid_usd = impact_price_usd(rules, depth, Side::bid);
    const auto ask_usd = impact_price_usd(rules, depth, Side::ask);
    if (const auto premium = premium_of(market, depth)) {
        json["premium"] = reply_number(*premium);
    }
    if (!depth.levels(Side::bid).empty() && !depth.levels(Side::ask).empty()) {
        json["midPx"] = mid_text(view, asset);
    }
    if (bid_usd && ask_usd) {
        json["impactPxs"] = {reply_number(*bid_usd), reply_number(*ask_usd)};
    }
    return json;
}

}  // namespace maxmin::venue::api
