// What the exchange must know after a restart, in one file of lines: a head, the state when the
// file was begun, and then a line for each block that changed anything. A line carries a checksum;
// a torn last one never happened, as nobody has been answered for it. Written before the answers
// leave, so a killed process loses nothing; brought to the disk at most a second later, so a killed
// machine loses that second. The public tape and candles are not kept.
#pragma once

#include <filesystem>
#include <set>
#include <span>

#include "host/venue/api/directory.hpp"
#include "host/venue/api/folder_lock.hpp"
#include "host/venue/api/records.hpp"
#include "host/venue/exchange.hpp"
#include "host/venue/history.hpp"

namespace maxmin::venue::api {

/// All that is kept.
struct State {
    Exchange& exchange;
    History& history;
    Directory& directory;
};

class Journal {
  public:
    /// Loads what the folder holds into `state`, which is fresh, and begins a new file. Throws
    /// InputError if another process keeps its state there, or if the file cannot be read, is
    /// damaged before its end, or of other assets; the file stays as it was.
    Journal(const std::filesystem::path& folder, State state);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// The block that has just run. Throws std::runtime_error if the disk refuses it.
    void write_block(std::span<const Event> events);

    /// Blocks taken up at the start; lines torn at the end.
    int blocks_loaded() const { return blocks_loaded_; }

  private:
    void load();
    void apply(const Json& line);
    void restore_agents(const Json& line);
    void begin_file();
    Json snapshot() const;
    Json common_part() const;
    void append(const Json& line);
    void sync_if_due();
    void sync();
    Json client_record(AccountId account) const;
    Json holding_record(AccountId account, AssetIndex asset) const;

    FolderLock lock_;
    std::filesystem::path path_;
    State state_;
    int file_ = -1;
    std::size_t bytes_ = 0;
    std::size_t snapshot_bytes_ = 0;
    std::size_t agents_written_ = 0;
    Timestamp synced_at_;
    bool is_unsynced_ = false;
    bool is_torn_ = false;  // by a disk that took only part of a line
    int blocks_loaded_ = 0;
};

}  // namespace maxmin::venue::api
