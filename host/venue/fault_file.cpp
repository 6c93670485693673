// The fault plan as a user writes it:
//
//     seed = 7
//     [rates]                 # chance for each message or block, 0 to 1
//     drop = 0.001
//     [lengths_ms]            # what a rate brings about
//     delay = 300
//     [[script]]
//     at_s = 12.5
//     kind = "outage"
//     ms = 3000
#include <string>

#include <toml++/toml.h>

#include "host/base/error.hpp"
#include "host/venue/faults.hpp"

namespace maxmin::venue {
namespace {

class PlanReader {
  public:
    PlanReader(const std::filesystem::path& file) : file_(file.string()) {}

    FaultPlan read() {
        toml::table document;
        try {
            document = toml::parse_file(file_);
        } catch (const toml::parse_error& error) {
            fail(error.source().begin.line, "", std::string(error.description()), "TOML");
        }
        for (const auto& [key, node] : document) {
            const std::string name(key.str());
            if (name == "seed") {
                plan_.seed = static_cast<std::uint64_t>(
                    number(node, name, 0.0, 9e15, "a whole number, 0 or more"));
            } else if (name == "rates") {
                each_kind(node, name, [&](FaultKind kind, const toml::node& value) {
                    plan_.rates[static_cast<std::size_t>(kind)] =
                        number(value, name, 0.0, 1.0, "a chance, 0 to 1");
                });
            } else if (name == "lengths_ms") {
                each_kind(node, name, [&](FaultKind kind, const toml::node& value) {
                    plan_.shapes[static_cast<std::size_t>(kind)].length = length(value, name);
                });
            } else if (name == "script") {
                read_script(node);
            } else {
                fail(line(node), name, "unknown key", "seed, rates, lengths_ms or script");
            }
        }
        return plan_;
    }

  private:
    [[noreturn]] void fail(std::uint32_t where, const std::string& field, const std::string& wrong,
                           const std::string& right) const {
        throw InputError({.file = file_,
                          .line = static_cast<int>(where),
                          .field = field,
                          .wrong = wrong,
                          .right = right});
    }
    static std::uint32_t line(const toml::node& node) { return node.source().begin.line; }

    double number(const toml::node& node, const std::string& field, double low, double high,
                  const std::string& right) const {
        const auto value = node.value<double>();
        if (!value || !(*value >= low && *value <= high)) {
            fail(line(node), field, "not a number in range", right);
        }
        return *value;
    }
    Duration length(const toml::node& node, const std::string& field) const {
        return from_seconds(number(node, field, 0.0, 1e9, "milliseconds, 0 or more") * 1e-3);
    }
    FaultKind kind_of(std::string_view word, const toml::node& node,
                      const std::string& field) const {
        const auto kind = parse_fault_kind(word);
        if (!kind) {
            fail(line(node), field, "no fault is called '" + std::string(word) + "'",
                 "a kind listed in host/venue/faults.hpp");
        }
        return *kind;
    }
    template <typename Take>
    void each_kind(const toml::node& node, const std::string& field, Take take) const {
        const toml::table* const table = node.as_table();
        if (table == nullptr) {
            fail(line(node), field, "not a table", "a table of kinds");
        }
        for (const auto& [key, value] : *table) {
            take(kind_of(key.str(), value, field), value);
        }
    }

    void read_script(const toml::node& node) {
        const toml::array* const list = node.as_array();
        if (list == nullptr) {
            fail(line(node), "script", "not a list", "[[script]] tables");
        }
        for (const toml::node& item : *list) {
            const toml::table* const table = item.as_table();
            if (table == nullptr || !table->contains("at_s") || !table->contains("kind")) {
                fail(line(item), "script", "no at_s or no kind", "both");
            }
            plan_.script.push_back(read_entry(*table));
        }
    }
    FaultPlan::Entry read_entry(const toml::table& table) const {
        FaultPlan::Entry entry;
        for (const auto& [key, value] : table) {
            const std::string name(key.str());
            if (name == "at_s") {
                entry.at =
                    from_seconds(number(value, "script.at_s", 0.0, 1e9, "seconds since the start"));
            } else if (name == "kind") {
                entry.fault.kind = kind_of(value.value_or(std::string()), value, "script.kind");
            } else if (name == "ms") {
                entry.fault.length = length(value, "script.ms");
            } else if (name == "text") {
                entry.fault.text = value.value_or(std::string());
            } else if (name == "coin") {
                entry.fault.coin = value.value_or(std::string());
            } else if (name == "channel") {
                entry.fault.channel = value.value_or(std::string());
            } else {
                fail(line(value), "script." + name, "unknown key",
                     "at_s, kind, ms, text, coin or channel");
            }
        }
        return entry;
    }

    std::string file_;
    FaultPlan plan_;
};

}  // namespace

FaultPlan read_fault_plan(const std::filesystem::path& file) {
    return PlanReader(file).read();
}

}  // namespace maxmin::venue
