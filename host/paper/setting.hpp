// Refuses a setting that the exchange cannot honour, naming its key and what would be right.
#pragma once

#include <string>

#include "host/base/error.hpp"

namespace maxmin::paper {

InputError setting_error(std::string field, std::string wrong, std::string right);

/// The value, if it lies within [low, high]; else throws InputError (also for NaN).
double checked_setting(double value, const std::string& field, double low, double high);

}  // namespace maxmin::paper
