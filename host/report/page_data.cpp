// The data of the page (declared in html.hpp): tables in full, series by column.
#include <algorithm>
#include <cmath>

#include "host/report/attribution.hpp"
#include "host/report/html.hpp"
#include "host/report/measures.hpp"
#include "host/report/numbers.hpp"
#include "host/report/summary_json.hpp"
#include "host/report/words.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::report {
namespace {

using ledger::FillRecord;
using ledger::RunResult;
using ledger::Sample;

constexpr int price_digits = 8;
constexpr int page_digits = 5;

/// 1 = keep all; k = keep every k-th (and no other is silently lost: the page states k).
std::size_t stride_for(std::size_t have, std::size_t limit) {
    return have <= limit ? 1 : (have + limit - 1) / std::max<std::size_t>(limit, 1);
}

template <typename Record>
std::vector<std::vector<const Record*>> every_kth(const std::vector<Record>& records,
                                                  std::size_t assets, std::size_t stride) {
    std::vector<std::vector<const Record*>> kept(assets);
    std::vector<std::size_t> seen(assets, 0);
    for (const Record& record : records) {
        const auto asset = static_cast<std::size_t>(record.asset);
        if (seen[asset]++ % stride == 0) {
            kept[asset].push_back(&record);
        }
    }
    return kept;
}

template <typename Record, typename Read>
void write_column(JsonWriter& json, std::string_view name, const std::vector<const Record*>& rows,
                  int digits, Read read) {
    json.key(name);
    json.begin_array();
    for (const Record* row : rows) {
        json.rounded(static_cast<double>(read(*row)), digits);
    }
    json.end_array();
}

/// Seconds since 1970: 14 digits are 10 microseconds.
constexpr int time_digits = 14;
double epoch_s(Timestamp time) {
    return static_cast<double>(time.ns()) * 1e-9;
}

double annual_percent(double volatility_bps) {
    return 100.0 * kernels::annual_from_volatility_bps(volatility_bps);
}

void write_series(JsonWriter& json, const std::vector<const Sample*>& rows) {
    constexpr double z_90 = 1.6448536269514722;  // the 95 % quantile of a normal variable
    const auto column = [&](std::string_view name, int digits, auto read) {
        write_column(json, name, rows, digits, read);
    };
    json.begin_object();
    column("t", time_digits, [](const Sample& s) { return epoch_s(s.time); });
    column("mid", price_digits, [](const Sample& s) { return s.mid_usd; });
    column("bid", price_digits, [](const Sample& s) { return s.own_bid_usd; });
    column("ask", price_digits, [](const Sample& s) { return s.own_ask_usd; });
    column("inventory", page_digits, [](const Sample& s) { return s.inventory_coin; });
    column("profit", page_digits, [](const Sample& s) { return s.profit_usd; });
    column("vol", page_digits, [](const Sample& s) { return annual_percent(s.volatility); });
    column("vol_low", page_digits,
           [](const Sample& s) { return annual_percent(s.volatility_q05); });
    column("vol_high", page_digits,
           [](const Sample& s) { return annual_percent(s.volatility_q95); });
    column("drift", page_digits, [](const Sample& s) { return s.drift_bps_per_s; });
    column("drift_low", page_digits,
           [](const Sample& s) { return s.drift_bps_per_s - z_90 * s.drift_sd; });
    column("drift_high", page_digits,
           [](const Sample& s) { return s.drift_bps_per_s + z_90 * s.drift_sd; });
    column("excitation_bid", page_digits, [](const Sample& s) { return s.excitation_bid; });
    column("excitation_ask", page_digits, [](const Sample& s) { return s.excitation_ask; });
    json.end_object();
}

void write_fills(JsonWriter& json, const std::vector<const FillRecord*>& rows) {
    const auto column = [&](std::string_view name, int digits, auto read) {
        write_column(json, name, rows, digits, read);
    };
    json.begin_object();
    column("t", time_digits, [](const FillRecord& f) { return epoch_s(f.time); });
    column("ask", 1, [](const FillRecord& f) { return index_of(f.side); });
    column("taker", 1, [](const FillRecord& f) { return static_cast<int>(f.liquidity); });
    column("price", price_digits, [](const FillRecord& f) { return f.price_usd; });
    column("size", page_digits, [](const FillRecord& f) { return f.size_coin; });
    json.end_object();
}

void write_equity(JsonWriter& json, const RunResult& result, std::size_t stride) {
    const std::vector<EquityPoint> points = equity_series(result);
    std::vector<const EquityPoint*> kept;
    for (std::size_t i = 0; i < points.size(); i += stride) {
        kept.push_back(&points[i]);
    }
    json.key("equity");
    json.begin_object();
    write_column(json, "t", kept, time_digits,
                 [](const EquityPoint& p) { return epoch_s(p.time); });
    write_column(json, "profit", kept, page_digits,
                 [&](const EquityPoint& p) { return p.equity_usd - result.start_balance_usd; });
    json.end_object();
}

void write_notes(JsonWriter& json, std::size_t sample_stride, std::size_t fill_stride) {
    const auto note = [&](const std::string& what, std::size_t stride) {
        json.value(stride == 1 ? "Charts show every " + what + "."
                               : "Thinned: charts show one of " + std::to_string(stride) + " " +
                                     what + "s; the CSV files hold all, tables use all.");
    };
    json.key("notes");
    json.begin_array();
    note("sample", sample_stride);
    note("fill", fill_stride);
    json.value(
        "Series on this page are rounded to 8 (prices) or 5 significant digits; "
        "samples.csv, fills.csv and profit.csv beside it are exact.");
    json.end_array();
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    json.key(name);
    json.begin_array();
    for (const std::string& text : texts) {
        json.value(text);
    }
    json.end_array();
}

}  // namespace

std::string page_data(const RunResult& result, const PageLimits& limits) {
    const Measures measures = measures_of(result);
    const AllMarkouts markouts = markouts_of(result);
    const std::size_t sample_stride = stride_for(result.samples.size(), limits.sample_rows);
    const std::size_t fill_stride = stride_for(result.fills.size(), limits.fills);
    const auto samples = every_kth(result.samples, result.assets.size(), sample_stride);
    const auto fills = every_kth(result.fills, result.assets.size(), fill_stride);
    JsonWriter json;
    json.begin_object();
    json.key("run");
    json.begin_object();
    write_provenance(json, result);
    json.end_object();
    write_texts(json, "sentences", sentences(result, measures));
    write_texts(json, "warnings", warnings(result, measures));
    write_notes(json, sample_stride, fill_stride);
    json.key("measures");
    json.begin_object();
    write_measures(json, measures);
    json.end_object();
    json.key("total");
    json.begin_object();
    write_split(json, result.profit);
    write_markouts(json, markouts.total);
    json.end_object();
    write_equity(json, result, sample_stride);
    json.key("assets");
    json.begin_array();
    for (std::size_t i = 0; i < result.assets.size(); ++i) {
        json.begin_object();
        write_asset(json, result.assets[i]);
        write_markouts(json, markouts.assets[i]);
        json.key("series");
        write_series(json, samples[i]);
        json.key("fills");
        write_fills(json, fills[i]);
        json.end_object();
    }
    json.end_array();
    write_groups(json, group_fills(result));
    write_counters(json, result);
    json.end_object();
    return json.text();
}

}  // namespace maxmin::report
