#include "host/config/load.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <map>
#include <system_error>

#include "host/config/document.hpp"
#include "host/config/roster.hpp"
#include "host/config/schema.hpp"
#include "host/config/validate.hpp"
#include "host/config/walk.hpp"

namespace maxmin::config {
namespace {

/// Assignments of every asset scope, read once however many assets share it.
class AssetScopes {
  public:
    AssetScopes(const std::vector<Document>& documents, std::vector<InputFault>& faults)
        : faults_(faults) {
        for (const Document& document : documents) {
            if (const toml::node* node = document.root.get("defaults")) {
                read_scope(document, *node, "defaults", "defaults");
            }
            read_named(document, "groups");
            read_named(document, "assets");
        }
    }

    const std::vector<Assignment>& of(const std::string& scope) const {
        static const std::vector<Assignment> none;
        const auto known = scopes_.find(scope);
        return known == scopes_.end() ? none : known->second;
    }

  private:
    void read_named(const Document& document, const std::string& kind) {
        const toml::node* node = document.root.get(kind);
        if (node == nullptr || (kind == "assets" && !node->is_table())) {
            return;  // a list of assets is the roster's to read
        }
        if (!node->is_table()) {
            faults_.push_back(fault_at(document, *node, kind, "found " + found(*node),
                                       "expected tables [" + kind + ".NAME]"));
            return;
        }
        for (auto&& [key, member] : *node->as_table()) {
            const std::string name(key.str());
            std::string scope = kind + ".";
            scope += kind == "assets" ? canonical_symbol(name) : name;
            std::string as_written = kind + ".";
            as_written += name;
            read_scope(document, member, scope, as_written);
        }
    }

    void read_scope(const Document& document, const toml::node& node, const std::string& scope,
                    const std::string& as_written) {
        if (!node.is_table()) {
            faults_.push_back(fault_at(document, node, as_written, "found " + found(node),
                                       "expected a table of keys"));
            return;
        }
        ScopeView view{
            .space = &asset_schema().space, .scope = scope, .skipped = {}, .also_suggested = {}};
        if (scope.starts_with("groups.")) {
            view.skipped.emplace_back("assets");
            view.also_suggested.push_back(scope + ".assets");
        }
        const std::vector<Assignment> read = walk(document, *node.as_table(), view, faults_);
        std::vector<Assignment>& all = scopes_[scope];
        all.insert(all.end(), read.begin(), read.end());
    }

    std::vector<InputFault>& faults_;
    std::map<std::string, std::vector<Assignment>> scopes_;
};

void resolve_run(const std::vector<Document>& documents, Loaded& loaded,
                 std::vector<InputFault>& faults) {
    const Schema<engine::Config>& schema = run_schema();
    ScopeView view{.space = &schema.space,
                   .scope = {},
                   .skipped = {"asset", "assets", "defaults", "groups"},
                   .also_suggested = full_paths(asset_schema().space, "defaults")};
    view.also_suggested.insert(view.also_suggested.end(), {"assets", "defaults", "groups"});
    loaded.run_origins.resize(schema.fields.size());
    for (const Document& document : documents) {
        for (Assignment& assignment : walk(document, document.root, view, faults)) {
            schema.fields[assignment.key].set(loaded.config, assignment.value);
            loaded.run_origins[assignment.key] = std::move(assignment.origin);
        }
    }
}

void resolve_asset(const Member& member, const AssetScopes& scopes, Loaded& loaded) {
    const Schema<engine::AssetConfig>& schema = asset_schema();
    engine::AssetConfig asset;
    asset.symbol = member.symbol;
    std::vector<Origin> origins(schema.fields.size());
    std::vector<std::string> order{"defaults"};
    if (!member.group.empty()) {
        order.push_back("groups." + member.group);
    }
    order.push_back("assets." + member.symbol);
    for (const std::string& scope : order) {
        for (const Assignment& assignment : scopes.of(scope)) {
            schema.fields[assignment.key].set(asset, assignment.value);
            origins[assignment.key] = assignment.origin;
        }
    }
    loaded.config.assets.push_back(std::move(asset));
    loaded.asset_origins.push_back(std::move(origins));
    loaded.groups.push_back(member.group);
}

std::string read_whole(const std::filesystem::path& file) {
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (!stream.is_open() || stream.bad() || std::filesystem::is_directory(file)) {
        const std::error_code code(errno == 0 ? EISDIR : errno, std::generic_category());
        throw ConfigErrors({{.file = file.string(),
                             .line = 0,
                             .field = {},
                             .wrong = "cannot be read: " + code.message(),
                             .right = "name an existing TOML file with --config"}});
    }
    return text;
}

}  // namespace

Loaded load_text(std::string_view text, const std::string& file,
                 const std::vector<std::string>& sets) {
    std::vector<Document> documents;
    documents.push_back(parse_file_text(text, file));
    for (const std::string& assignment : sets) {
        documents.push_back(parse_command_line(assignment));
    }

    Loaded loaded;
    loaded.file = file;
    loaded.folder = std::filesystem::path(file).parent_path();
    std::vector<InputFault> faults;
    resolve_run(documents, loaded, faults);
    const AssetScopes scopes(documents, faults);
    for (const Member& member : read_roster(documents, faults)) {
        resolve_asset(member, scopes, loaded);
    }
    if (faults.empty()) {
        Findings findings = cross_check(loaded);
        faults = std::move(findings.faults);
        loaded.warnings = std::move(findings.warnings);
    }
    if (!faults.empty()) {
        throw ConfigErrors(std::move(faults));
    }
    return loaded;
}

Loaded load_file(const std::filesystem::path& file, const std::vector<std::string>& sets) {
    return load_text(read_whole(file), file.string(), sets);
}

}  // namespace maxmin::config
