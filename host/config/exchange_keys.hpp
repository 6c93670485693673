// Keys of the live adapter, part of those that stand once in a file.
#pragma once

#include "host/config/key_list.hpp"

namespace maxmin::config {

void add_exchange_keys(KeyList<engine::Config>& list);

}  // namespace maxmin::config
