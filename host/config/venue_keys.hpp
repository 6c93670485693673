// A part of run_schema().
#pragma once

#include "host/config/key_list.hpp"

namespace maxmin::config {

void add_venue_keys(KeyList<engine::Config>& list);

}  // namespace maxmin::config
