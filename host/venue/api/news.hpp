// A block's events sorted by who wants to hear of them.
#pragma once

#include <map>
#include <set>
#include <span>
#include <vector>

#include "host/venue/events.hpp"

namespace maxmin::venue::api {

struct AccountNews {
    std::vector<const OrderChange*> orders;
    std::vector<const Fill*> fills;
    std::vector<const FundingPayment*> funding;
    std::vector<const Transfer*> transfers;
    std::vector<const Liquidated*> liquidated;
};

struct News {
    std::map<AssetIndex, std::vector<const Trade*>> trades;
    std::map<AccountId, AccountNews> accounts;
    std::set<AssetIndex> touched;  // books that may have changed

    const AccountNews* find(AccountId account) const {
        const auto found = accounts.find(account);
        return found == accounts.end() ? nullptr : &found->second;
    }
};

/// Points into `events`.
News sort_news(std::span<const Event> events, std::span<const AssetIndex> touched);

}  // namespace maxmin::venue::api
