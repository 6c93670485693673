// maxmin bench
#include <algorithm>
#include <fstream>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>

#include "bench/kernels/suite.hpp"
#include "host/app/bench_run.hpp"
#include "host/app/commands.hpp"
#include "host/app/exit_error.hpp"
#include "host/app/instruction_set.hpp"
#include "host/app/options.hpp"
#include "host/app/progress.hpp"
#include "host/app/version.hpp"
#include "host/engine/config.hpp"
#include "host/report/numbers.hpp"
#include "kernels/base/device.hpp"

namespace maxmin::app {
namespace {

struct Options {
    std::string filter;
    bool full = false;
    bool only_names = false;
    double min_time_s = 0.2;
    std::string out;
    OutputOptions output;
};

std::string filter_of(const Options& options) {
    if (!options.filter.empty()) {
        return options.filter;
    }
    return options.full ? "-smallest" : bench::short_suite();
}

int cores() {
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::string machine_lines(const BenchResult& result) {
    const bool has_device = kernels::backend_available(kernels::Backend::cuda);
    std::string text = "maxmin " + code_version() + " on " + std::to_string(cores()) + " cores, " +
                       std::string(to_string(used_instruction_set()));
    if (!result.load_average.empty()) {
        text += ", load " + report::fixed_text(result.load_average.front(), 1) + " at the start";
    }
    return text + (has_device ? "\nGPU: " : "\nNo GPU was measured: ") +
           kernels::device_description() + "\n";
}

/// Sets what is missing for want of a device apart from what went wrong.
bool is_failure(const Measurement& one) {
    return !one.error.empty() && !one.error.starts_with(bench::no_device);
}

ExitCode run(const Options& options, Terminal& terminal) {
    const std::string filter = filter_of(options);
    const std::vector<std::string> names = bench_names(filter);
    if (options.only_names) {
        for (const std::string& name : names) {
            terminal.out << name << '\n';
        }
        return ExitCode::ok;
    }
    std::ofstream file;
    if (!options.out.empty()) {
        file.open(options.out);
        if (!file) {
            throw ExitError(ExitCode::failed, "--out " + options.out + ": cannot be written");
        }
    }
    BenchResult result;
    {
        Progress progress(terminal, "bench", names.size());
        result =
            run_bench(filter, options.min_time_s, [&](std::size_t done) { progress.update(done); });
    }
    if (!options.out.empty() && !(file << result.json).flush()) {
        throw ExitError(ExitCode::failed, "--out " + options.out + ": cannot be written");
    }
    if (options.output.json) {
        terminal.out << result.json;
    } else {
        const std::string share =
            step_share_lines(result.measurements, engine::RunConfig{}.step_interval_ms);
        terminal.out << machine_lines(result) << '\n'
                     << bench_tables(result.measurements) << (share.empty() ? "" : "\n") << share;
    }
    if (!result.load_average.empty() && result.load_average.front() > 0.5 * cores()) {
        terminal.err << "warning: other programs were running; compare ratios, not times\n";
    }
    const auto failed = std::ranges::count_if(result.measurements, is_failure);
    if (failed > 0) {
        terminal.err << "maxmin bench: " << failed << " of " << names.size()
                     << " failed or differed from what they are compared with\n";
    }
    return failed > 0 ? ExitCode::failed : ExitCode::ok;
}

}  // namespace

Action attach_bench(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    CLI::Validator seconds = CLI::Range(0.001, 60.0);
    seconds.description("");  // the help shows an example instead
    command
        .add_option("--filter", options->filter,
                    "of all benchmarks those with this in the name; -REGEX: those without")
        ->type_name("REGEX");
    command.add_flag("--full", options->full, "all benchmarks, which takes some minutes");
    command.add_flag("--list", options->only_names, "name the benchmarks and do not run them");
    command
        .add_option("--min-time", options->min_time_s,
                    "seconds for each; whole steps take 200 to 20,000 turns instead")
        ->type_name("0.2")
        ->check(seconds);
    command.add_option("--out", options->out, "also write Google Benchmark's JSON to this file")
        ->type_name("FILE");
    add_json_option(command, options->output);
    command.footer(
        "Each kernel is compared with a plain version of itself before it is timed. Quantiles are "
        "by\n"
        "the wall's clock, and absent where too few turns were timed (a hundred for p99, a "
        "thousand\n"
        "for p99.9); the rate of one CPU thread is by its own clock.\n"
        "Example: maxmin bench --filter 'step/.*assets:200/'");
    return [options](Terminal& terminal) { return run(*options, terminal); };
}

}  // namespace maxmin::app
