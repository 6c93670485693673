// Reads tests/vectors/hawkes.json into plain structs.
#pragma once

#include <string>
#include <vector>

#include "host/signal/hawkes_process.hpp"
#include "tests/support/json.hpp"

namespace maxmin::signal::test {

struct HawkesForecast {
    double ahead_s = 0.0;
    std::vector<double> mean;
};

struct HawkesCase {
    std::string name;
    HawkesParameters parameters;
    double end_s = 0.0;
    std::vector<double> time_s = {};
    std::vector<int> component = {};
    std::vector<double> query_s = {};
    std::vector<std::vector<double>> intensity_left = {};
    std::vector<std::vector<double>> compensator = {};
    std::vector<double> mean_intensity = {};  // empty where the baseline has several pieces
    std::vector<HawkesForecast> forecasts = {};
    double branching_ratio = 0.0;
    maxmin::test::Json json;  // for the fields one test alone reads
};

inline std::vector<double> flat(const maxmin::test::Json& rows) {
    std::vector<double> out;
    for (const maxmin::test::Json& row : rows.array()) {
        const std::vector<double> values = row.numbers();
        out.insert(out.end(), values.begin(), values.end());
    }
    return out;
}

inline std::vector<HawkesCase> hawkes_cases() {
    std::vector<HawkesCase> out;
    const auto file = maxmin::test::Json::vectors("hawkes.json");
    for (const maxmin::test::Json& json : file["cases"].array()) {
        const maxmin::test::Json& p = json["params"];
        HawkesCase one{.name = json["name"].text(),
                       .parameters = {.components = static_cast<int>(p["nu"].size()),
                                      .knots_s = p["knots"].numbers(),
                                      .baseline = flat(p["nu"]),
                                      .jump = flat(p["alpha"]),
                                      .decay = flat(p["beta"])},
                       .end_s = json["T"].number(),
                       .time_s = json["event_times"].numbers(),
                       .query_s = json["query_times"].numbers(),
                       .branching_ratio = json["branching_spectral_radius"].number(),
                       .json = json};
        for (const double mark : json["event_marks"].numbers()) {
            one.component.push_back(static_cast<int>(mark));
        }
        for (std::size_t q = 0; q < one.query_s.size(); ++q) {
            one.intensity_left.push_back(json["intensity_left"][q].numbers());
            one.compensator.push_back(json["compensator"][q].numbers());
        }
        if (json.has("stationary_mean_intensity")) {
            one.mean_intensity = json["stationary_mean_intensity"].numbers();
        }
        if (json.has("forecast")) {
            for (const maxmin::test::Json& row : json["forecast"].array()) {
                one.forecasts.push_back(
                    {.ahead_s = row["s"].number(), .mean = row["mean_intensity"].numbers()});
            }
        }
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace maxmin::signal::test
