// The worst-case grid of one asset beside the nominal one, as a page, as JSON and as CSV.
#pragma once

#include <optional>
#include <string>

#include "host/app/grid_pair.hpp"

namespace maxmin::app {

struct GridPage {
    const engine::Asset* asset = nullptr;
    std::optional<Timestamp> at;  // empty: the prior, before any observation
    double mid_usd = 0.0;
    Belief belief;
    GridPair pair;
};

/// At most 100 columns; at most 25 nodes of a longer grid, always its ends and inventory 0.
std::string page_text(const GridPage& page);
std::string page_json(const GridPage& page);
/// Every node; a side that is off is an empty cell.
std::string page_csv(const GridPage& page);

}  // namespace maxmin::app
