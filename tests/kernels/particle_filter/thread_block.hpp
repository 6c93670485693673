// A block of plain threads in the place of a CUDA block: what the GPU's threads do to one asset,
// with a real barrier, so that tests and the thread sanitizer see it on any machine.
#pragma once

#include <barrier>
#include <thread>
#include <vector>

#include "kernels/base/math.hpp"

namespace maxmin::test {

class ThreadBlock {
  public:
    struct Shared {
        explicit Shared(int count)
            : barrier(count), values(static_cast<std::size_t>(count) * values_max) {}
        std::barrier<> barrier;
        std::vector<double> values;  // [thread][values_max]
    };

    ThreadBlock(Shared& shared, int thread, int threads)
        : shared_(shared), thread_(thread), threads_(threads) {}

    int thread() const { return thread_; }
    int threads() const { return threads_; }
    void sync() const { shared_.barrier.arrive_and_wait(); }

    template <int Count>
    void sum(double (&values)[Count]) const {
        static_assert(Count <= values_max);
        for (int k = 0; k < Count; ++k) {
            slot(thread_, k) = values[k];
        }
        sync();
        for (int k = 0; k < Count; ++k) {
            values[k] = 0.0;
            for (int t = 0; t < threads_; ++t) {
                values[k] += slot(t, k);
            }
        }
        sync();
    }

    double max(double value) const {
        slot(thread_, 0) = value;
        sync();
        for (int t = 0; t < threads_; ++t) {
            value = kernels::maximum(value, slot(t, 0));
        }
        sync();
        return value;
    }

    double exclusive_sum(double value, double& total) const {
        slot(thread_, 0) = value;
        sync();
        double before = 0.0;
        total = 0.0;
        for (int t = 0; t < threads_; ++t) {
            before = t == thread_ ? total : before;
            total += slot(t, 0);
        }
        sync();
        return before;
    }

  private:
    static constexpr int values_max = 32;
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
