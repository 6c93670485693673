// Keys of a live run: live.*.
#include "host/config/run_lists.hpp"

namespace maxmin::config {

void add_live(KeyList<engine::Config>& list) {
    list.add(
        "live.state_folder", MAXMIN_MEMBER(live.state_folder),
        {"", {}, "Journal, halts, nonces, recordings; relative to the configuration file.", {}});
    list.add("live.order_tag", MAXMIN_MEMBER(live.order_tag),
             {"", {}, "Marks our orders at the venue; orders of another tag are left alone.", {}});
    list.add("live.record_frames", MAXMIN_MEMBER(live.record_frames),
             {"", {}, "Keep the venue's market frames as they came (format hyperliquid_ws).", {}});
    list.add("live.record_inputs", MAXMIN_MEMBER(live.record_inputs),
             {"", {}, "Keep all the engine hears, for maxmin replay.", {}});
    list.add("live.dead_man", MAXMIN_MEMBER(live.dead_man),
             {"", {}, "Who cancels our orders should this process die.", {}});
    list.add("live.watchdog_key_file", MAXMIN_MEMBER(live.watchdog_key_file),
             {"",
              {},
              "Key by which a second process cancels and closes; empty: MAXMIN_WATCHDOG_KEY.",
              {}});
    list.add(
        "live.dead_man_ahead_s", MAXMIN_MEMBER(live.dead_man_ahead_s),
        {"s", closed(6, 3600), "How far ahead the venue's cancel is set at each renewal.", {}});
    list.add("live.stop_patience_s", MAXMIN_MEMBER(live.stop_patience_s),
             {"s", closed(0, 600), "How long a stop waits for the venue to confirm cancels.", {}});
}

}  // namespace maxmin::config
