// What a live run keeps and how it ends.
#pragma once

#include <cstdint>
#include <string>

namespace maxmin::live {

/// Who cancels our orders should this process die.
enum class DeadManChoice : std::uint8_t {
    venue,  // its scheduled cancel, where it grants one
    off,    // nobody, or a watchdog of the user's
};

struct LiveConfig {
    std::string state_folder = "state";  // relative to the configuration file
    std::string order_tag = "maxmin";    // orders of another tag are left alone
    bool record_frames = false;          // the venue's market frames, as they came
    bool record_inputs = false;          // everything the engine heard, for an exact replay
    DeadManChoice dead_man = DeadManChoice::venue;
    std::string watchdog_key_file;  // of the watchdog and of commands without the process
    double dead_man_ahead_s = 15.0;
    double stop_patience_s = 10.0;  // how long a stop waits for the venue to confirm its cancels
};

}  // namespace maxmin::live
