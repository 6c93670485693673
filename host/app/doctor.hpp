// Judges whether a run can start here: one line a check, with a remedy where it cannot.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/app/machine.hpp"
#include "host/config/loaded.hpp"

namespace maxmin::app {

enum class Verdict : std::uint8_t { pass, warn, fail };

std::string_view to_string(Verdict verdict);  // "PASS"

struct Check {
    std::string name;
    Verdict verdict = Verdict::pass;
    std::string found;
    std::string remedy{};  // empty where it passed
};

/// `loaded` may be null: then thread count, backend and data are judged by the defaults or not at
/// all.
std::vector<Check> examine(const Machine& machine, const config::Loaded* loaded);

/// What a user could expect here and does not get.
std::vector<std::string> not_checked(const config::Loaded* loaded);

}  // namespace maxmin::app
