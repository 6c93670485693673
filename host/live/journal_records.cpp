#include "host/live/journal_records.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_set>

#include <zlib.h>

#include "host/live/bytes.hpp"

namespace maxmin::live {
namespace {

constexpr std::size_t head_bytes = 8;
constexpr std::uint32_t payload_bytes_max = 1U << 20U;
constexpr std::size_t fills_kept = 4096;  // the gateway asks again for fewer

std::uint32_t checksum(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

void write_record(std::string& out, std::string_view payload) {
    ByteWriter writer(out);
    writer.add(static_cast<std::uint32_t>(payload.size()));
    writer.add(checksum(payload));
    out.append(payload);
}

/// The next record's payload, taken off the front of `bytes`.
std::optional<std::string_view> next_payload(std::string_view& bytes) {
    ByteReader head(bytes.substr(0, std::min(bytes.size(), head_bytes)));
    const auto length = head.next<std::uint32_t>();
    const auto sum = head.next<std::uint32_t>();
    if (!head.is_sound() || length == 0 || length > payload_bytes_max ||
        bytes.size() - head_bytes < length) {
        return std::nullopt;
    }
    const std::string_view payload = bytes.substr(head_bytes, length);
    if (checksum(payload) != sum) {
        return std::nullopt;
    }
    bytes.remove_prefix(head_bytes + length);
    return payload;
}

void add_marks(ByteWriter& writer, const risk::AccountMarks& marks) {
    writer.add(marks.utc_day);
    writer.add(marks.equity_usd);
    writer.add(marks.day_start_usd);
    writer.add(marks.peak_usd);
}

struct RunAsset {
    std::string symbol;
    double tick_usd = 0.0;
    double lot_coin = 0.0;
    AssetPast* past = nullptr;                          // once there is one
    std::unordered_set<std::uint64_t>* seen = nullptr;  // trade ids, likewise
};

class PastReader {
  public:
    bool take(std::string_view payload) {
        ByteReader reader(payload);
        const auto kind = reader.next<JournalKind>();
        past.stopped = kind == JournalKind::stop;
        switch (kind) {
            case JournalKind::run:
                take_run(reader);
                break;
            case JournalKind::fill:
            case JournalKind::funding:
                take_report(reader, kind == JournalKind::fill);
                break;
            case JournalKind::position: {
                const auto asset = reader.next<AssetIndex>();
                const auto lots = reader.next<Lots>();
                if (AssetPast* of = past_of(asset); of != nullptr && reader.is_sound()) {
                    of->position = lots;
                }
                break;
            }
            case JournalKind::marks:
                past.marks = take_marks(reader);
                break;
            case JournalKind::stop:
                break;
            case JournalKind::past:
                take_past(reader);
                break;
            default:
                return false;
        }
        return reader.is_sound();
    }

    void keep_newest_fills() {
        if (past.fills.size() > fills_kept) {
            past.fills.erase(past.fills.begin(),
                             past.fills.end() - static_cast<std::ptrdiff_t>(fills_kept));
        }
    }

    Past past;

  private:
    void take_run(ByteReader& reader) {
        past.last_run = std::max(past.last_run, reader.next<std::uint64_t>());
        reader.next<Timestamp>();
        assets_.clear();
        assets_.resize(std::min<std::uint32_t>(reader.next<std::uint32_t>(), 100'000));
        for (RunAsset& asset : assets_) {
            reader.take_text(asset.symbol);
            reader.take(asset.tick_usd);
            reader.take(asset.lot_coin);
        }
    }

    void take_report(ByteReader& reader, bool is_fill) {
        gateway::Report report;
        reader.take(report.asset);
        reader.take(report.id);
        reader.take(report.trade_id);
        reader.take(report.side);
        reader.take(report.liquidity);
        reader.take(report.price);
        reader.take(report.size);
        reader.take(report.fee_usd);
        reader.take(report.exchange_time);
        AssetPast* of = past_of(report.asset);
        if (of == nullptr || !reader.is_sound()) {
            return;
        }
        if (!is_fill) {
            of->funding_usd += report.fee_usd;
            return;
        }
        const RunAsset& asset = assets_[static_cast<std::size_t>(report.asset)];
        if (!asset.seen->insert(report.trade_id).second) {
            ++past.repeats;
            return;
        }
        of->position += report.size * sign_of(report.side);
        ++of->fills;
        of->fees_usd += report.fee_usd;
        of->volume_usd +=
            report.price.as_double() * asset.tick_usd * report.size.as_double() * asset.lot_coin;
        past.last_fill = std::max(past.last_fill, report.exchange_time);
        past.fills.emplace_back(asset.symbol,
                                engine::SeenFill{.asset = report.asset,
                                                 .trade_id = report.trade_id,
                                                 .exchange_time = report.exchange_time});
        if (past.fills.size() >= 2 * fills_kept) {
            keep_newest_fills();
        }
    }

    void take_past(ByteReader& reader) {
        past = {};
        assets_.clear();
        seen_.clear();
        reader.take(past.last_run);
        reader.take(past.stopped);
        reader.take(past.repeats);
        reader.take(past.last_fill);
        if (reader.next<bool>()) {
            past.marks = take_marks(reader);
        }
        for (auto left = reader.next<std::uint32_t>(); left > 0 && reader.is_sound(); --left) {
            std::string symbol;
            reader.take_text(symbol);
            AssetPast& asset = past.assets[symbol];
            reader.take(asset.position);
            reader.take(asset.fills);
            reader.take(asset.volume_usd);
            reader.take(asset.fees_usd);
            reader.take(asset.funding_usd);
        }
        for (auto left = reader.next<std::uint32_t>(); left > 0 && reader.is_sound(); --left) {
            std::string symbol;
            engine::SeenFill fill;
            reader.take_text(symbol);
            reader.take(fill.asset);
            reader.take(fill.trade_id);
            reader.take(fill.exchange_time);
            seen_[symbol].insert(fill.trade_id);
            past.fills.emplace_back(std::move(symbol), fill);
        }
    }

    static risk::AccountMarks take_marks(ByteReader& reader) {
        risk::AccountMarks marks;
        reader.take(marks.utc_day);
        reader.take(marks.equity_usd);
        reader.take(marks.day_start_usd);
        reader.take(marks.peak_usd);
        return marks;
    }

    AssetPast* past_of(AssetIndex asset) {
        if (asset < 0 || static_cast<std::size_t>(asset) >= assets_.size()) {
            return nullptr;
        }
        RunAsset& of = assets_[static_cast<std::size_t>(asset)];
        if (of.past == nullptr) {
            of.past = &past.assets[of.symbol];
            of.seen = &seen_[of.symbol];
        }
        return of.past;
    }

    std::vector<RunAsset> assets_;  // of the run being read
    std::map<std::string, std::unordered_set<std::uint64_t>> seen_;
};

}  // namespace

void write_run(std::string& out, std::uint64_t number, Timestamp time,
               std::span<const market::Instrument> instruments) {
    std::string payload;
    ByteWriter writer(payload);
    writer.add(JournalKind::run);
    writer.add(number);
    writer.add(time);
    writer.add(static_cast<std::uint32_t>(instruments.size()));
    for (const market::Instrument& instrument : instruments) {
        writer.add_text(instrument.symbol);
        writer.add(std::pow(10.0, -instrument.price_decimals));
        writer.add(std::pow(10.0, -instrument.size_decimals));
    }
    write_record(out, payload);
}

void write_entry(std::string& out, const JournalEntry& entry) {
    std::string payload;
    ByteWriter writer(payload);
    writer.add(entry.kind);
    switch (entry.kind) {
        case JournalKind::fill:
        case JournalKind::funding:
            writer.add(entry.report.asset);
            writer.add(entry.report.id);
            writer.add(entry.report.trade_id);
            writer.add(entry.report.side);
            writer.add(entry.report.liquidity);
            writer.add(entry.report.price);
            writer.add(entry.report.size);
            writer.add(entry.report.fee_usd);
            writer.add(entry.report.exchange_time);
            break;
        case JournalKind::position:
            writer.add(entry.asset);
            writer.add(entry.position);
            writer.add(entry.time);
            break;
        case JournalKind::marks:
            add_marks(writer, entry.marks);
            break;
        case JournalKind::stop:
            writer.add(entry.time);
            break;
        case JournalKind::run:
        case JournalKind::past:
            MAXMIN_ASSERT(false, "written by write_run and write_past");
    }
    write_record(out, payload);
}

bool write_past(std::string& out, const Past& past) {
    std::string payload;
    ByteWriter writer(payload);
    writer.add(JournalKind::past);
    writer.add(past.last_run);
    writer.add(past.stopped);
    writer.add(past.repeats);
    writer.add(past.last_fill);
    writer.add(past.marks.has_value());
    if (past.marks) {
        add_marks(writer, *past.marks);
    }
    writer.add(static_cast<std::uint32_t>(past.assets.size()));
    for (const auto& [symbol, asset] : past.assets) {
        writer.add_text(symbol);
        writer.add(asset.position);
        writer.add(asset.fills);
        writer.add(asset.volume_usd);
        writer.add(asset.fees_usd);
        writer.add(asset.funding_usd);
    }
    writer.add(static_cast<std::uint32_t>(past.fills.size()));
    for (const auto& [symbol, fill] : past.fills) {
        writer.add_text(symbol);
        writer.add(fill.asset);
        writer.add(fill.trade_id);
        writer.add(fill.exchange_time);
    }
    if (payload.size() > payload_bytes_max) {
        return false;
    }
    write_record(out, payload);
    return true;
}

Past read_journal(std::string_view bytes) {
    PastReader reader;
    std::string_view rest = bytes;
    for (auto payload = next_payload(rest); payload; payload = next_payload(rest)) {
        if (!reader.take(*payload)) {
            break;
        }
        reader.past.sound_bytes = bytes.size() - rest.size();
    }
    reader.keep_newest_fills();
    return std::move(reader.past);
}

std::uint64_t next_run(const Past& past, Timestamp now) {
    constexpr std::int64_t second_ns = 1'000'000'000;
    return std::max(past.last_run + 1, static_cast<std::uint64_t>(now.ns() / second_ns));
}

engine::Restored restored_from(const Past& past, std::uint64_t run,
                               std::span<const market::Instrument> instruments) {
    engine::Restored restored;
    restored.positions.resize(instruments.size());
    restored.marks = past.marks;
    restored.first_order_id = (run << 32U) + 1;
    std::map<std::string, AssetIndex> index_of_symbol;
    for (std::size_t i = 0; i < instruments.size(); ++i) {
        index_of_symbol[instruments[i].symbol] = static_cast<AssetIndex>(i);
        const auto found = past.assets.find(instruments[i].symbol);
        restored.positions[i] = found == past.assets.end() ? Lots() : found->second.position;
    }
    for (const auto& [symbol, fill] : past.fills) {
        const auto found = index_of_symbol.find(symbol);
        if (found != index_of_symbol.end()) {
            restored.fills.push_back({.asset = found->second,
                                      .trade_id = fill.trade_id,
                                      .exchange_time = fill.exchange_time});
        }
    }
    return restored;
}

}  // namespace maxmin::live
