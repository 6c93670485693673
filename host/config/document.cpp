#include "host/config/document.hpp"

#include <cmath>
#include <utility>

#include "host/base/json_text.hpp"
#include "host/config/errors.hpp"
#include "host/config/value.hpp"

namespace maxmin::config {
namespace {

constexpr const char* command_line_name = "command line";

bool parses(const std::string& text, toml::table& root) {
    try {
        root = toml::parse(std::string_view(text));
        return true;
    } catch (const toml::parse_error&) {
        return false;
    }
}

}  // namespace

Document parse_file_text(std::string_view text, const std::string& file) {
    try {
        return {.root = toml::parse(text), .layer = Layer::file, .file = file};
    } catch (const toml::parse_error& error) {
        const toml::source_position at = error.source().begin;
        const bool is_list_and_tables =
            error.description().find("array 'assets") != std::string_view::npos;
        throw ConfigErrors(
            {{.file = file,
              .line = static_cast<int>(at.line),
              .field = {},
              .wrong = "not valid TOML at column " + std::to_string(at.column) + ": " +
                       std::string(error.description()),
              .right =
                  is_list_and_tables ? "beside [assets.SYMBOL], put the list into a group" : ""}});
    }
}

Document parse_command_line(const std::string& assignment) {
    Document document{.root = {}, .layer = Layer::command_line, .file = command_line_name};
    const std::size_t equals = assignment.find('=');
    const std::string key = assignment.substr(0, equals);
    if (equals != std::string::npos && assignment.find('\n') == std::string::npos) {
        const std::string value = assignment.substr(equals + 1);
        if (parses(key + "=" + value, document.root) ||
            parses(key + "=" + base::json_quoted(value), document.root)) {
            return document;
        }
    }
    throw ConfigErrors({{.file = command_line_name,
                         .line = 0,
                         .field = "--set " + assignment,
                         .wrong = "not of the form key=value",
                         .right = "for example --set run.seed=7"}});
}

int line_of(const Document& document, const toml::node& node) {
    return document.layer == Layer::file ? static_cast<int>(node.source().begin.line) : 0;
}

InputFault fault_at(const Document& document, const toml::node& node, std::string field,
                    std::string wrong, std::string right) {
    return {.file = document.file,
            .line = line_of(document, node),
            .field = std::move(field),
            .wrong = std::move(wrong),
            .right = std::move(right)};
}

std::string found(const toml::node& node) {
    if (const auto* flag = node.as_boolean()) {
        return to_text(flag->get());
    }
    if (const auto* whole = node.as_integer()) {
        return to_text(whole->get());
    }
    if (const auto* number = node.as_floating_point()) {
        const double value = number->get();
        return std::isfinite(value) ? to_text(value) : std::isnan(value) ? "nan" : "inf";
    }
    if (const auto* text = node.as_string()) {
        constexpr std::size_t longest = 40;
        return text->get().size() > longest ? "a long text" : "the text '" + text->get() + "'";
    }
    if (const auto* list = node.as_array()) {
        std::string text = "[";
        for (const toml::node& item : *list) {
            text += text.size() > 1 ? ", " : "";
            text += found(item);
            if (text.size() > 60) {
                return "a list";
            }
        }
        return text + "]";
    }
    return node.is_table() ? "a table" : "a date or time";
}

}  // namespace maxmin::config
