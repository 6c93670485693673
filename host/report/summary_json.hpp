// A run as JSON: everything of RunResult but the two series, plus the measures drawn from them.
// Numbers read back exactly; unknown ones are null; hashes and the seed are text, because many
// readers keep only 53 bits of a number.
#pragma once

#include <string>

#include "host/ledger/result.hpp"
#include "host/report/attribution.hpp"
#include "host/report/json_writer.hpp"
#include "host/report/measures.hpp"

namespace maxmin::report {

std::string summary_json(const ledger::RunResult& result);

/// The same pieces for the page. Each writes the members of an object already begun.
void write_provenance(JsonWriter& json, const ledger::RunResult& result);
void write_measures(JsonWriter& json, const Measures& measures);
void write_split(JsonWriter& json, const ledger::ProfitSplit& split);
void write_asset(JsonWriter& json, const ledger::AssetSummary& asset);
void write_markouts(JsonWriter& json, const Markouts& markouts);
void write_counters(JsonWriter& json, const ledger::RunResult& result);
void write_groups(JsonWriter& json, const Groups& groups);

}  // namespace maxmin::report
