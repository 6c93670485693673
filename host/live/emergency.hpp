// A second way to the venue, with a signer of its own, for when the running process does not
// answer: cancels and closes by itself, over HTTP, and waits for the result.
#pragma once

#include <string>

namespace maxmin::live {

struct EmergencyResult {
    bool done = false;        // the venue confirms: nothing of ours is left
    int orders_left = 0;      // of ours
    int positions_left = 0;   // flatten only
    std::string explanation;  // what happened, for people
};

class EmergencyVenue {
  public:
    EmergencyVenue() = default;
    EmergencyVenue(const EmergencyVenue&) = delete;
    EmergencyVenue& operator=(const EmergencyVenue&) = delete;
    virtual ~EmergencyVenue() = default;

    /// Cancels every order with our prefix.
    virtual EmergencyResult cancel_all() = 0;
    /// And closes every position of the configured assets, reduce-only.
    virtual EmergencyResult flatten() = 0;
};

}  // namespace maxmin::live
