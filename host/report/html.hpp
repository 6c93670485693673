// One HTML file that holds everything: style, scripts (uPlot, MIT, see third_party) and data. It
// fetches nothing. The page's own sources are in host/report/page and are embedded at build time.
#pragma once

#include <cstddef>
#include <string>

#include "host/ledger/result.hpp"

namespace maxmin::report {

/// Series rows and fills kept on the page at most; a longer run is thinned, and the page says so.
struct PageLimits {
    std::size_t sample_rows = 40'000;
    std::size_t fills = 20'000;
};

std::string html_page(const ledger::RunResult& result, const PageLimits& limits = {});

/// The page's data alone, as JSON (tests; host/report/page/page.js reads it). Series are rounded to
/// 8 (prices) and 5 significant digits; the CSV files are exact.
std::string page_data(const ledger::RunResult& result, const PageLimits& limits);

}  // namespace maxmin::report
