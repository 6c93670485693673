#include "host/market/symbol_table.hpp"

#include <bit>

#include "host/base/assert.hpp"
#include "host/base/hash.hpp"

namespace maxmin::market {

SymbolTable::SymbolTable(std::vector<Entry> entries)
    : entries_(std::move(entries)),
      slots_(std::bit_ceil(2 * entries_.size() + 1), -1),
      mask_(slots_.size() - 1) {
    for (std::size_t number = 0; number < entries_.size(); ++number) {
        const Entry& entry = entries_[number];
        MAXMIN_ASSERT(entry.rules != nullptr, "every coin has rules");
        MAXMIN_ASSERT(find(entry.coin) == nullptr, "every coin is named once");
        std::size_t at = hash(entry.coin) & mask_;
        while (slots_[at] >= 0) {
            at = (at + 1) & mask_;
        }
        slots_[at] = static_cast<int>(number);
    }
}

SymbolTable SymbolTable::of(const std::vector<Instrument>& instruments) {
    std::vector<Entry> entries;
    for (const Instrument& rules : instruments) {
        entries.push_back({rules.symbol, static_cast<AssetIndex>(entries.size()), &rules});
    }
    return SymbolTable(std::move(entries));
}

std::size_t SymbolTable::hash(std::string_view coin) {
    Hasher hasher;
    hasher.add(coin);
    return hasher.value();
}

}  // namespace maxmin::market
