// Which assets a configuration declares, and who belongs to which group.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "host/config/document.hpp"

namespace maxmin::config {

struct Member {
    std::string symbol;
    std::string group;  // empty where there is none
};

/// Assets in the order of the file. A list `assets` on the command line selects among them, and
/// adds what is new. Faults are appended: duplicates, an asset in two groups, empty lists, no
/// asset.
std::vector<Member> read_roster(std::span<const Document> documents,
                                std::vector<InputFault>& faults);

/// BTC-USD, as the guide writes it, is the venue's BTC.
std::string canonical_symbol(std::string_view symbol);

}  // namespace maxmin::config
