// The resolved configuration as text. The human form is TOML again, with unit and origin of each
// value behind it: what is shown can be loaded.
#pragma once

#include <ostream>
#include <span>
#include <string>

#include "host/config/loaded.hpp"

namespace maxmin::config {

struct ShowOptions {
    std::string only_asset;  // empty: all
};

/// `only_asset`, if given, is one of the configuration's assets.
void show_toml(std::ostream& out, const Loaded& loaded, const ShowOptions& options);
void show_json(std::ostream& out, const Loaded& loaded, const ShowOptions& options);

std::string hash_text(std::uint64_t hash);  // 16 hexadecimal digits

}  // namespace maxmin::config
