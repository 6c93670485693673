// When the venue is asked to cancel everything should we fall silent (Hyperliquid: scheduleCancel),
// and when that is put off. Renewed while healthy, never while not: then the last time asked for
// runs out, and everything of ours is cancelled without our help. The venue allows ten firings a
// UTC day and no time nearer than five seconds; after the ninth we go on without (a tenth would
// leave none for a real emergency), and say so.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "host/base/time.hpp"

namespace maxmin::live {

/// Carries the word to the venue, on whatever thread it needs; answers come through
/// DeadMan::on_armed and on_refused. Without one the schedule counts as not taken.
class DeadManPort {
  public:
    DeadManPort() = default;
    DeadManPort(const DeadManPort&) = delete;
    DeadManPort& operator=(const DeadManPort&) = delete;
    virtual ~DeadManPort() = default;

    /// Cancel everything at this time, unless asked again before.
    virtual void arm(Timestamp at) = 0;
    /// No such time any more: an orderly stop, with nothing left at the venue.
    virtual void disarm() = 0;
};

struct DeadManConfig {
    Duration ahead = seconds(15);  // how far ahead each renewal asks; at least 5 s
    Duration renew_every = seconds(5);
    int firings_per_day_max = 9;
    /// After a refusal. The venue refuses until the account has traded enough, which a long run may
    /// come to do; six questions an hour cost nothing.
    Duration ask_again_after = seconds(600);
};

/// Who protects the account should this process die.
enum class Protection : std::uint8_t {
    venue,    // the schedule stands
    none,     // not armed yet, or run out
    used_up,  // the day's firings are spent
    refused,  // the venue denies it, for now at least: a watchdog must do it
};

std::string_view to_string(Protection protection);

class DeadMan {
  public:
    DeadMan(const DeadManConfig& config, DeadManPort& port) : config_(config), port_(port) {}

    /// Called often (at least once a second). `healthy`: link up, data fresh, not halted.
    void renew(Timestamp now, bool healthy);
    /// The venue took the schedule.
    void on_armed(Timestamp at);
    /// It takes none of this account: it is asked again much later.
    void on_refused() { is_refused_ = true; }
    /// An orderly stop; only when nothing of ours rests any more.
    void disarm();

    Protection protection(Timestamp now) const;
    int firings_today() const { return firings_; }

  private:
    void count_firing(Timestamp now);

    DeadManConfig config_;
    DeadManPort& port_;
    std::optional<Timestamp> armed_for_;  // as confirmed
    Timestamp asked_at_;                  // 0: never, or taken back
    std::int64_t day_ = 0;
    int firings_ = 0;
    bool is_refused_ = false;
};

}  // namespace maxmin::live
