#include "host/market/reader.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "host/base/error.hpp"
#include "host/market/readers/formats.hpp"

namespace maxmin::market {
namespace {

struct Format {
    std::string_view name;
    Recording (*read)(const ReadRequest&, ReadReport&);
};

constexpr std::array<Format, 6> formats{{
    {"hyperliquid_csv", read_hyperliquid_csv},
    {"hyperliquid_archive", read_hyperliquid_archive},
    {"hyperliquid_ws", read_hyperliquid_ws},
    {"binance_usdm", read_binance_usdm},
    {"binance_spot", read_binance_spot},
    {"lobster", read_lobster},
}};

void refuse_repeated_symbols(const ReadRequest& request) {
    auto sorted = request.symbols;
    std::sort(sorted.begin(), sorted.end());
    const auto repeated = std::adjacent_find(sorted.begin(), sorted.end());
    if (repeated != sorted.end()) {
        throw InputError({.file = request.path.string(),
                          .line = 0,
                          .field = "symbols",
                          .wrong = "'" + *repeated + "' is named twice",
                          .right = "every symbol once"});
    }
}

}  // namespace

Recording read(const ReadRequest& request, ReadReport& report) {
    report = ReadReport();
    refuse_repeated_symbols(request);
    std::string names;
    for (const auto& format : formats) {
        if (format.name == request.format) {
            return format.read(request, report);
        }
        names += (names.empty() ? "" : ", ") + std::string(format.name);
    }
    throw InputError({.file = request.path.string(),
                      .line = 0,
                      .field = "format",
                      .wrong = "unknown format '" + request.format + "'",
                      .right = "one of " + names});
}

std::vector<std::string> reader_formats() {
    std::vector<std::string> names;
    names.reserve(formats.size());
    for (const auto& format : formats) {
        names.emplace_back(format.name);
    }
    return names;
}

}  // namespace maxmin::market
