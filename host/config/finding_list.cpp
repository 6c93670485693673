#include "host/config/finding_list.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "host/config/schema.hpp"

namespace maxmin::config {
namespace {

std::string names(const std::vector<std::string>& symbols) {
    constexpr std::size_t shown = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, symbols.size()); ++i) {
        text += text.empty() ? "" : ", ";
        text += symbols[i];
    }
    if (symbols.size() > shown) {
        text += " and " + std::to_string(symbols.size() - shown) + " more";
    }
    return text;
}

}  // namespace

void FindingList::add_run(Finding finding) {
    const std::size_t key = run_schema().space.index_of(finding.key);
    add(loaded_.run_origins[key], std::move(finding), loaded_.config.assets.size(), {});
}

void FindingList::add_asset(std::size_t asset, Finding finding) {
    const std::size_t key = asset_schema().space.index_of(finding.key);
    Origin origin = loaded_.asset_origins[asset][key];
    if (origin.scope.empty()) {
        origin.scope = "defaults";  // where the built-in value could be overridden
    }
    add(std::move(origin), std::move(finding), asset, loaded_.config.assets[asset].symbol);
}

/// Of an asset key if there is such an asset, else of a run key; built-in if there is neither.
Origin FindingList::origin_of(const std::string& key, std::size_t asset) const {
    const auto in_asset = asset_schema().space.find(key);
    if (in_asset && asset < loaded_.asset_origins.size()) {
        return loaded_.asset_origins[asset][*in_asset];
    }
    const auto in_run = run_schema().space.find(key);
    return in_run ? loaded_.run_origins[*in_run] : Origin{};
}

void FindingList::add(Origin origin, Finding finding, std::size_t asset,
                      const std::string& symbol) {
    if (origin.layer == Layer::built_in) {
        const Origin other = origin_of(finding.other_key, asset);
        origin.file = other.layer == Layer::built_in ? loaded_.file : other.file;
        origin.line = other.line;
    }
    InputFault fault{.file = origin.file,
                     .line = origin.line,
                     .field = origin.scope.empty() ? finding.key : origin.scope + "." + finding.key,
                     .wrong = std::move(finding.wrong),
                     .right = std::move(finding.right)};
    const auto same = std::ranges::find_if(entries_, [&](const Entry& entry) {
        const auto content = [](const InputFault& of) {
            return std::tie(of.file, of.line, of.field, of.wrong, of.right);
        };
        return entry.severity == finding.severity && content(entry.fault) == content(fault);
    });
    if (same == entries_.end()) {
        entries_.push_back(
            {.severity = finding.severity, .fault = std::move(fault), .symbols = {}});
        entries_.back().symbols.push_back(symbol);
    } else {
        same->symbols.push_back(symbol);
    }
}

Findings FindingList::result() const {
    Findings findings;
    for (const Entry& entry : entries_) {
        InputFault fault = entry.fault;
        if (!entry.symbols.front().empty()) {
            fault.wrong += " (" + names(entry.symbols) + ")";
        }
        auto& into = entry.severity == Severity::fault ? findings.faults : findings.warnings;
        into.push_back(std::move(fault));
    }
    return findings;
}

}  // namespace maxmin::config
