// Records of any length from one thread to one other, in one piece of memory. A record that does
// not fit is refused and counted: whoever reads the records must be told that one is missing.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace maxmin::live {

class RecordRing {
  public:
    explicit RecordRing(std::size_t bytes) : bytes_(std::bit_ceil(bytes)) {}

    /// The producer's. False, and counted, without room.
    bool push(std::string_view record) noexcept {
        const std::size_t tail = tail_.load(std::memory_order_relaxed);
        const std::size_t used = tail - head_.load(std::memory_order_acquire);
        if (bytes_.size() - used < sizeof(Length) + record.size()) {
            refused_.fetch_add(1, std::memory_order_relaxed);
            return false;
        }
        const auto length = static_cast<Length>(record.size());
        char head[sizeof length];
        std::memcpy(head, &length, sizeof length);
        write(tail, {head, sizeof length});
        write(tail + sizeof length, record);
        tail_.store(tail + sizeof length + record.size(), std::memory_order_release);
        return true;
    }
    /// The consumer's: the oldest record in place of what `record` held.
    bool pop(std::string& record) {
        const std::size_t head = head_.load(std::memory_order_relaxed);
        if (head == tail_.load(std::memory_order_acquire)) {
            return false;
        }
        Length length = 0;
        read(head, reinterpret_cast<char*>(&length), sizeof length);
        record.resize(length);
        read(head + sizeof length, record.data(), length);
        head_.store(head + sizeof length + length, std::memory_order_release);
        return true;
    }
    std::int64_t refused() const noexcept { return refused_.load(std::memory_order_relaxed); }

  private:
    using Length = std::uint32_t;

    void write(std::size_t at, std::string_view from) noexcept {
        const std::size_t start = at & (bytes_.size() - 1);
        const std::size_t first = std::min(from.size(), bytes_.size() - start);
        std::memcpy(bytes_.data() + start, from.data(), first);
        std::memcpy(bytes_.data(), from.data() + first, from.size() - first);
    }
    void read(std::size_t at, char* to, std::size_t count) const noexcept {
        const std::size_t start = at & (bytes_.size() - 1);
        const std::size_t first = std::min(count, bytes_.size() - start);
        std::memcpy(to, bytes_.data() + start, first);
        std::memcpy(to + first, bytes_.data(), count - first);
    }

    std::vector<char> bytes_;
    alignas(64) std::atomic<std::size_t> tail_ = 0;
    alignas(64) std::atomic<std::size_t> head_ = 0;
    std::atomic<std::int64_t> refused_ = 0;
};

}  // namespace maxmin::live
