#include "host/config/reference.hpp"

#include <string>

#include "host/config/schema.hpp"

namespace maxmin::config {
namespace {

std::string allowed(const KeyInfo& key) {
    std::string text;
    switch (key.kind) {
        case Kind::boolean:
            return "true, false";
        case Kind::choice:
            for (const std::string_view choice : key.choices) {
                text += text.empty() ? "" : ", ";
                text += choice;
            }
            return text;
        case Kind::text:
            return "text";
        case Kind::texts:
            return "list of texts";
        case Kind::integer:
            return "whole, " + key.range.text();
        case Kind::numbers:
            return "list, " + key.range.text();
        case Kind::number:
            return key.range.text();
    }
    return text;
}

template <typename Root>
void write_table(std::ostream& out, const Schema<Root>& schema) {
    out << "| key | default | unit | allowed | meaning | name |\n|---|---|---|---|---|---|\n";
    const Root defaults{};
    for (std::size_t i = 0; i < schema.fields.size(); ++i) {
        const KeyInfo& key = schema.space.keys[i];
        out << "| `" << key.path << "` | " << to_text(schema.fields[i].get(defaults)) << " | "
            << key.unit << " | " << allowed(key) << " | " << key.meaning << " | "
            << (key.named_by == NamedBy::guide ? "guide" : "ours") << " |\n";
    }
}

void write_presets(std::ostream& out, const KeySpace& space) {
    out << "| preset | sets |\n|---|---|\n";
    for (const Preset& preset : space.presets) {
        out << "| `" << preset.path << " = \"" << preset.name << "\"` | ";
        bool is_first = true;
        for (const auto& [key, value] : preset.values) {
            out << (is_first ? "" : ", ") << space.keys[key].path << " = " << to_text(value);
            is_first = false;
        }
        out << " |\n";
    }
}

}  // namespace

void write_reference(std::ostream& out) {
    out << "# Configuration reference\n\n"
           "Written by `maxmin config reference`; a test keeps it equal to the parser.\n\n"
           "## Assets and scopes\n\n"
           "- `assets = [\"BTC\", \"ETH\"]` at the top of the file declares the traded assets.\n"
           "- `[groups.NAME]` with `assets = [...]` declares assets and sets asset keys for them.\n"
           "- `[assets.SYMBOL]` declares one asset and sets its asset keys; TOML does not allow "
           "it\n"
           "  beside a top-level `assets` list, so put the list into a group then.\n"
           "- `asset = \"BTC\"` at the top declares a single one. `BTC-USD` means `BTC`.\n"
           "- `[defaults]` sets asset keys for all. Later wins: built-in default, `[defaults]`,\n"
           "  group, `[assets.SYMBOL]`. An asset belongs to at most one group.\n"
           "- `--set key=value` edits the value in the scope it names, for example\n"
           "  `--set defaults.half_spread=8`; `--set 'assets=[\"BTC\"]'` selects assets.\n\n"
           "## Run keys\n\nOnce in a file, as written.\n\n";
    write_table(out, run_schema());
    out << "\n## Asset keys\n\nIn `[defaults]`, `[groups.NAME]` or `[assets.SYMBOL]`.\n\n";
    write_table(out, asset_schema());
    out << "\n## Short forms and presets\n\n"
           "A single key of the same scope wins over a short form, a short form over a preset.\n\n"
           "| short form | sets |\n|---|---|\n";
    const KeySpace& space = asset_schema().space;
    for (const Shorthand& shorthand : space.shorthands) {
        out << "| `" << shorthand.path << "` | ";
        for (const std::size_t target : shorthand.targets) {
            out << (target == shorthand.targets.front() ? "" : ", ") << space.keys[target].path;
        }
        out << " |\n";
    }
    out << '\n';
    write_presets(out, space);
}

}  // namespace maxmin::config
