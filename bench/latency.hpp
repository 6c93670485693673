// Latencies of single turns of a benchmark, which a mean would hide.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
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

    /// A time that another clock took.
    void add_us(double us) {
        if (us_.size() < most) {
            us_.push_back(us);
        }
    }

    /// Counters <part>p50_us, p99_us and p99.9_us. A quantile that no turn lies beyond is left out:
    /// p99.9 takes a thousand turns, and with one beyond it is as noisy as that one.
    void report(benchmark::State& state, const std::string& part = "") {
        std::sort(us_.begin(), us_.end());
        constexpr std::pair<const char*, std::size_t> quantiles[]{
            {"p50_us", 500}, {"p99_us", 990}, {"p99.9_us", 999}};
        for (const auto& [name, thousandths] : quantiles) {
            const std::size_t at = us_.size() * thousandths / 1000;
            if (us_.size() * (1000 - thousandths) >= 1000) {
                state.counters[part + name] = us_[at];
            }
        }
    }

  private:
    using Clock = std::chrono::steady_clock;
    static constexpr std::size_t most = 100'000;

    std::vector<double> us_;
};

}  // namespace maxmin::bench
