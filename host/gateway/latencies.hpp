// What the way from a frame to the action it caused costs, stage by stage, and how long the venue
// takes to answer. Counted on the gateway's thread, read by any.
#pragma once

#include "host/base/duration_histogram.hpp"

namespace maxmin::gateway {

/// The first four tell of actions that a frame caused and that left over the socket at once; a
/// turn's actions count from the oldest frame the turn took in.
struct Latencies {
    DurationHistogram hand_over;        // frame received to engine's turn: decoding, ring, waking
    DurationHistogram decide;           // to the gateway again: the engine's turn, ring, waking
    DurationHistogram send;             // to the socket: room in the limits, signature, JSON
    DurationHistogram frame_to_action;  // all three
    DurationHistogram held;        // actions that the limits held back: from decision to socket
    DurationHistogram round_trip;  // from the socket to the venue's answer
};

}  // namespace maxmin::gateway
