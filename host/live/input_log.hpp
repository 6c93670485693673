// Everything that reaches the engine, in the order in which it did: with the configuration it is
// all the engine's decisions depend on, the moments included at which a computed step was taken
// over. A recorded session put through a new engine gives the same decisions bit for bit; the
// log's last record holds the hash to compare with. Records are binary (input_records.cpp), kept
// as length (u32) and payload in zstd frames.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/engine/engine.hpp"
#include "host/live/record_ring.hpp"

namespace maxmin::live {

enum class InputKind : std::uint8_t {
    start = 1,
    market = 2,
    report = 3,
    link = 4,
    truth = 5,
    computed = 6,  // a finished step or gate check is taken over
    round = 7,     // timer and decision
    word = 8,      // of an operator
    end = 9,       // with the decision hash
    gap = 10,      // records were lost: from here on a replay differs
};

/// What an operator may say to a running engine.
enum class Word : std::uint8_t { halt, resume, flatten, wind_down, resume_from_here };
std::string_view to_string(Word word);

/// Writes records on the engine's thread. Allocates nothing once its buffer has grown to the
/// largest record; a record without room is refused, and a gap record says so when there is room
/// again.
class InputLog {
  public:
    explicit InputLog(std::size_t ring_bytes);

    void start(const engine::EngineStart& start, std::span<const market::Instrument> instruments,
               std::uint64_t config_hash);
    void market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                std::span<const market::BookLevel> asks, Timestamp now);
    void report(const gateway::Report& report);
    void link(gateway::LinkState state, Timestamp now);
    void truth(const gateway::Truth& truth);
    void computed(Timestamp now);
    void round(Timestamp now);
    void word(Word word, std::string_view who, Timestamp now);
    void end(std::uint64_t decision_hash);

    /// The telemetry thread's.
    RecordRing& ring() { return ring_; }

  private:
    void push();

    RecordRing ring_;
    std::string record_;
    bool has_gap_ = false;
};

/// What a log begins with.
struct RecordedStart {
    std::vector<market::Instrument> instruments;
    std::vector<double> mid_usd;
    engine::EngineStart start;  // its span points at mid_usd
    std::uint64_t config_hash = 0;
};

struct Replayed {
    std::uint64_t decision_hash = 0;
    std::optional<std::uint64_t> recorded_hash;  // none: the session did not end in order
    std::int64_t records = 0;
    std::int64_t requests = 0;
    std::int64_t gaps = 0;
    bool is_sound = true;  // false: a record could not be read; it and what follows was left out

    bool is_the_same() const {
        return is_sound && gaps == 0 && recorded_hash && *recorded_hash == decision_hash;
    }
};

/// False if the engine did not do it (a resume while a loss limit is broken).
bool say(engine::Engine& engine, Word word, std::string_view who, Timestamp now);

/// Takes the first record off `log`. Throws InputError if it is no start.
RecordedStart read_start(std::string_view& log);
/// `log`: what follows the start, decompressed. Throws InputError if the configuration is another.
Replayed replay(const engine::Config& config, std::uint64_t config_hash, RecordedStart& start,
                std::string_view log);

}  // namespace maxmin::live
