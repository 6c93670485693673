#include "host/exchange/hyperliquid/fill_memory.hpp"

namespace maxmin::exchange::hyperliquid {

std::size_t FillMemory::KeyHash::operator()(const Key& key) const {
    const auto place = static_cast<std::uint64_t>(key.asset) * 2 + (key.side == Side::bid ? 0 : 1);
    return (key.trade_id ^ static_cast<std::uint64_t>(key.time_ns) ^ place << 52U) *
           0x9e3779b97f4a7c15U;
}

bool FillMemory::admit(const Fill& fill) {
    const Key key{fill.time.ns(), fill.trade_id, fill.asset, fill.side};
    if (!known_.insert(key).second) {
        return false;
    }
    order_.push_back(key);
    if (order_.size() > most_) {
        known_.erase(order_.front());
        order_.pop_front();
    }
    return true;
}

}  // namespace maxmin::exchange::hyperliquid
