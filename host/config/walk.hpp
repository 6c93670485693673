// Reads one table against a key space: every leaf becomes an assignment or a fault.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/config/document.hpp"
#include "host/config/schema.hpp"

namespace maxmin::config {

struct Assignment {
    std::size_t key = 0;  // index into the key space
    Value value;
    Origin origin;
};

struct ScopeView {
    const KeySpace* space = nullptr;
    std::string scope;                        // "defaults", "groups.majors", ... or empty
    std::vector<std::string_view> skipped;    // direct members that somebody else reads
    std::vector<std::string> also_suggested;  // full keys outside the scope
};

/// Assignments in the order they are to be made: a table's presence, then presets, then shorthands,
/// then single keys, so that the more particular word wins. Faults are appended.
std::vector<Assignment> walk(const Document& document, const toml::table& table,
                             const ScopeView& view, std::vector<InputFault>& faults);

/// Every key and table of a space as written under `scope`.
std::vector<std::string> full_paths(const KeySpace& space, const std::string& scope);

}  // namespace maxmin::config
