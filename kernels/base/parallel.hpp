// Runs independent items over threads. Every item writes only its own outputs, so results cannot
// depend on the number of threads or on who ran what.
#pragma once

#include <memory>
#include <utility>

#if defined(MAXMIN_PLAIN_THREADS)
// Under the thread sanitizer, which cannot see how the oneTBB library orders its threads.
#include <atomic>
#include <thread>
#include <vector>
#elif defined(MAXMIN_HAS_TBB)
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace maxmin::kernels {

/// Owns a bounded set of worker threads; made once at start.
class Workers {
  public:
    explicit Workers(int threads = 1) : threads_(threads < 1 ? 1 : threads) {
#if defined(MAXMIN_PLAIN_THREADS)
#elif defined(MAXMIN_HAS_TBB)
        if (threads_ > 1) {
            arena_ = std::make_unique<tbb::task_arena>(threads_);
        }
#else
        threads_ = 1;
#endif
    }

    int threads() const {
        return threads_;
    }

    /// Calls item(i) for every i in [0, count). Returns when all are done.
    template <typename Item>
    void for_each(int count, Item&& item) const {
        for_each_slot(count, [&](int i, int) { item(i); });
    }

    /// Likewise item(i, slot): no two items that run at once have the same slot in [0, threads()).
    template <typename Item>
    void for_each_slot(int count, Item&& item) const {
        if (threads_ > 1 && count > 1) {
            share(count, item);
            return;
        }
        for (int i = 0; i < count; ++i) {
            item(i, 0);
        }
    }

  private:
    template <typename Item>
    void share([[maybe_unused]] int count, [[maybe_unused]] Item& item) const {
#if defined(MAXMIN_PLAIN_THREADS)
        std::atomic<int> next = 0;
        std::vector<std::thread> running;
        for (int slot = 0; slot < threads_; ++slot) {
            running.emplace_back([&, slot] {
                for (int i = next++; i < count; i = next++) {
                    item(i, slot);
                }
            });
        }
        for (std::thread& thread : running) {
            thread.join();
        }
#elif defined(MAXMIN_HAS_TBB)
        arena_->execute([&] {
            tbb::parallel_for(
                0, count, [&](int i) { item(i, tbb::this_task_arena::current_thread_index()); });
        });
#endif
    }

    int threads_;
#if defined(MAXMIN_HAS_TBB) && !defined(MAXMIN_PLAIN_THREADS)
    std::unique_ptr<tbb::task_arena> arena_;
#endif
};

}  // namespace maxmin::kernels
