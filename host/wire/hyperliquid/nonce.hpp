// Nonces of one signer: the clock's milliseconds, or one more than the last if that is later.
// Unique and rising over threads and restarts: a file holds a mark that no nonce reaches before a
// higher mark is on the disk. One process a file; a second one cannot open it.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>

#include "host/base/time.hpp"

namespace maxmin::wire::hyperliquid {

class NonceSource {
  public:
    /// `reserve` is how far ahead of the nonces in use the mark is set: one write to the disk per
    /// so much time, and at most so much of a leap ahead of the clock after a restart (the venue
    /// allows a day). Throws InputError if the file cannot be used, belongs to a running process,
    /// or holds something else.
    explicit NonceSource(const std::filesystem::path& file, Duration reserve = seconds(60));
    NonceSource(const NonceSource&) = delete;
    NonceSource& operator=(const NonceSource&) = delete;
    ~NonceSource();

    /// Callable from any thread. Empty if the disk refuses a higher mark: then nothing may be
    /// signed.
    [[nodiscard]] std::optional<std::uint64_t> next(Timestamp now);
    /// Raises the mark early if less than half of the reserve is left. Called from a timer it keeps
    /// the disk out of next().
    [[nodiscard]] bool reserve_ahead(Timestamp now);

  private:
    void read_marks(const std::filesystem::path& file);
    bool raise_mark(std::uint64_t above);

    int file_;
    std::uint64_t reserve_ms_;
    std::mutex writing_;
    std::uint64_t writes_ = 0;
    std::atomic<std::uint64_t> last_{0};
    std::atomic<std::uint64_t> mark_{0};  // nonces below it may be given out
};

}  // namespace maxmin::wire::hyperliquid
