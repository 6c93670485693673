#include "host/config/roster.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <tuple>

#include "host/config/nearest.hpp"

namespace maxmin::config {
namespace {

struct Mention {
    std::string symbol;
    std::string group;
    const Document* document = nullptr;
    const toml::node* node = nullptr;
    std::string field;

    auto position() const {
        const toml::source_position at = node->source().begin;
        return std::tuple(at.line, at.column);
    }
};

class Roster {
  public:
    Roster(std::span<const Document> documents, std::vector<InputFault>& faults)
        : documents_(documents), faults_(faults) {}

    std::vector<Member> read() {
        for (const Document& document : documents_) {
            read_top(document);
            read_groups(document);
        }
        std::ranges::stable_sort(mentions_, {}, [](const Mention& mention) {
            return std::tuple(mention.document->layer, mention.position());
        });
        std::vector<Member> members = merged();
        for (const Document& document : documents_) {
            if (document.layer == Layer::command_line) {
                check_command_line_tables(document, members);
            }
        }
        if (members.empty() && faults_.empty()) {
            faults_.push_back({.file = documents_.front().file,
                               .line = 0,
                               .field = "assets",
                               .wrong = "no asset is declared",
                               .right = "for example assets = [\"BTC\", \"ETH\"]"});
        }
        return selection_.empty() ? members : selected(members);
    }

  private:
    void read_top(const Document& document) {
        if (const toml::node* single = document.root.get("asset")) {
            add(document, *single, {}, "asset", mentions_);
        }
        const toml::node* assets = document.root.get("assets");
        if (assets == nullptr) {
            return;
        }
        if (assets->is_array()) {
            const bool is_selection = document.layer == Layer::command_line;
            read_list(document, *assets, {}, "assets", is_selection ? selection_ : mentions_);
        } else if (const toml::table* tables = assets->as_table()) {
            if (document.layer == Layer::file) {
                read_asset_tables(document, *tables);
            }
        } else {
            faults_.push_back(fault_at(document, *assets, "assets", "found " + found(*assets),
                                       "expected a list of symbols or tables [assets.SYMBOL]"));
        }
    }

    void read_asset_tables(const Document& document, const toml::table& tables) {
        for (auto&& [key, node] : tables) {
            const std::string symbol(key.str());
            if (node.is_table()) {
                mentions_.push_back({.symbol = canonical_symbol(symbol),
                                     .group = {},
                                     .document = &document,
                                     .node = &node,
                                     .field = "assets." + symbol});
            }
        }
    }

    void read_groups(const Document& document) {
        const toml::node* groups = document.root.get("groups");
        if (groups == nullptr || !groups->is_table()) {
            return;  // the loader reports a node that is no table
        }
        for (auto&& [key, node] : *groups->as_table()) {
            const std::string name(key.str());
            const std::string field = "groups." + name + ".assets";
            const toml::node* list = node.is_table() ? node.as_table()->get("assets") : nullptr;
            if (list != nullptr) {
                if (document.layer == Layer::command_line) {
                    faults_.push_back(fault_at(document, *list, field,
                                               "membership is decided in the file",
                                               "select assets with --set 'assets=[...]'"));
                } else {
                    group_names_.push_back(name);
                    read_list(document, *list, name, field, mentions_);
                }
            } else if (node.is_table() && document.layer == Layer::file) {
                faults_.push_back(fault_at(document, node, field, "the group names no asset",
                                           "for example assets = [\"BTC\", \"ETH\"]"));
            }
        }
    }

    void read_list(const Document& document, const toml::node& node, const std::string& group,
                   const std::string& field, std::vector<Mention>& into) {
        const toml::array* list = node.as_array();
        if (list == nullptr || list->empty()) {
            faults_.push_back(
                fault_at(document, node, field,
                         list == nullptr ? "found " + found(node) : "the list is empty",
                         "expected a list of symbols, for example [\"BTC\"]"));
            return;
        }
        for (const toml::node& item : *list) {
            add(document, item, group, field, into);
        }
    }

    void add(const Document& document, const toml::node& node, const std::string& group,
             const std::string& field, std::vector<Mention>& into) {
        const auto text = node.value_exact<std::string>();
        const auto is_bad = [](char letter) {
            return std::isgraph(static_cast<unsigned char>(letter)) == 0 || letter == '"';
        };
        if (!text || text->empty() || std::ranges::any_of(*text, is_bad)) {
            faults_.push_back(fault_at(document, node, field, "found " + found(node),
                                       "expected a symbol, for example \"BTC\""));
            return;
        }
        Mention mention{.symbol = canonical_symbol(*text),
                        .group = group,
                        .document = &document,
                        .node = &node,
                        .field = field};
        for (const Mention& other : into) {
            if (other.symbol == mention.symbol && other.field == field &&
                other.document == &document) {
                faults_.push_back(fault_at(document, node, field,
                                           "'" + mention.symbol + "' is listed twice",
                                           "list each asset once"));
                return;
            }
        }
        into.push_back(std::move(mention));
    }

    std::vector<Member> merged() {
        std::vector<Member> members;
        std::map<std::string, int> group_line;
        for (const Mention& mention : mentions_) {
            const auto known = std::ranges::find(members, mention.symbol, &Member::symbol);
            const int line = line_of(*mention.document, *mention.node);
            if (known == members.end()) {
                members.push_back({.symbol = mention.symbol, .group = mention.group});
                group_line[mention.symbol] = line;
            } else if (known->group.empty()) {
                known->group = mention.group;
                group_line[mention.symbol] = line;
            } else if (!mention.group.empty() && mention.group != known->group) {
                faults_.push_back(fault_at(*mention.document, *mention.node, mention.field,
                                           "'" + mention.symbol + "' is already in group '" +
                                               known->group + "' (line " +
                                               std::to_string(group_line[mention.symbol]) + ")",
                                           "an asset belongs to one group"));
            }
        }
        return members;
    }

    std::vector<std::string> scopes(const std::vector<Member>& members) const {
        std::vector<std::string> all;
        all.reserve(members.size() + selection_.size() + group_names_.size());
        for (const Member& member : members) {
            all.push_back("assets." + member.symbol);
        }
        for (const Mention& mention : selection_) {
            all.push_back("assets." + mention.symbol);
        }
        for (const std::string& group : group_names_) {
            all.push_back("groups." + group);
        }
        return all;
    }

    /// A --set may edit a known group or asset, not call one into being by a slip of the pen.
    void check_command_line_tables(const Document& document, const std::vector<Member>& members) {
        const std::vector<std::string> known = scopes(members);
        for (const std::string table : {"assets", "groups"}) {
            const toml::node* node = document.root.get(table);
            if (node == nullptr || !node->is_table()) {
                continue;
            }
            for (auto&& [key, member] : *node->as_table()) {
                std::string field = table + ".";
                field += table == "assets" ? canonical_symbol(key.str()) : std::string(key.str());
                if (std::ranges::count(known, field) == 0) {
                    const auto guess = nearest(field, known);
                    faults_.push_back(fault_at(document, member, field,
                                               "the file has no such scope",
                                               guess ? "did you mean '" + *guess + "'?" : ""));
                }
            }
        }
    }

    std::vector<Member> selected(const std::vector<Member>& members) const {
        std::vector<Member> chosen;
        for (const Mention& mention : selection_) {
            const auto known = std::ranges::find(members, mention.symbol, &Member::symbol);
            chosen.push_back(known == members.end() ? Member{.symbol = mention.symbol, .group = {}}
                                                    : *known);
        }
        return chosen;
    }

    std::span<const Document> documents_;
    std::vector<InputFault>& faults_;
    std::vector<Mention> mentions_;
    std::vector<Mention> selection_;
    std::vector<std::string> group_names_;
};

}  // namespace

std::string canonical_symbol(std::string_view symbol) {
    constexpr std::string_view suffix = "-USD";
    const bool has_suffix = symbol.size() > suffix.size() && symbol.ends_with(suffix);
    return std::string(has_suffix ? symbol.substr(0, symbol.size() - suffix.size()) : symbol);
}

std::vector<Member> read_roster(std::span<const Document> documents,
                                std::vector<InputFault>& faults) {
    return Roster(documents, faults).read();
}

}  // namespace maxmin::config
