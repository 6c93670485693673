// Key lists of a run that have a file of their own.
#pragma once

#include "host/config/key_list.hpp"

namespace maxmin::config {

void add_exchange(KeyList<engine::Config>& list);
void add_venue(KeyList<engine::Config>& list);
void add_live(KeyList<engine::Config>& list);

}  // namespace maxmin::config
