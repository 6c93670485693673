// Finite-horizon grids: implicit steps on both machines, beside explicit ones in plain code whose
// quotes are compared first. A node-step is one node through one step, whatever that step costs, so
// the numbers of steps stand beside it.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "bench/kernels/grid_problems.hpp"
#include "bench/kernels/plain_horizon.hpp"
#include "bench/kernels/suite.hpp"

namespace maxmin::bench {
namespace {

using namespace kernels;
using namespace kernels::quote_grid;

constexpr double horizon_s = 60.0;
constexpr int compared = 2;  // problems: the explicit steps are slow

std::vector<Problem> with_an_end(int count, int nodes) {
    std::vector<Problem> problems = make_problems(count, nodes, 7);
    for (Problem& problem : problems) {
        problem.terminal_quadratic = 0.01;
    }
    return problems;
}

void count_steps(benchmark::State& state, double steps, int problems) {
    const double nodes = static_cast<double>(state.range(1));
    state.counters["steps"] = steps / problems;
    state.counters["node_steps_per_s"] =
        benchmark::Counter(steps * nodes, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["ms_per_grid"] =
        benchmark::Counter(1e-3 * problems, benchmark::Counter::kIsIterationInvariantRate |
                                                benchmark::Counter::kInvert);
}

double largest_difference(const Solver& solver, const std::vector<Problem>& problems) {
    double worst = 0.0;
    for (int p = 0; p < std::min<int>(compared, static_cast<int>(problems.size())); ++p) {
        const Problem& problem = problems[static_cast<std::size_t>(p)];
        PlainHorizon plain(problem);
        plain.solve(horizon_s);
        for (int i = 0; i < problem.q_max - problem.q_min; ++i) {
            const double difference =
                solver.bid_offset().at(p, i) - plain.bid_offset(static_cast<std::size_t>(i));
            // A comparison that is false for NaN keeps it.
            worst = std::fabs(difference) <= worst ? worst : std::fabs(difference);
        }
    }
    return worst;
}

void horizon(benchmark::State& state, Backend backend) {
    const int problems = static_cast<int>(state.range(0));
    const int nodes = static_cast<int>(state.range(1));
    const Workers workers(1);
    const std::vector<Problem> made = with_an_end(problems, nodes);
    Solver solver(problems, nodes, backend, workers);
    const bool solved = solver.solve_horizon(made, horizon_s) == Status::ok;
    const double difference = largest_difference(solver, made);
    // The explicit steps' own error: they are as long as they can be.
    if (!solved || !(difference < 1e-3)) {
        state.SkipWithError("quotes differ from the plain version's");
        return;
    }
    double steps = 0.0;
    for (int p = 0; p < problems; ++p) {
        steps += solver.info(p).sweeps;
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(solver.solve_horizon(made, horizon_s));
    }
    count_steps(state, steps, problems);
    state.counters["largest_difference_bps"] = difference;
}

void explicit_steps(benchmark::State& state) {
    const int problems = static_cast<int>(state.range(0));
    const std::vector<Problem> made = with_an_end(problems, static_cast<int>(state.range(1)));
    double steps = 0.0;
    for (auto _ : state) {
        steps = 0.0;
        for (const Problem& problem : made) {
            steps += PlainHorizon(problem).solve(horizon_s);
        }
    }
    count_steps(state, steps, problems);
}

void register_all() {
    constexpr int nodes = 201;
    benchmark::RegisterBenchmark("quote_grid_horizon/plain_explicit", explicit_steps)
        ->ArgNames({"problems", "nodes"})
        ->Args({compared, nodes})
        ->Unit(benchmark::kMillisecond);
    for (const Backend backend : backends_here()) {
        const bool on_device = backend == Backend::cuda;
        const std::string name = "quote_grid_horizon/" + std::string(to_string(backend));
        auto* const bench = benchmark::RegisterBenchmark(name.c_str(), horizon, backend);
        bench->ArgNames({"problems", "nodes"})
            ->Args({on_device ? 1000 : compared, nodes})
            ->Unit(benchmark::kMillisecond);
        if (on_device) {
            bench->UseRealTime();
        }
        benchmark::RegisterBenchmark((name + "/smallest").c_str(), horizon, backend)
            ->ArgNames({"problems", "nodes"})
            ->Args({2, 21})
            ->Iterations(1);
    }
}

}  // namespace

void register_horizon_grid() {
    register_all();
    register_absent_device("quote_grid_horizon");
}

}  // namespace maxmin::bench
