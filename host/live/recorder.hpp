// Records the venue's frames as they came. A line is the local receive time in ns, a space, and the
// frame: the format `hyperliquid_ws`, so that a recording is data for a backtest. One file a UTC
// day, <folder>/frames-YYYYMMDD.zst; a flush a second, so a crash loses at most one.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "host/base/time.hpp"
#include "host/live/record_ring.hpp"
#include "host/live/zstd_file.hpp"

namespace maxmin::live {

class Recorder {
  public:
    explicit Recorder(std::filesystem::path folder, std::size_t ring_bytes = 16U << 20U);

    /// The gateway's thread. Line ends become spaces; a frame that finds no room is refused and
    /// counted.
    void frame(std::string_view text, Timestamp local_time) noexcept;

    /// The telemetry thread, several times a second.
    void write(Timestamp now);

    std::int64_t refused() const { return ring_.refused(); }
    std::int64_t write_failures() const { return write_failures_; }

  private:
    void turn_day(Timestamp now);

    std::filesystem::path folder_;
    RecordRing ring_;
    std::string line_;    // the gateway's
    std::string record_;  // the telemetry thread's, as all below
    std::unique_ptr<ZstdFile> file_;
    std::int64_t day_ = -1;
    Timestamp flushed_;
    std::int64_t write_failures_ = 0;
};

}  // namespace maxmin::live
