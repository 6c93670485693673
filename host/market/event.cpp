#include "host/market/event.hpp"

#include "host/base/hash.hpp"

namespace maxmin::market {
namespace {

void hash_level(Hasher& hasher, const BookLevel& level) {
    hasher.add(level.price.value());
    hasher.add(level.size.value());
}

void hash_instrument(Hasher& hasher, const Instrument& instrument) {
    hasher.add_text(instrument.symbol);
    hasher.add(static_cast<int>(instrument.type));
    hasher.add(instrument.price_decimals);
    hasher.add(instrument.size_decimals);
    hasher.add(instrument.significant_figures);
    hasher.add(instrument.tick_step);
    hasher.add(instrument.minimum_value_usd);
    hasher.add(instrument.leverage_max);
}

}  // namespace

std::uint64_t hash_content(const Recording& recording) {
    Hasher hasher;
    for (const auto& instrument : recording.instruments) {
        hash_instrument(hasher, instrument);
    }
    for (const auto& event : recording.events) {
        hasher.add(event.exchange_time.ns());
        hasher.add(event.local_time.ns());
        hasher.add(event.asset);
        hasher.add(static_cast<int>(event.kind));
        switch (event.kind) {
            case EventKind::book:
                hasher.add(event.bid_levels);
                for (const auto& level : recording.bids(event)) {
                    hash_level(hasher, level);
                }
                hasher.add(event.ask_levels);
                for (const auto& level : recording.asks(event)) {
                    hash_level(hasher, level);
                }
                break;
            case EventKind::best:
                hash_level(hasher, event.bid);
                hash_level(hasher, event.ask);
                break;
            case EventKind::trade:
                hasher.add(static_cast<int>(event.aggressor));
                hasher.add(event.trade_id);
                hash_level(hasher, event.bid);
                break;
        }
    }
    return hasher.value();
}

}  // namespace maxmin::market
