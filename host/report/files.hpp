// A run's folder: report.html for the eye, summary.json for programs, and the raw numbers beside
// every plot as CSV.
#pragma once

#include <filesystem>

#include "host/ledger/result.hpp"

namespace maxmin::report {

/// Writes report.html, summary.json, samples.csv, fills.csv, profit.csv into `folder`, making it
/// if need be and replacing files of these names. Throws InputError naming the file that could
/// not be written.
void write_files(const ledger::RunResult& result, const std::filesystem::path& folder);

}  // namespace maxmin::report
