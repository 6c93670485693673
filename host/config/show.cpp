#include "host/config/show.hpp"

#include <algorithm>
#include <cctype>

#include "host/base/json_text.hpp"
#include "host/config/schema.hpp"

namespace maxmin::config {
namespace {

std::string bare_or_quoted(const std::string& name) {
    const bool is_bare = std::ranges::all_of(name, [](char letter) {
        return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' ||
               letter == '_';
    });
    return is_bare ? name : base::json_quoted(name);
}

/// Prints the keys of one scope under their tables; `scope` is empty for run keys.
template <typename Root>
void print_scope(std::ostream& out, const Schema<Root>& schema, const Root& root,
                 const std::vector<Origin>& origins, const std::string& scope) {
    std::string open_table = scope;
    for (std::size_t key = 0; key < schema.fields.size(); ++key) {
        const KeyInfo& info = schema.space.keys[key];
        const Value value = schema.fields[key].get(root);
        if (info.kind == Kind::choice && std::get<std::string>(value).empty()) {
            continue;  // not given, and there is no default to show
        }
        const std::size_t dot = info.path.rfind('.');
        std::string table = scope;
        if (dot != std::string::npos) {
            table += scope.empty() ? "" : ".";
            table += info.path.substr(0, dot);
        }
        if (table != open_table) {
            out << "\n[" << table << "]\n";
            open_table = table;
        }
        out << (dot == std::string::npos ? info.path : info.path.substr(dot + 1)) << " = "
            << to_text(value) << "  # ";
        if (!info.unit.empty()) {
            out << info.unit << "; ";
        }
        out << describe(origins[key]) << '\n';
    }
}

template <typename Root>
void print_values(std::ostream& out, const Schema<Root>& schema, const Root& root,
                  const std::vector<Origin>& origins, const std::string& indent) {
    for (std::size_t key = 0; key < schema.fields.size(); ++key) {
        const KeyInfo& info = schema.space.keys[key];
        out << (key == 0 ? "\n" : ",\n") << indent << base::json_quoted(info.path)
            << ": {\"value\": " << to_text(schema.fields[key].get(root))
            << ", \"unit\": " << base::json_quoted(info.unit)
            << ", \"origin\": " << base::json_quoted(describe(origins[key])) << '}';
    }
}

bool is_shown(const ShowOptions& options, const std::string& symbol) {
    return options.only_asset.empty() || options.only_asset == symbol;
}

}  // namespace

std::string hash_text(std::uint64_t hash) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 0; i < text.size(); ++i) {
        text[text.size() - 1 - i] = digits[hash & 15U];
        hash >>= 4U;
    }
    return text;
}

void show_toml(std::ostream& out, const Loaded& loaded, const ShowOptions& options) {
    out << "# " << loaded.file << ", hash " << hash_text(config_hash(loaded.config)) << '\n';
    print_scope(out, run_schema(), loaded.config, loaded.run_origins, {});
    for (std::size_t i = 0; i < loaded.config.assets.size(); ++i) {
        const engine::AssetConfig& asset = loaded.config.assets[i];
        if (!is_shown(options, asset.symbol)) {
            continue;
        }
        const std::string scope = "assets." + bare_or_quoted(asset.symbol);
        out << "\n[" << scope << ']';
        if (!loaded.groups[i].empty()) {
            out << "  # group " << loaded.groups[i];
        }
        out << '\n';
        print_scope(out, asset_schema(), asset, loaded.asset_origins[i], scope);
    }
}

void show_json(std::ostream& out, const Loaded& loaded, const ShowOptions& options) {
    out << "{\n  \"file\": " << base::json_quoted(loaded.file)
        << ",\n  \"hash\": " << base::json_quoted(hash_text(config_hash(loaded.config)))
        << ",\n  \"run\": {";
    print_values(out, run_schema(), loaded.config, loaded.run_origins, "    ");
    out << "\n  },\n  \"assets\": [";
    bool is_first = true;
    for (std::size_t i = 0; i < loaded.config.assets.size(); ++i) {
        const engine::AssetConfig& asset = loaded.config.assets[i];
        if (!is_shown(options, asset.symbol)) {
            continue;
        }
        out << (is_first ? "\n" : ",\n") << "    {\"symbol\": " << base::json_quoted(asset.symbol)
            << ", \"group\": " << base::json_quoted(loaded.groups[i]) << ", \"values\": {";
        print_values(out, asset_schema(), asset, loaded.asset_origins[i], "      ");
        out << "\n    }}";
        is_first = false;
    }
    out << "\n  ]\n}\n";
}

}  // namespace maxmin::config
