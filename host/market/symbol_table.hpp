// Which asset a venue's coin name means, and its rules: open addressing, filled once at start and
// never more than half full. Looking up allocates nothing and compares one name in most cases.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/market/instrument.hpp"

namespace maxmin::market {

class SymbolTable {
  public:
    struct Entry {
        std::string coin;
        AssetIndex asset = 0;
        const Instrument* rules = nullptr;  // outlives the table
    };

    /// A coin named twice is a programmer error.
    explicit SymbolTable(std::vector<Entry> entries);
    /// Every instrument under its own symbol, numbered as it stands.
    static SymbolTable of(const std::vector<Instrument>& instruments);

    /// Null for a coin that is not ours.
    const Entry* find(std::string_view coin) const {
        for (std::size_t at = hash(coin) & mask_;; at = (at + 1) & mask_) {
            const int number = slots_[at];
            if (number < 0) {
                return nullptr;
            }
            const Entry& entry = entries_[static_cast<std::size_t>(number)];
            if (entry.coin == coin) {
                return &entry;
            }
        }
    }
    const std::vector<Entry>& entries() const { return entries_; }

  private:
    static std::size_t hash(std::string_view coin);

    std::vector<Entry> entries_;
    std::vector<int> slots_;  // number of an entry, -1 where none
    std::size_t mask_;
};

}  // namespace maxmin::market
