// Stationary worst-case grids: microseconds per grid, from cold and from a start where every
// parameter has moved by about a percent, next to a plain scalar version whose quotes are compared
// first.
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "bench/kernels/grid_problems.hpp"
#include "bench/kernels/plain_quote_grid.hpp"
#include "bench/kernels/suite.hpp"
#include "bench/latency.hpp"
#include "kernels/quote_grid/api.hpp"

namespace maxmin::bench {
namespace {

using namespace kernels;
using namespace kernels::quote_grid;

constexpr int problems_count = 1000;
constexpr int nodes_count = 201;
constexpr double quote_tolerance_bps = 1e-3;

/// As the runtime makes them: risk-neutral fills behind a floor that binds at large inventories.
std::vector<Problem> floored(std::vector<Problem> problems) {
    for (Problem& problem : problems) {
        problem.fill_aversion = 0.0;
        for (Side* side : {&problem.bid, &problem.ask}) {
            side->has_min_offset = true;
            side->min_offset_bps = 1.0;
        }
    }
    return problems;
}

std::vector<Problem> moved(std::vector<Problem> problems, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> percent(1.0, 0.01);
    for (Problem& problem : problems) {
        problem.sigma *= percent(random);
        problem.drift_halfwidth *= percent(random);
        problem.bid.arrival_rate_lo_per_s *= percent(random);
        problem.ask.arrival_rate_lo_per_s *= percent(random);
        problem.bid.arrival_rate_hi_per_s = problem.bid.arrival_rate_lo_per_s;
        problem.ask.arrival_rate_hi_per_s = problem.ask.arrival_rate_lo_per_s;
    }
    return problems;
}

/// Largest difference of a quote from the plain version's; NaN if a grid did not converge.
template <typename Real>
double compare(const GridSolver<Real>& solver, const std::vector<Problem>& problems) {
    double worst = 0.0;
    for (int p = 0; p < static_cast<int>(problems.size()); ++p) {
        const Problem& problem = problems[static_cast<std::size_t>(p)];
        const int nodes = problem.q_max - problem.q_min + 1;
        PlainQuoteGrid plain(nodes);
        plain.solve(problem, false);
        if (solver.info(p).status != GridStatus::converged) {
            return std::nan("");
        }
        for (int i = 0; i < nodes; ++i) {
            const std::size_t at = static_cast<std::size_t>(i);
            const double bid = i + 1 < nodes ? solver.bid_offset().at(p, i) - plain.bid[at] : 0.0;
            const double ask = i > 0 ? solver.ask_offset().at(p, i) - plain.ask[at] : 0.0;
            worst = std::fmax(worst, std::fmax(std::fabs(bid), std::fabs(ask)));
        }
    }
    return worst;
}

/// The plain version knows no floor: there only the statuses are looked at.
template <typename Real>
bool all_converged(const GridSolver<Real>& solver, int problems) {
    bool all = true;
    for (int p = 0; p < problems; ++p) {
        all = all && solver.info(p).status == GridStatus::converged;
    }
    return all;
}

/// Grids a second, and the bytes of offsets that they are: two doubles a node.
void count_grids(benchmark::State& state) {
    const std::int64_t grids = state.iterations() * state.range(0);
    state.SetItemsProcessed(grids);
    state.SetBytesProcessed(grids * state.range(1) * 2 * static_cast<std::int64_t>(sizeof(double)));
}

template <typename Real>
void stationary(benchmark::State& state, Backend backend, bool warm, bool with_floor) {
    const int problems = static_cast<int>(state.range(0));
    const int nodes = static_cast<int>(state.range(1));
    const Workers workers(static_cast<int>(state.range(2)));
    const std::vector<Problem> made = make_problems(problems, nodes, 7);
    const std::vector<Problem> first = with_floor ? floored(made) : made;
    const std::vector<Problem> second = moved(first, 8);
    GridSolver<Real> solver(problems, nodes, backend, workers);
    const bool solved =
        solver.solve_stationary(first) == Status::ok && all_converged(solver, problems);
    const double difference = with_floor ? 0.0 : compare(solver, first);
    if (!solved || !(difference < quote_tolerance_bps)) {
        state.SkipWithError("quotes differ from the plain version's");
        return;
    }
    bool flip = false;
    int sweeps = 0;
    Latencies latencies;
    for (auto _ : state) {
        latencies.time([&] {
            if (!warm) {
                for (int p = 0; p < problems; ++p) {
                    solver.forget(p);
                }
            }
            benchmark::DoNotOptimize(solver.solve_stationary(flip ? first : second));
        });
        flip = !flip;
    }
    latencies.report(state);
    for (int p = 0; p < problems; ++p) {
        sweeps += solver.info(p).sweeps;
    }
    count_grids(state);
    state.counters["sweeps"] = static_cast<double>(sweeps) / problems;
    state.counters["largest_difference_bps"] = difference;
}

void plain_version(benchmark::State& state, bool warm) {
    const int problems = static_cast<int>(state.range(0));
    const int nodes = static_cast<int>(state.range(1));
    const std::vector<Problem> first = make_problems(problems, nodes, 7);
    const std::vector<Problem> second = moved(first, 8);
    std::vector<PlainQuoteGrid> grids(static_cast<std::size_t>(problems), PlainQuoteGrid(nodes));
    for (std::size_t p = 0; p < grids.size(); ++p) {
        grids[p].solve(first[p], false);
    }
    bool flip = false;
    Latencies latencies;
    for (auto _ : state) {
        latencies.time([&] {
            for (std::size_t p = 0; p < grids.size(); ++p) {
                benchmark::DoNotOptimize(grids[p].solve(flip ? first[p] : second[p], warm));
            }
        });
        flip = !flip;
    }
    latencies.report(state);
    count_grids(state);
}

/// One thread is timed by its own clock, which other programs on the machine do not disturb.
template <typename Run, typename... Arguments>
void add(const std::string& name, bool wall_clock, int threads, Run run, Arguments... arguments) {
    auto* const bench = benchmark::RegisterBenchmark(name.c_str(), run, arguments...);
    bench->ArgNames({"problems", "nodes", "threads"})
        ->Args({problems_count, nodes_count, threads})
        ->Unit(benchmark::kMillisecond);
    if (wall_clock) {
        bench->UseRealTime();
    }
}

void register_all() {
    for (const bool warm : {false, true}) {
        const std::string start = warm ? "/warm" : "/cold";
        add("quote_grid_stationary/plain" + start, false, 1, plain_version, warm);
        for (const Backend backend : backends_here()) {
            const bool on_device = backend == Backend::cuda;
            const std::string name = "quote_grid_stationary/" + std::string(to_string(backend));
            for (const int threads : {1, 2}) {
                if (on_device && threads > 1) {
                    continue;
                }
                const bool wall_clock = on_device || threads > 1;
                add(name + start, wall_clock, threads, stationary<double>, backend, warm, false);
                add(name + "_floored" + start, wall_clock, threads, stationary<double>, backend,
                    warm, true);
                add(name + "_float" + start, wall_clock, threads, stationary<float>, backend, warm,
                    false);
            }
        }
    }
}

void register_smallest() {
    constexpr int problems = 4;
    constexpr int nodes = 21;
    benchmark::RegisterBenchmark("quote_grid_stationary/plain/smallest", plain_version, true)
        ->ArgNames({"problems", "nodes"})
        ->Args({problems, nodes})
        ->Iterations(1);
    benchmark::RegisterBenchmark("quote_grid_stationary/cpu/smallest", stationary<double>,
                                 Backend::cpu, true, false)
        ->ArgNames({"problems", "nodes", "threads"})
        ->Args({problems, nodes, 1})
        ->Iterations(1);
}

}  // namespace

void register_quote_grid() {
    register_all();
    register_smallest();
    register_absent_device("quote_grid_stationary");
}

}  // namespace maxmin::bench
