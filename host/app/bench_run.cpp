#include "host/app/bench_run.hpp"

#include <array>
#include <sstream>
#include <string_view>

#include <benchmark/benchmark.h>

#include "bench/kernels/suite.hpp"
#include "host/app/exit_error.hpp"
#include "host/app/instruction_set.hpp"
#include "host/app/version.hpp"
#include "kernels/base/device.hpp"

namespace maxmin::app {
namespace {

/// What is measured, and by what: kept in every JSON file.
void describe_once() {
    [[maybe_unused]] static const bool once = [] {
        const BuildInfo& build = build_info();
        benchmark::AddCustomContext("commit", std::string(build.commit));
        benchmark::AddCustomContext("compiler", std::string(build.compiler));
        benchmark::AddCustomContext("build_type", std::string(build.build_type));
        benchmark::AddCustomContext("instruction_set",
                                    std::string(to_string(used_instruction_set())));
        benchmark::AddCustomContext("device", kernels::device_description());
        return true;
    }();
}

void set_options(bool only_names, double min_time_s) {
    static char program[] = "maxmin";  // is kept by address
    std::string list = std::string("--benchmark_list_tests=") + (only_names ? "true" : "false");
    std::string min_time = "--benchmark_min_time=" + std::to_string(min_time_s);
    std::array<char*, 4> arguments{program, list.data(), min_time.data(), nullptr};
    int count = 3;
    benchmark::Initialize(&count, arguments.data());
}

double counter(const benchmark::BenchmarkReporter::Run& run, const char* name) {
    const auto found = run.counters.find(name);
    return found == run.counters.end() ? Measurement::unknown : found->second.value;
}

Measurement measurement_of(const benchmark::BenchmarkReporter::Run& run) {
    const benchmark::BenchmarkName& name = run.run_name;
    Measurement one{.name = name.function_name + (name.args.empty() ? "" : "/" + name.args)};
    if (run.error_occurred) {
        one.error = run.error_message;
        return one;
    }
    for (const char* rate : {"bytes_per_second", "flops", "items_per_second"}) {
        if (run.counters.find(rate) != run.counters.end()) {
            one.per_second = counter(run, rate);
        }
    }
    one.p50_us = counter(run, "p50_us");
    one.p99_us = counter(run, "p99_us");
    one.p999_us = counter(run, "p99.9_us");
    return one;
}

/// Keeps what it is told, and has Google Benchmark's own reporter make the JSON of it.
class Keeper : public benchmark::BenchmarkReporter {
  public:
    explicit Keeper(const std::function<void(std::size_t)>& on_done) : on_done_(on_done) {
        json_reporter_.SetOutputStream(&json_);
        json_reporter_.SetErrorStream(&said_);
        SetOutputStream(&said_);
        SetErrorStream(&said_);
    }

    bool ReportContext(const Context& context) override {
        result_.load_average = context.cpu_info.load_avg;
        return json_reporter_.ReportContext(context);
    }
    void ReportRuns(const std::vector<Run>& runs) override {
        json_reporter_.ReportRuns(runs);
        for (const Run& run : runs) {
            result_.measurements.push_back(measurement_of(run));
        }
        on_done_(result_.measurements.size());
    }
    void Finalize() override { json_reporter_.Finalize(); }

    BenchResult take() {
        result_.json = json_.str();
        return std::move(result_);
    }
    std::string said() const { return said_.str(); }

  private:
    const std::function<void(std::size_t)>& on_done_;
    std::ostringstream json_;
    std::ostringstream said_;  // names when asked for them, and complaints
    benchmark::JSONReporter json_reporter_;
    BenchResult result_;
};

}  // namespace

std::vector<std::string> bench_names(const std::string& filter) {
    bench::register_suite();
    describe_once();
    set_options(true, 0.0);
    const std::function<void(std::size_t)> nothing = [](std::size_t) {};
    Keeper keeper(nothing);
    if (benchmark::RunSpecifiedBenchmarks(&keeper, filter) == 0) {
        throw ExitError(ExitCode::usage,
                        "--filter " + filter +
                            ": no regular expression that finds a benchmark; maxmin bench --list "
                            "names them");
    }
    std::vector<std::string> names;
    std::istringstream lines(keeper.said());
    for (std::string line; std::getline(lines, line);) {
        names.push_back(line);
    }
    return names;
}

BenchResult run_bench(const std::string& filter, double min_time_s,
                      const std::function<void(std::size_t)>& on_done) {
    bench::register_suite();
    describe_once();
    set_options(false, min_time_s);
    Keeper keeper(on_done);
    benchmark::RunSpecifiedBenchmarks(&keeper, filter);
    return keeper.take();
}

}  // namespace maxmin::app
