// The journal as a file. What is promised of it:
//  - The run's number is on the disk before the engine starts, and its order ids are made of it: no
//    restart can use an id again, whatever was lost of what came after.
//  - Fills reach the disk (fdatasync) as soon as the telemetry thread gets to them, some
//    milliseconds after they were counted. A crash in between loses the record, not the fill: the
//    next start asks the venue for all fills from fills_since() on, and its account decides.
//  - A torn end is cut off at the next start and kept beside the file (<name>.torn).
//  - A start that finds a long file replaces it by one record that tells the same, and keeps the
//    long one (<name>.old, one generation). Whenever that is cut short, the file is the one or the
//    other, whole.
#pragma once

#include <filesystem>
#include <string>

#include "host/live/journal_records.hpp"

namespace maxmin::live {

class Journal {
  public:
    /// Opens or makes it, reads what it holds, makes it compact if that is `compact_bytes` or more,
    /// begins a new run. Throws InputError if the file cannot be read or written.
    Journal(std::filesystem::path file, std::span<const market::Instrument> instruments,
            Timestamp now, std::size_t compact_bytes = 1U << 20U);
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    ~Journal();

    /// Of the runs before this one.
    const Past& past() const { return past_; }
    std::uint64_t run() const { return run_; }

    /// Into memory.
    void add(const JournalEntry& entry);
    /// Onto the disk. False if that failed; what was added is then kept for the next try.
    [[nodiscard]] bool commit();

  private:
    void cut(std::string_view torn);
    void make_compact();

    std::filesystem::path file_;
    int descriptor_ = -1;
    Past past_;
    std::uint64_t run_ = 0;
    std::string pending_;
};

}  // namespace maxmin::live
