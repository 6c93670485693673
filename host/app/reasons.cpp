#include "host/app/reasons.hpp"

namespace maxmin::app {

std::string_view to_words(quote::Absent absent) {
    using enum quote::Absent;
    switch (absent) {
        case none:
            return "quoted";
        case not_ready:
            return "the book, the estimators or the grid are not ready";
        case bad_input:
            return "a number was not finite or impossible";
        case gate_closed:
            return "the gate is closed";
        case side_off:
            return "the grid or the risk guard does not want this side";
        case inventory_limit:
            return "the inventory limit leaves nothing";
        case below_minimum_value:
            return "worth less than the venue's minimum order";
        case merged:
            return "its size went to a better level at the same price";
        case out_of_range:
            return "no legal price so far from the mid";
    }
    return "unknown";
}

std::string_view to_words(quote::GateReason reason) {
    using enum quote::GateReason;
    switch (reason) {
        case starting:
            return "not checked yet";
        case gap_too_wide:
            return "quotes worth too much less than the best ones";
        case proving:
            return "narrow enough, but not yet for long enough";
        case value_unknown:
            return "the value of the quotes could not be computed";
        case gap_narrow:
            return "quotes worth nearly as much as the best ones";
        case forced:
            return "held open by configuration";
    }
    return "unknown";
}

std::string_view to_words(quote::TakerReason reason) {
    using enum quote::TakerReason;
    switch (reason) {
        case withheld:
            return "none: the inputs cannot be judged by";
        case within_threshold:
            return "none: inventory within the urgency threshold";
        case cooling_down:
            return "none: the last one was too recent";
        case below_minimum_value:
            return "none: worth less than the venue's minimum order";
        case due:
            return "due";
    }
    return "unknown";
}

std::string_view to_words(order::OrderState state) {
    using enum order::OrderState;
    switch (state) {
        case placing:
            return "sent";
        case open:
            return "open";
        case modifying:
            return "moving";
        case cancelling:
            return "leaving";
        case unknown:
            return "unknown";
        case done:
            return "done";
    }
    return "unknown";
}

}  // namespace maxmin::app
