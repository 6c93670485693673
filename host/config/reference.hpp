// The reference table of all keys, from the table that the parser uses.
#pragma once

#include <ostream>

namespace maxmin::config {

/// host/config/REFERENCE.md holds this text; a test compares them.
void write_reference(std::ostream& out);

}  // namespace maxmin::config
