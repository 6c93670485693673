// A running process's status for people: some lines, then a table of its assets.
#pragma once

#include <iosfwd>

#include <simdjson.h>

namespace maxmin::app {

/// `status`: the object of live/status.hpp's JSON. What is missing shows as "-".
void print_status(simdjson::dom::element status, std::ostream& out);

}  // namespace maxmin::app
