#include "host/quote/targets.hpp"

namespace maxmin::quote {

std::string_view to_string(Absent absent) {
    switch (absent) {
        case Absent::none:
            return "none";
        case Absent::not_ready:
            return "not_ready";
        case Absent::bad_input:
            return "bad_input";
        case Absent::gate_closed:
            return "gate_closed";
        case Absent::side_off:
            return "side_off";
        case Absent::inventory_limit:
            return "inventory_limit";
        case Absent::below_minimum_value:
            return "below_minimum_value";
        case Absent::merged:
            return "merged";
        case Absent::out_of_range:
            return "out_of_range";
    }
    return "unknown";
}

std::string_view to_string(TakerReason reason) {
    switch (reason) {
        case TakerReason::withheld:
            return "withheld";
        case TakerReason::within_threshold:
            return "within_threshold";
        case TakerReason::cooling_down:
            return "cooling_down";
        case TakerReason::below_minimum_value:
            return "below_minimum_value";
        case TakerReason::due:
            return "due";
    }
    return "unknown";
}

}  // namespace maxmin::quote
