// Enumerators as half-sentences for a reader who was not there.
#pragma once

#include <string_view>

#include "host/order/transitions.hpp"
#include "host/quote/gate.hpp"
#include "host/quote/targets.hpp"

namespace maxmin::app {

std::string_view to_words(quote::Absent absent);
std::string_view to_words(quote::GateReason reason);
std::string_view to_words(quote::TakerReason reason);
std::string_view to_words(order::OrderState state);

}  // namespace maxmin::app
