// A bounded queue from one thread to one other. Each side keeps the other's index as it last saw it
// and reads the shared one only when that copy says full or empty (Rigtorp, SPSCQueue): in the
// steady state no cache line moves but the data's. What happens when it is full is the producer's
// affair, and every use says what: see host/README.md.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "host/base/assert.hpp"

namespace maxmin {

template <typename T>
class Ring {
    static_assert(std::is_trivially_copyable_v<T>, "slots are overwritten, never destroyed");

  public:
    /// Takes its memory here, and touches it. The capacity is rounded up to a power of two.
    explicit Ring(std::size_t capacity)
        : slots_(std::bit_ceil(capacity)), mask_(slots_.size() - 1) {
        MAXMIN_ASSERT(capacity > 0, "a ring holds something");
    }

    // The producer's side.
    /// A slot to write into, or null if the ring is full; commit() hands it over.
    T* claim() noexcept {
        const std::size_t tail = producer_.own.load(std::memory_order_relaxed);
        if (tail - producer_.other == slots_.size()) {
            producer_.other = consumer_.own.load(std::memory_order_acquire);
            if (tail - producer_.other == slots_.size()) {
                return nullptr;
            }
        }
        return &slots_[tail & mask_];
    }
    void commit() noexcept {
        producer_.own.store(producer_.own.load(std::memory_order_relaxed) + 1,
                            std::memory_order_release);
    }
    [[nodiscard]] bool push(const T& item) noexcept {
        T* slot = claim();
        if (slot == nullptr) {
            return false;
        }
        *slot = item;
        commit();
        return true;
    }

    // The consumer's side.
    /// The oldest item, or null if the ring is empty; it stays until release().
    const T* front() noexcept {
        const std::size_t head = consumer_.own.load(std::memory_order_relaxed);
        if (head == consumer_.other) {
            consumer_.other = producer_.own.load(std::memory_order_acquire);
            if (head == consumer_.other) {
                return nullptr;
            }
        }
        return &slots_[head & mask_];
    }
    void release() noexcept {
        consumer_.own.store(consumer_.own.load(std::memory_order_relaxed) + 1,
                            std::memory_order_release);
    }
    [[nodiscard]] bool pop(T& item) noexcept {
        const T* slot = front();
        if (slot == nullptr) {
            return false;
        }
        item = *slot;
        release();
        return true;
    }

    std::size_t capacity() const noexcept { return slots_.size(); }

  private:
    static constexpr std::size_t cache_line_bytes = 64;

    struct alignas(cache_line_bytes) End {
        std::atomic<std::size_t> own = 0;
        std::size_t other = 0;  // as last seen
    };

    std::vector<T> slots_;
    std::size_t mask_;
    End producer_;
    End consumer_;
};

}  // namespace maxmin
