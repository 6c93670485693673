// The parts of the asset schema, one file each.
#pragma once

#include "host/config/key_list.hpp"

namespace maxmin::config {

using AssetList = KeyList<engine::AssetConfig>;

void add_quote_keys(AssetList& list);
void add_hawkes_keys(AssetList& list);
void add_model_keys(AssetList& list);
void add_limit_keys(AssetList& list);

/// Short forms and presets over the finished list of keys.
void add_hawkes_shorthands(KeySpace& space);
void add_presets(KeySpace& space);

}  // namespace maxmin::config
