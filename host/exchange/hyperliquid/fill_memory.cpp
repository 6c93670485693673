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
    if (is_full_) {
        known_.erase(newest_[next_]);
    }
    newest_[next_] = key;
    next_ = (next_ + 1) % newest_.size();
    is_full_ = is_full_ || next_ == 0;
    return true;
}

}  // namespace maxmin::exchange::hyperliquid
