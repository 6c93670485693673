#include "host/config/walk.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>

#include "host/config/nearest.hpp"

namespace maxmin::config {
namespace {

enum Rank : std::size_t { presence, preset, shorthand, single, ranks };

std::string joined(const std::string& table, std::string_view name) {
    std::string path = table;
    if (!path.empty()) {
        path += '.';
    }
    return path.append(name);
}

template <typename Item>
std::optional<Value> convert_list(const toml::array& list) {
    std::vector<Item> items;
    for (const toml::node& node : list) {
        const std::optional<Item> item = node.value_exact<Item>();
        const std::optional<std::int64_t> whole = node.value_exact<std::int64_t>();
        if (item) {
            items.push_back(*item);
        } else if constexpr (std::is_same_v<Item, double>) {
            if (!whole) {
                return std::nullopt;
            }
            items.push_back(static_cast<double>(*whole));
        } else {
            return std::nullopt;
        }
    }
    return items;
}

template <typename Item>
std::optional<Value> exactly(const toml::node& node) {
    const std::optional<Item> item = node.value_exact<Item>();
    return item ? std::optional<Value>(*item) : std::nullopt;
}

/// Empty if the node is of another kind. A whole number will do where a number is wanted.
std::optional<Value> convert(Kind kind, const toml::node& node) {
    switch (kind) {
        case Kind::boolean:
            return exactly<bool>(node);
        case Kind::integer:
            return exactly<std::int64_t>(node);
        case Kind::number:
            if (const auto whole = node.value_exact<std::int64_t>()) {
                return static_cast<double>(*whole);
            }
            return exactly<double>(node);
        case Kind::text:
        case Kind::choice:
            return exactly<std::string>(node);
        case Kind::numbers:
            return node.is_array() ? convert_list<double>(*node.as_array()) : std::nullopt;
        case Kind::texts:
            return node.is_array() ? convert_list<std::string>(*node.as_array()) : std::nullopt;
    }
    return std::nullopt;
}

class Walker {
  public:
    Walker(const Document& document, const ScopeView& view, std::vector<InputFault>& faults)
        : document_(document), view_(view), space_(*view.space), faults_(faults) {}

    void read_table(const toml::table& table, const std::string& prefix) {
        for (auto&& [key, node] : table) {
            const bool is_skipped =
                prefix.empty() && std::ranges::count(view_.skipped, key.str()) > 0;
            if (!is_skipped) {
                read_node(joined(prefix, key.str()), node);
            }
        }
    }

    std::vector<Assignment> in_order() {
        std::vector<Assignment> all;
        for (std::vector<Assignment>& rank : by_rank_) {
            std::ranges::move(rank, std::back_inserter(all));
        }
        return all;
    }

  private:
    void read_node(const std::string& path, const toml::node& node) {
        if (const std::optional<std::size_t> key = space_.find(path)) {
            read_value(path, node, single, {*key});
            return;
        }
        const auto short_form = std::ranges::find(space_.shorthands, path, &Shorthand::path);
        if (short_form != space_.shorthands.end()) {
            read_value(path, node, shorthand, short_form->targets);
            return;
        }
        if (std::ranges::count(space_.presets, path, &Preset::path) > 0) {
            read_preset(path, node);
            return;
        }
        if (is_table_name(path)) {
            read_subtable(path, node);
            return;
        }
        read_unknown(path, node);
    }

    void read_value(const std::string& path, const toml::node& node, Rank rank,
                    const std::vector<std::size_t>& targets) {
        const KeyInfo& info = space_.keys[targets.front()];
        const std::optional<Value> value = convert(info.kind, node);
        if (!value || !is_allowed(info, *value)) {
            add_fault(path, node, "found " + found(node), expectation(info));
            return;
        }
        for (const std::size_t target : targets) {
            assign(rank, target, *value, node, {});
        }
    }

    void read_preset(const std::string& path, const toml::node& node) {
        std::string names;
        for (const Preset& candidate : space_.presets) {
            if (candidate.path != path) {
                continue;
            }
            if (node.value_exact<std::string>() == std::string(candidate.name)) {
                for (const auto& [key, value] : candidate.values) {
                    assign(preset, key, value, node, std::string(candidate.name));
                }
                return;
            }
            names += names.empty() ? "'" : ", '";
            names += candidate.name;
            names += '\'';
        }
        add_fault(path, node, "found " + found(node), "expected one of " + names);
    }

    void read_subtable(const std::string& path, const toml::node& node) {
        if (!node.is_table()) {
            add_fault(path, node, "found " + found(node), "expected a table of keys");
            return;
        }
        for (const TableSwitch& rule : space_.switches) {
            if (rule.table == path) {
                assign(presence, rule.key, true, node, {});
            }
        }
        read_table(*node.as_table(), path);
    }

    void read_unknown(const std::string& path, const toml::node& node) {
        static constexpr std::array secrets{"wallet", "private_key", "secret", "api_key"};
        const std::string name = path.substr(path.rfind('.') + 1);
        if (std::ranges::count(secrets, name) > 0) {
            add_fault(path, node, "no key belongs in this file",
                      "remove it: this version replays recordings on paper and signs nothing");
            return;
        }
        std::vector<std::string> candidates = full_paths(space_, view_.scope);
        candidates.insert(candidates.end(), view_.also_suggested.begin(),
                          view_.also_suggested.end());
        const auto guess = nearest(joined(view_.scope, path), candidates);
        add_fault(
            path, node, node.is_table() ? "unknown table" : "unknown key",
            guess ? "did you mean '" + *guess + "'?" : "`maxmin config reference` lists every key");
    }

    bool is_table_name(const std::string& path) const {
        const auto is_below = [&](const auto& entry) { return entry.path.starts_with(path + "."); };
        return std::ranges::any_of(space_.keys, is_below);
    }

    void assign(Rank rank, std::size_t key, Value value, const toml::node& node,
                std::string preset_name) {
        by_rank_[rank].push_back({.key = key,
                                  .value = std::move(value),
                                  .origin = {.layer = document_.layer,
                                             .scope = view_.scope,
                                             .preset = std::move(preset_name),
                                             .file = document_.file,
                                             .line = line_of(document_, node)}});
    }

    void add_fault(const std::string& path, const toml::node& node, std::string wrong,
                   std::string right) {
        faults_.push_back(fault_at(document_, node, joined(view_.scope, path), std::move(wrong),
                                   std::move(right)));
    }

    const Document& document_;
    const ScopeView& view_;
    const KeySpace& space_;
    std::vector<InputFault>& faults_;
    std::array<std::vector<Assignment>, ranks> by_rank_;
};

}  // namespace

std::vector<Assignment> walk(const Document& document, const toml::table& table,
                             const ScopeView& view, std::vector<InputFault>& faults) {
    Walker walker(document, view, faults);
    walker.read_table(table, {});
    return walker.in_order();
}

std::vector<std::string> full_paths(const KeySpace& space, const std::string& scope) {
    std::vector<std::string> paths;
    std::set<std::string> tables;
    const auto add = [&](const std::string& path) {
        paths.push_back(joined(scope, path));
        for (std::size_t dot = path.find('.'); dot != std::string::npos;
             dot = path.find('.', dot + 1)) {
            tables.insert(joined(scope, path.substr(0, dot)));
        }
    };
    std::ranges::for_each(space.keys, add, &KeyInfo::path);
    std::ranges::for_each(space.shorthands, add, &Shorthand::path);
    std::ranges::for_each(space.presets, add, &Preset::path);
    paths.insert(paths.end(), tables.begin(), tables.end());
    return paths;
}

}  // namespace maxmin::config
