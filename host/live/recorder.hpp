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
    /// Opens today's file. Throws InputError if it cannot be written.
    Recorder(std::filesystem::path folder, Timestamp now, std::size_t ring_bytes = 16U << 20U);

    /// The gateway's thread. Line ends become spaces; a frame that finds no room is refused and
    /// counted.
    void frame(std::string_view text, Timestamp local_time) noexcept;

    /// The telemetry thread, several times a second. A day whose file cannot be opened goes on in
    /// the file of the day before, and counts as a failure.
    void write(Timestamp now);
    /// What write() still holds back, onto the file.
    void flush(Timestamp now);

    std::int64_t refused() const { return ring_.refused(); }
    // The writing thread's.
    std::int64_t write_failures() const { return write_failures_; }
    std::int64_t bytes_taken() const { return bytes_taken_; }
    std::int64_t bytes_written() const { return bytes_closed_ + file_->bytes_written(); }
    const std::filesystem::path& file() const { return file_->path(); }

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
    std::int64_t bytes_taken_ = 0;   // of lines
    std::int64_t bytes_closed_ = 0;  // of files of days gone by
};

}  // namespace maxmin::live
