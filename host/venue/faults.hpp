// Misbehaviour on command: what a venue does on a bad day, by rate and seed, by a script, or at
// once. A decision is drawn for each message in the order in which messages come, so the same seed
// and the same messages misbehave alike.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/random.hpp"
#include "host/base/time.hpp"

namespace maxmin::venue {

enum class FaultKind : std::uint8_t {
    // of a request, over HTTP or posted
    too_many_requests,     // 429, not executed
    unavailable,           // 502, not executed
    unavailable_executed,  // 502 instead of the answer
    no_answer,             // executed; the connection ends, or the post stays unanswered
    lost_request,          // the same, not executed
    slow_answer,           // executed; answered `length` late
    refuse,                // an action is refused with `text` (empty: one of the venue's)
    // of a frame to a client
    drop,
    duplicate,
    delay,  // by `length`
    reorder,
    garbage,       // a frame that is no JSON before it
    partial,       // the connection ends in the middle of it
    disconnect,    // the connection ends instead of it
    silence,       // nothing more on this connection for `length`, whatever the client sends
    crossed_book,  // an l2Book with its sides exchanged
    // of the whole venue
    stale_book,  // no book or best quote of `coin` (empty: of all) for `length`
    outage,      // no blocks for `length`; requests get 502, frames no answer
    clock_jump,  // the venue's time leaps ahead by `length`
    post_only,   // only Alo orders for `length`
};
inline constexpr std::size_t fault_count = 20;

std::string_view to_string(FaultKind kind);
std::optional<FaultKind> parse_fault_kind(std::string_view word);

struct Fault {
    FaultKind kind = FaultKind::drop;
    Duration length = milliseconds(1000);
    std::string text = {};
    std::string coin = {};
    std::string channel = {};  // of a frame to a client: only of this one (empty: of any)
};

struct FaultPlan {
    struct Entry {
        Duration at;  // since the exchange opened
        Fault fault;
    };
    std::uint64_t seed = 1;
    std::array<double, fault_count> rates{};  // chance for each message, or for each block
    std::array<Fault, fault_count> shapes = default_shapes();  // what a rate brings about
    std::vector<Entry> script;

    static std::array<Fault, fault_count> default_shapes();
};

/// Throws InputError naming file, line and key.
FaultPlan read_fault_plan(const std::filesystem::path& file);

class Faults {
  public:
    explicit Faults(FaultPlan plan);

    /// Happens to the next message or block it fits.
    void arm(Fault fault);
    /// Forgets what is armed and has not happened yet; says how many that were.
    std::size_t disarm();
    std::optional<Fault> on_request(bool is_action);
    std::optional<Fault> on_frame(std::string_view channel);
    /// Faults of the whole venue that begin now; arms what the script has due.
    void on_block(Timestamp now);

    bool is_out(Timestamp now) const { return now < out_until_; }
    bool is_post_only(Timestamp now) const { return now < post_only_until_; }
    bool is_stale(const std::string& coin, Timestamp now) const;
    /// What clock jumps have added to the venue's time.
    Duration clock_offset() const { return clock_offset_; }
    std::uint64_t count(FaultKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
    std::size_t armed() const { return armed_.size(); }

  private:
    struct Range {
        FaultKind first;
        FaultKind last;
    };

    std::optional<Fault> next(Range range, std::string_view channel, RandomStream& random);
    bool fits(const Fault& fault, Range range) const;
    void begin(const Fault& fault, Timestamp now);

    FaultPlan plan_;
    RandomStream requests_;
    RandomStream frames_;
    RandomStream blocks_;
    std::deque<Fault> armed_;
    std::array<std::uint64_t, fault_count> counts_{};
    std::size_t script_done_ = 0;
    std::optional<Timestamp> opened_;
    Timestamp out_until_;
    Timestamp post_only_until_;
    std::map<std::string, Timestamp> stale_until_;  // empty name: all
    Duration clock_offset_;
};

}  // namespace maxmin::venue
