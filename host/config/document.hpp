// One TOML text (a file, or one --set) and how its parts are named in an error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "host/base/error.hpp"
#include "host/config/loaded.hpp"

namespace maxmin::config {

struct Document {
    toml::table root;
    Layer layer = Layer::file;
    std::string file;
};

/// Throws ConfigErrors with line and column.
Document parse_file_text(std::string_view text, const std::string& file);

/// `assignment` is key=value; a value that is not TOML is taken as a text, so that run.backend=cpu
/// needs no quotes. Throws ConfigErrors.
Document parse_command_line(const std::string& assignment);

int line_of(const Document& document, const toml::node& node);

InputFault fault_at(const Document& document, const toml::node& node, std::string field,
                    std::string wrong, std::string right);

/// "11", "the text 'wide'", "a table": what stands there, for an error. Never shows a long text.
std::string found(const toml::node& node);

}  // namespace maxmin::config
