// A block of plain threads in the place of a CUDA block: what the GPU's threads do to one asset,
// with a real barrier, so that tests and the thread sanitizer see it on any machine.
#pragma once

#include <barrier>
#include <cstdint>
#include <thread>
#include <vector>

#include "kernels/base/math.hpp"

namespace maxmin::test {

class ThreadBlock {
  public:
    struct Shared {
        explicit Shared(int count)
            : barrier(count),
              values(static_cast<std::size_t>(count) * values_max),
              integers(static_cast<std::size_t>(count)) {}
        std::barrier<> barrier;
        std::vector<double> values;  // [thread][values_max]
        std::vector<std::uint64_t> integers;
    };

    ThreadBlock(Shared& shared, int thread, int threads)
        : shared_(shared), thread_(thread), threads_(threads) {}

    int thread() const { return thread_; }
    int threads() const { return threads_; }
    void sync() const { shared_.barrier.arrive_and_wait(); }

    bool any(bool value) const {
        double some[1] = {value ? 1.0 : 0.0};
        max(some);
        return some[0] > 0.0;
    }

    template <int Count>
    void sum(double (&values)[Count]) const {
        fold(values, [](double a, double b) { return a + b; });
    }
    template <int Count>
    void max(double (&values)[Count]) const {
        fold(values, [](double a, double b) { return kernels::maximum(a, b); });
    }

    std::uint64_t exclusive_sum(std::uint64_t value, std::uint64_t& total) const {
        shared_.integers[static_cast<std::size_t>(thread_)] = value;
        sync();
        std::uint64_t before = 0;
        total = 0;
        for (int t = 0; t < threads_; ++t) {
            before = t == thread_ ? total : before;
            total += shared_.integers[static_cast<std::size_t>(t)];
        }
        sync();
        return before;
    }

    template <typename Value>
    void copy(Value* to, const Value* from, int count) const {
        sync();
        for (int i = thread_; i < count; i += threads_) {
            to[i] = from[i];
        }
        sync();
    }

  private:
    static constexpr int values_max = 32;

    template <int Count, typename Combine>
    void fold(double (&values)[Count], Combine&& combine) const {
        static_assert(Count <= values_max);
        for (int k = 0; k < Count; ++k) {
            slot(thread_, k) = values[k];
        }
        sync();
        for (int k = 0; k < Count; ++k) {
            values[k] = slot(0, k);
            for (int t = 1; t < threads_; ++t) {
                values[k] = combine(values[k], slot(t, k));
            }
        }
        sync();
    }

    double& slot(int thread, int which) const {
        return shared_.values[static_cast<std::size_t>(thread * values_max + which)];
    }

    Shared& shared_;
    int thread_;
    int threads_;
};

/// Runs work(block) in `threads` threads.
template <typename Work>
void run_block(int threads, Work&& work) {
    ThreadBlock::Shared shared(threads);
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t) {
        running.emplace_back([&shared, &work, t, threads] {
            ThreadBlock block(shared, t, threads);
            work(block);
        });
    }
    for (std::thread& thread : running) {
        thread.join();
    }
}

}  // namespace maxmin::test
