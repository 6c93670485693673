// Collects findings and says one thing once: a default that is wrong for 200 assets is one line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/config/loaded.hpp"
#include "host/config/validate.hpp"

namespace maxmin::config {

enum class Severity : std::uint8_t { fault, warning };

struct Finding {
    Severity severity = Severity::fault;
    std::string key;          // within its scope; decides file, line and scope through its origin
    std::string other_key{};  // the key it contradicts; names the line where `key` has none
    std::string wrong;
    std::string right;
};

class FindingList {
  public:
    explicit FindingList(const Loaded& loaded) : loaded_(loaded) {}

    void add_run(Finding finding);
    void add_asset(std::size_t asset, Finding finding);

    /// Faults and warnings, each naming the assets it concerns.
    Findings result() const;

  private:
    struct Entry {
        Severity severity;
        InputFault fault;
        std::vector<std::string> symbols;
    };
    void add(Origin origin, Finding finding, std::size_t asset, const std::string& symbol);
    Origin origin_of(const std::string& key, std::size_t asset) const;

    const Loaded& loaded_;
    std::vector<Entry> entries_;
};

}  // namespace maxmin::config
