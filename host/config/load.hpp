// From a TOML file and --set assignments to a resolved configuration. Layers of an asset key, later
// wins: built-in default, [defaults], the asset's group, [assets.SYMBOL]; a --set edits the file's
// value in the scope it names. A preset, and a shorthand such as hawkes.kappa, lose against a
// single key of the same scope.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/errors.hpp"
#include "host/config/loaded.hpp"

namespace maxmin::config {

/// Throws ConfigErrors with every fault found: spelling, types and ranges first, and, where there
/// are none of these, contradictions between keys.
Loaded load_file(const std::filesystem::path& file, const std::vector<std::string>& sets);

/// The same for a text; `file` is its name in errors and origins.
Loaded load_text(std::string_view text, const std::string& file,
                 const std::vector<std::string>& sets);

}  // namespace maxmin::config
