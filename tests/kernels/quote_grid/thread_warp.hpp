// A warp of plain threads in the place of a CUDA warp: what its lanes do to one problem, with a
// real barrier at every exchange, so that tests and the thread sanitizer see it on any machine.
#pragma once

#include <array>
#include <barrier>
#include <cstddef>
#include <cstring>
#include <thread>
#include <type_traits>
#include <vector>

namespace maxmin::test {

class ThreadWarp {
  public:
    static constexpr int lanes = 32;

    struct Shared {
        static constexpr std::size_t bytes_max = 64;
        using Slots = std::array<std::array<std::byte, bytes_max>, lanes>;
        std::barrier<> barrier{lanes};
        std::array<Slots, 2> slots{};  // in turn, so that one barrier an exchange is enough
    };

    ThreadWarp(Shared& shared, int lane) : shared_(shared), lane_(lane) {}

    int lane() const { return lane_; }

    template <typename Value>
    Value from(const Value& value, int lane) const {
        static_assert(std::is_trivially_copyable_v<Value> && sizeof(Value) <= Shared::bytes_max);
        Shared::Slots& slots = shared_.slots[turn_];
        turn_ = 1 - turn_;
        std::memcpy(slots[static_cast<std::size_t>(lane_)].data(), &value, sizeof(Value));
        shared_.barrier.arrive_and_wait();
        Value out;
        std::memcpy(&out, slots[static_cast<std::size_t>(lane)].data(), sizeof(Value));
        return out;
    }

  private:
    Shared& shared_;
    int lane_;
    mutable std::size_t turn_ = 0;
};

/// Runs work(warp) in 32 threads. Those that make unequal numbers of exchanges never end.
template <typename Work>
void run_warp(Work&& work) {
    ThreadWarp::Shared shared;
    std::vector<std::thread> running;
    for (int lane = 0; lane < ThreadWarp::lanes; ++lane) {
        running.emplace_back([&shared, &work, lane] {
            const ThreadWarp warp(shared, lane);
            work(warp);
        });
    }
    for (std::thread& thread : running) {
        thread.join();
    }
}

}  // namespace maxmin::test
