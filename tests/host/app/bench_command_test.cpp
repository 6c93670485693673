#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include <gtest/gtest.h>

#include "bench/kernels/suite.hpp"
#include "host/app/bench_run.hpp"
#include "host/app/bench_table.hpp"
#include "host/app/instruction_set.hpp"
#include "tests/host/app/captured.hpp"
#include "tests/support/json.hpp"

namespace maxmin::app {
namespace {

using test::Captured;
using test::Json;
using test::run_app;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// The line that begins with `label`, blanks squeezed; empty if there is none.
std::string line_of(const std::string& text, const std::string& label) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("  " + label)) {
            std::istringstream words(line);
            std::string squeezed;
            for (std::string word; words >> word;) {
                squeezed += (squeezed.empty() ? "" : " ") + word;
            }
            return squeezed;
        }
    }
    return "";
}

TEST(BenchTable, DividesByThePlainVersionOfTheSameSizeAndVariantOnly) {
    const std::string text = bench_tables(std::vector<Measurement>{
        {.name = "k/cpu/a/items:8/threads:1", .per_second = 6e8},
        {.name = "k/cpu_float/a/items:8/threads:2", .per_second = 9e8},
        {.name = "k/cpu/b/items:8/threads:1", .per_second = 6e8},
        {.name = "k/cpu/a/items:9/threads:1", .per_second = 6e8},
        {.name = "k/plain/a/items:8", .per_second = 2e7},
    });

    EXPECT_EQ(line_of(text, "a, 8, CPU  "), "a, 8, CPU 600 M 30.0 x");
    EXPECT_EQ(line_of(text, "a, 8, CPU, single"),
              "a, 8, CPU, single precision, 2 threads 900 M "
              "45.0 x");
    EXPECT_EQ(line_of(text, "b, 8, CPU"), "b, 8, CPU 600 M -");
    EXPECT_EQ(line_of(text, "a, 9, CPU"), "a, 9, CPU 600 M -");
    EXPECT_EQ(line_of(text, "a, 8, plain"), "a, 8, plain C++ 20.0 M -");
}

TEST(BenchTable, ShowsQuantilesWhereThereAreAnyAndSaysWhatIsMissing) {
    const std::string text = bench_tables(std::vector<Measurement>{
        {.name = "step/cpu/assets:1000/particles:1024/threads:1",
         .per_second = 93'400.0,
         .p50_us = 10'700.0,
         .p99_us = 11'260.0},
        {.name = "step/cpu/assets:1/particles:1024/threads:1",
         .per_second = 41'000.0,
         .p50_us = 0.1642},
        {.name = "step/cuda", .error = "no device: none"},
    });

    EXPECT_EQ(line_of(text, "Whole step"),
              "Whole step: filter, box, grid (assets x particles) p50 p99 assets/s");
    EXPECT_EQ(line_of(text, "1,000 x"), "1,000 x 1,024, CPU 10.7 ms 11.3 ms 93.4 k");
    EXPECT_EQ(line_of(text, "1 x"), "1 x 1,024, CPU 0.16 us - 41.0 k");
    EXPECT_EQ(line_of(text, "GPU"), "GPU: not measured, no device: none");
}

TEST(BenchTable, SaysHowMuchOfTheIntervalTheLargestStepTakes) {
    const std::vector<Measurement> all{
        {.name = "step/cpu/assets:200/particles:1024/threads:1", .p99_us = 2'000.0},
        {.name = "step/cpu/assets:1000/particles:1024/threads:1", .p99_us = 11'000.0},
        {.name = "step/cpu/assets:5000/particles:1024/threads:2", .p99_us = 30'000.0},
        {.name = "step/cuda", .error = "no device"},
    };

    EXPECT_EQ(step_share_lines(all, 100.0),
              "A step of 1,000 assets on the CPU takes 11.0 ms at p99, 11.0 % of the 100 ms from "
              "one step to the next.\n");
    EXPECT_EQ(step_share_lines({}, 100.0), "");
}

TEST(BenchNames, TheShortSuiteHasEveryKernelBesideItsPlainVersion) {
    std::set<std::string> found;
    for (const std::string& name : bench_names(bench::short_suite())) {
        EXPECT_FALSE(has(name, "smallest")) << name;
        found.insert(name.substr(0, name.find('/', name.find('/') + 1)));
    }

    for (const char* name :
         {"particle_filter_step/cpu", "particle_filter_step/plain", "particle_filter_step/origin",
          "particle_filter_step/cuda", "quote_grid_stationary/cpu", "quote_grid_stationary/plain",
          "quote_grid_stationary/cuda", "step/cpu", "step/cuda"}) {
        EXPECT_EQ(found.count(name), 1U) << name;
    }
}

TEST(BenchNames, TheFullSuiteSweepsAssetsAndParticles) {
    const std::vector<std::string> names = bench_names("-smallest");
    const auto measured = [&](const std::string& begin) {
        return std::ranges::any_of(names,
                                   [&](const auto& name) { return name.starts_with(begin); });
    };

    for (const char* assets : {"1", "50", "200", "500", "1000", "5000"}) {
        EXPECT_TRUE(measured("step/cpu/assets:" + std::string(assets) + "/")) << assets;
        EXPECT_TRUE(measured("particle_filter_step/cpu/liu_west_drift/assets:" +
                             std::string(assets) + "/particles:4096/"))
            << assets;
    }
    for (const char* particles : {"512", "1024", "2048", "4096", "8192", "16384", "65536"}) {
        EXPECT_TRUE(measured("particle_filter_step/cpu/liu_west_drift/assets:50/particles:" +
                             std::string(particles) + "/"))
            << particles;
    }
}

TEST(BenchCommand, MeasuresAndSaysOnWhat) {
    Captured captured;

    run_app({"bench", "--filter", "step/cpu/smallest|step/cuda"}, captured);

    EXPECT_EQ(captured.code, 0) << captured.err.str();
    const std::string text = captured.out.str();
    EXPECT_TRUE(has(text, to_string(used_instruction_set()).data())) << text;
    EXPECT_TRUE(has(text, "GPU")) << text;
    EXPECT_TRUE(has(line_of(text, "smallest, 2 x 64, CPU"), " us ")) << text;
    EXPECT_TRUE(has(text, "A step of 2 assets on the CPU takes ")) << text;
}

TEST(BenchCommand, WritesTheJsonThatItPrints) {
    const std::string path = test::write_temporary("bench.json", "");
    Captured captured;

    run_app({"bench", "--filter", "quote_grid_stationary/cpu/smallest", "--json", "--out", path},
            captured);

    EXPECT_EQ(captured.code, 0) << captured.err.str();
    std::ifstream file(path);
    const std::string written{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(written, captured.out.str());
    const Json json = Json::parse(written);
    EXPECT_EQ(json["context"]["instruction_set"].text(), to_string(used_instruction_set()));
    EXPECT_EQ(json["context"]["executable"].text(), "maxmin");
    EXPECT_FALSE(json["context"]["device"].text().empty());
    ASSERT_EQ(json["benchmarks"].size(), 1U);
    EXPECT_GT(json["benchmarks"][0]["items_per_second"].number(), 0.0);
    EXPECT_LT(json["benchmarks"][0]["largest_difference_bps"].number(), 1e-3);
}

TEST(BenchCommand, ListsNamesWithoutRunningAny) {
    Captured captured;

    run_app({"bench", "--list", "--filter", "smallest"}, captured);

    EXPECT_EQ(captured.code, 0);
    EXPECT_TRUE(has(captured.out.str(), "step/cpu/smallest/assets:2/particles:64/threads:1"));
    EXPECT_FALSE(has(captured.out.str(), "p50"));
}

TEST(BenchCommand, RefusesWhatItCannotDo) {
    const std::pair<std::vector<std::string>, int> cases[]{
        {{"bench", "--filter", "no_such_kernel"}, 2},
        {{"bench", "--filter", "a[b"}, 2},
        {{"bench", "--min-time", "0"}, 2},
        {{"bench", "--filter", "smallest", "--out", "/no/such/folder/b.json"}, 1},
    };
    for (const auto& [arguments, code] : cases) {
        Captured captured;

        run_app(arguments, captured);

        EXPECT_EQ(captured.code, code) << arguments.back();
        EXPECT_FALSE(captured.err.str().empty()) << arguments.back();
        EXPECT_TRUE(captured.out.str().empty()) << captured.out.str();
    }
}

}  // namespace
}  // namespace maxmin::app
