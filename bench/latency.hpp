// Latencies of single turns of a benchmark, which a mean would hide.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

#include <benchmark/benchmark.h>

namespace maxmin::bench {

class Latencies {
  public:
    Latencies() { us_.reserve(most); }

    /// Runs one turn and keeps its time, the first `most` of them.
    template <typename Turn>
    void time(Turn&& turn) {
        const auto begin = Clock::now();
        turn();
        if (us_.size() < most) {
            us_.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
        }
    }

    /// Counters p50_us, p99_us and p99.9_us; a quantile that fewer than ten turns lie beyond is
    /// still shown, and as noisy as that.
    void report(benchmark::State& state) {
        if (us_.empty()) {
            return;
        }
        std::sort(us_.begin(), us_.end());
        const auto at = [&](double share) {
            return us_[static_cast<std::size_t>(share * (static_cast<double>(us_.size()) - 1.0))];
        };
        state.counters["p50_us"] = at(0.5);
        state.counters["p99_us"] = at(0.99);
        state.counters["p99.9_us"] = at(0.999);
    }

  private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::size_t most = 100'000;

    std::vector<double> us_;
};

}  // namespace maxmin::bench
