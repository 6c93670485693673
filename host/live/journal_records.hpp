// What a run must not forget, and what a file of it tells: positions, fills already counted, losses
// already run up, order ids already used. One record is
//   length (u32, of the payload) | CRC-32 of the payload (u32) | payload: kind (u8), fields
// A file is a row of records. Reading stops at the first that is cut or does not match its sum.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/engine/engine.hpp"

namespace maxmin::live {

enum class JournalKind : std::uint8_t {
    run = 1,   // a start: its number, and the assets that later records are numbered by
    fill = 2,  // also repeats, as they came; the reader counts each trade id once
    funding = 3,
    position = 4,  // taken over from the venue
    marks = 5,     // what losses are measured from
    stop = 6,      // an orderly end
    past = 7,      // all that came before, in one record: the first of a compact journal
};

/// One record but `run` and `past`. Flat: it crosses a ring.
struct JournalEntry {
    JournalKind kind = JournalKind::stop;
    gateway::Report report = {};    // fill, funding
    AssetIndex asset = 0;           // position
    Lots position = {};             // position
    risk::AccountMarks marks = {};  // marks
    Timestamp time = {};            // position, stop
};

/// Of one asset over all runs.
struct AssetPast {
    Lots position;
    std::int64_t fills = 0;
    double volume_usd = 0.0;
    double fees_usd = 0.0;
    double funding_usd = 0.0;
};

struct Past {
    std::uint64_t last_run = 0;                                   // its number; 0: none
    std::map<std::string, AssetPast> assets;                      // by symbol
    std::vector<std::pair<std::string, engine::SeenFill>> fills;  // oldest first, the newest few
    std::optional<risk::AccountMarks> marks;
    Timestamp last_fill;   // exchange time; fills since then may be missing
    bool stopped = false;  // the last run ended in order
    std::uint64_t repeats = 0;
    std::size_t sound_bytes = 0;  // of the file; what follows is torn

    /// From here on the venue is asked for fills: one told late may be older than the newest, and
    /// one told again does no harm. The epoch without any.
    Timestamp fills_since() const {
        return last_fill == Timestamp() ? Timestamp() : last_fill - seconds(60);
    }
};

/// Of a run that starts now: above every run the journal knows, and never below the seconds since
/// 1970, so that not even a lost journal brings a number twice.
std::uint64_t next_run(const Past& past, Timestamp now);

/// For run `run` of an engine with these assets. Its order ids are [run * 2^32 + 1, (run + 1) *
/// 2^32).
engine::Restored restored_from(const Past& past, std::uint64_t run,
                               std::span<const market::Instrument> instruments);

void write_run(std::string& out, std::uint64_t number, Timestamp time,
               std::span<const market::Instrument> instruments);
void write_entry(std::string& out, const JournalEntry& entry);
/// A compact journal: read, it tells the same Past. False, and nothing written, if that is more
/// than one record holds.
[[nodiscard]] bool write_past(std::string& out, const Past& past);
Past read_journal(std::string_view bytes);

}  // namespace maxmin::live
