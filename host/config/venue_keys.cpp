// Keys of the served paper exchange (`maxmin paper`); its fees and its queue model are [paper]'s.
#include "host/config/run_lists.hpp"

namespace maxmin::config {
namespace {

void add_synthetic(KeyList<engine::Config>& list) {
    list.add("venue.synthetic.assets", MAXMIN_MEMBER(venue.synthetic.assets),
             {"assets", closed(1, 1000), "How many; the first are named after known coins.", {}});
    list.add("venue.synthetic.seed", MAXMIN_MEMBER(venue.synthetic.seed),
             {"", at_least(0), "Picks the market.", {}});
    list.add("venue.synthetic.volatility_scale", MAXMIN_MEMBER(venue.synthetic.volatility_scale),
             {"x", closed(0, 20), "Times the calibrated volatility of each asset.", {}});
    list.add("venue.synthetic.correlation", MAXMIN_MEMBER(venue.synthetic.correlation),
             {"", closed(-1, 1), "Of an asset's returns with the market's.", {}});
    list.add("venue.synthetic.jumps_per_hour", MAXMIN_MEMBER(venue.synthetic.jumps_per_hour),
             {"1/h", closed(0, 3600), "Price jumps of each asset.", {}});
    list.add("venue.synthetic.jump_bps", MAXMIN_MEMBER(venue.synthetic.jump_bps),
             {"bps", closed(0, 5000), "Standard deviation of a jump.", {}});
    list.add(
        "venue.synthetic.outages_per_hour", MAXMIN_MEMBER(venue.synthetic.outages_per_hour),
        {"1/h", closed(0, 3600), "Times when an asset's market neither quotes nor trades.", {}});
    list.add("venue.synthetic.outage_s", MAXMIN_MEMBER(venue.synthetic.outage_s),
             {"s", closed(0, 3600), "Mean length of such a time.", {}});
}

}  // namespace

void add_venue(KeyList<engine::Config>& list) {
    list.add("venue.address", MAXMIN_MEMBER(venue.address),
             {"", {}, "Listen on this address; nothing is encrypted.", {}});
    list.add("venue.port", MAXMIN_MEMBER(venue.port),
             {"", closed(0, 65'535), "Listen on this port; 0 takes any free one.", {}});
    list.add(
        "venue.speed", MAXMIN_MEMBER(venue.speed),
        {"x",
         closed(0, 1000),
         "Times as fast as life; at 0 time moves only by POST /paper/advance. Above 1, actions "
         "that expire by the machine's clock come too late.",
         {}});
    list.add("venue.block_interval_ms", MAXMIN_MEMBER(venue.block_interval_ms),
             {"ms", closed(1, 60'000), "Time between two blocks.", {}});
    list.add("venue.book_interval_ms", MAXMIN_MEMBER(venue.book_interval_ms),
             {"ms", closed(1, 60'000), "Least time between two l2Book messages of a coin.", {}});
    list.add("venue.faucet_usd", MAXMIN_MEMBER(venue.faucet_usd),
             {"USD",
              closed(0, 1e9),
              "Given to an unknown address with its first signature; 0 refuses such addresses.",
              {}});
    list.add("venue.request_allowance", MAXMIN_MEMBER(venue.request_allowance),
             {"requests",
              closed(0, 1'000'000'000),
              "Actions an address may send before it has traded; one more for every USD traded.",
              {}});
    list.add("venue.schedule_cancel_volume_usd", MAXMIN_MEMBER(venue.schedule_cancel_volume_usd),
             {"USD", closed(0, 1e12), "Volume from which scheduleCancel is allowed.", {}});
    list.add("venue.schedule_cancels_per_day", MAXMIN_MEMBER(venue.schedule_cancels_per_day),
             {"", closed(0, 100'000), "Scheduled cancels that may fire on a UTC day.", {}});
    list.add("venue.enforce_limits", MAXMIN_MEMBER(venue.enforce_limits),
             {"", {}, "Whether the venue's limits on requests and messages hold.", {}});
    list.add("venue.seed", MAXMIN_MEMBER(venue.seed),
             {"", at_least(0), "Of transaction hashes and trade ids.", {}});
    add_synthetic(list);
}

}  // namespace maxmin::config
