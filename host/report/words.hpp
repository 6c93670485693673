// What a run earned and why, in plain sentences; and what a reader must not overlook.
#pragma once

#include <string>
#include <vector>

#include "host/ledger/result.hpp"
#include "host/report/measures.hpp"

namespace maxmin::report {

/// Two or three sentences: result, where it came from, how sure it is.
std::vector<std::string> sentences(const ledger::RunResult& result, const Measures& measures);

/// Reasons to doubt the result or to look closer: unrealistic latency, too few blocks, parts that
/// do not add up, grid failures, rejects, and every counter whose name says that data or orders
/// went wrong. Empty when there is nothing to say.
std::vector<std::string> warnings(const ledger::RunResult& result, const Measures& measures);

}  // namespace maxmin::report
