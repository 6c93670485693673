// The series of a run as CSV: RFC 4180 text, a header with units, numbers that read back exactly,
// times in nanoseconds since 1970-01-01 UTC, empty where a value is not known.
#pragma once

#include <string>

#include "host/ledger/result.hpp"

namespace maxmin::report {

std::string samples_csv(const ledger::RunResult& result);
std::string fills_csv(const ledger::RunResult& result);
/// One row per asset, side, level, hour, and the total; within each scope the rows add up to the
/// total (host/report/attribution.hpp).
std::string profit_csv(const ledger::RunResult& result);

/// Quotes a field that holds a comma, a quote or a line break.
std::string csv_field(const std::string& text);

}  // namespace maxmin::report
