#include "host/app/record_text.hpp"

#include <algorithm>

#include "host/market/venue_table.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::app {
namespace {

using report::fixed_text;
using report::grouped_text;

constexpr std::array<std::string_view, exchange::hyperliquid::streams> stream_names{
    "best quote", "book", "trades"};
constexpr std::size_t coins_named_max = 12;

std::string whole(std::int64_t count) {
    return grouped_text(static_cast<double>(count), 0);
}

std::string megabytes(std::int64_t bytes) {
    return grouped_text(static_cast<double>(bytes) * 1e-6, 1) + " MB";
}

std::string silence_text(const RecordingStatus& status,
                         std::span<const market::Instrument> instruments) {
    std::string text;
    std::size_t never = 0;
    for (std::size_t i = 0; i < stream_names.size(); ++i) {
        const StreamSilence& silence = status.silence[i];
        never += silence.never.size();
        if (silence.never.size() < instruments.size()) {
            text += text.empty() ? "longest silence: " : ", ";
            text += stream_names[i];
            text.append(" ").append(fixed_text(silence.longest_s, 1)).append(" s (");
            text += instruments[static_cast<std::size_t>(silence.longest)].symbol + ")";
        }
    }
    if (never > 0) {
        text.append(text.empty() ? "" : ", ").append(std::to_string(never));
        text += " streams not heard yet";
    }
    return text;
}

std::string never_heard(const RecordingStatus& status,
                        std::span<const market::Instrument> instruments) {
    std::string text;
    for (std::size_t i = 0; i < stream_names.size(); ++i) {
        const std::vector<AssetIndex>& never = status.silence[i].never;
        if (never.empty()) {
            continue;
        }
        text += "Never heard: " + std::string(stream_names[i]) + " of";
        for (std::size_t k = 0; k < std::min(never.size(), coins_named_max); ++k) {
            text += k == 0 ? " " : ", ";
            text += instruments[static_cast<std::size_t>(never[k])].symbol;
        }
        const std::size_t more = never.size() - std::min(never.size(), coins_named_max);
        if (more > 0) {
            text.append(" and ").append(std::to_string(more)).append(" more");
        }
        text += ".\n";
    }
    return text;
}

std::string trouble_text(const RecordingStatus& status) {
    std::string text;
    const auto add = [&](std::int64_t count, std::string_view what) {
        if (count > 0) {
            text.append(text.empty() ? "" : ", ").append(whole(count)).append(" ").append(what);
        }
    };
    add(status.feed.losses, "connections lost");
    add(status.feed.stale_streams, "silent books asked for again");
    add(status.feed.frames_refused, "frames malformed");
    add(status.frames_lost, "frames lost to a slow disk");
    add(status.write_failures, "writes failed");
    text += text.empty() || status.last_error.empty() ? "" : "; ";
    return text + status.last_error;
}

}  // namespace

std::string recording_line(const RecordingStatus& status, const RecordingStatus& before,
                           std::span<const market::Instrument> instruments) {
    const double span_s = to_seconds(status.since_start - before.since_start);
    const double rate =
        span_s > 0.0 ? static_cast<double>(status.frames - before.frames) / span_s : 0.0;
    std::string text = report::span_text(status.since_start) + "  " + grouped_text(rate, 0) +
                       " frames/s  " + megabytes(status.bytes_written) + " written  " +
                       std::to_string(status.sockets_up) + " of " + std::to_string(status.sockets) +
                       " sockets up  " + silence_text(status, instruments);
    const std::string trouble = trouble_text(status);
    return text + (trouble.empty() ? "" : "  (" + trouble + ")");
}

std::string recording_end(const RecordingStatus& status,
                          std::span<const market::Instrument> instruments) {
    std::string text = "Recorded " + report::span_text(status.since_start) + " of " +
                       std::to_string(instruments.size()) + " assets: " + whole(status.frames) +
                       " frames, " + megabytes(status.bytes_raw) + ", of which compression left " +
                       megabytes(status.bytes_written) + ".\n";
    const std::string trouble = trouble_text(status);
    text += trouble.empty() ? "" : "Trouble: " + trouble + ".\n";
    return text + never_heard(status, instruments);
}

std::string replay_lines(std::span<const std::filesystem::path> files,
                         std::span<const engine::AssetConfig> assets,
                         std::span<const market::Instrument> instruments) {
    const std::filesystem::path path =
        files.size() == 1 ? files.front() : files.front().parent_path();
    std::string text = "[data]\nformat = \"hyperliquid_ws\"\npath = \"" +
                       std::filesystem::absolute(path).lexically_normal().string() + "\"\n";
    std::string decimals;
    for (std::size_t i = 0; i < instruments.size(); ++i) {
        const std::string& symbol = instruments[i].symbol;
        if (assets[i].sz_decimals < 0 && !market::known_hyperliquid_instrument(symbol)) {
            decimals.append(symbol).append(".sz_decimals = ");
            decimals.append(std::to_string(instruments[i].size_decimals)).append("\n");
        }
    }
    return decimals.empty() ? text : text + "[assets]\n" + decimals;
}

}  // namespace maxmin::app
