// Binance captures, a line is "<local ns> <frame>": depth updates, bookTicker, trade, and a REST
// depth snapshot, which carries no symbol and belongs to the one symbol of its file. The book is
// rebuilt from the update chain; its top 20 levels are emitted after each update.
//
// Spot's bookTicker has no time of the venue. It gets its receive time plus the newest known
// difference between the venue's and the receiver's clock, and never less than the one before.

#include <algorithm>
#include <array>

#include "host/market/readers/formats.hpp"
#include "host/market/readers/incremental_book.hpp"
#include "host/market/readers/json_lines.hpp"
#include "host/market/venue_table.hpp"

namespace maxmin::market {
namespace {

namespace json = simdjson::dom;

struct PairState {
    IncrementalBook book;
    std::optional<Duration> clock_difference;  // venue's clock less the receiver's
    Timestamp last_best;
};

class BinanceReader {
  public:
    BinanceReader(RecordingBuilder& builder, AssetType type) : builder_(builder), type_(type) {}

    void read(const std::filesystem::path& file) {
        JsonLines lines(builder_.open(file));
        lines_ = &lines;
        file_symbol_.clear();
        for (std::string_view line; lines.input().next(line);) {
            const CaptureLine capture = split_capture_line(builder_, lines.input(), line);
            local_time_ = capture.local_time;
            lines.with_object(capture.frame, [this](json::object& frame) { take(frame); });
            builder_.count_row(lines.input());
        }
    }

  private:
    void take(json::object& frame) {
        std::string_view stream;
        const auto missing = frame[lines_->at("stream")].get_string().get(stream);
        if (missing == simdjson::NO_SUCH_FIELD) {
            take_snapshot(frame);
            return;
        }
        if (missing != simdjson::SUCCESS) {
            throw simdjson::simdjson_error(missing);
        }
        const std::string_view kind = stream.substr(std::min(stream.find('@'), stream.size()));
        json::object data = frame[lines_->at("data")].get_object();
        if (kind.starts_with("@depth")) {
            take_depth(data);
        } else if (kind == "@bookTicker") {
            take_best(data);
        } else if (kind == "@trade") {
            take_trade(data);
        } else {
            builder_.skip("stream " + std::string(kind));
        }
    }

    std::optional<AssetIndex> asset_of(std::string_view symbol) {
        if (file_symbol_.empty()) {
            file_symbol_ = symbol;
        } else if (file_symbol_ != symbol) {
            lines_->input().fail("s", in_quotes(symbol) + " after " + in_quotes(file_symbol_),
                                 "one symbol a file");
        }
        const auto asset = builder_.asset_of(lines_->input(), symbol);
        if (asset && static_cast<std::size_t>(*asset) >= pairs_.size()) {
            pairs_.resize(static_cast<std::size_t>(*asset) + 1);
        }
        return asset;
    }

    PairState& pair(AssetIndex asset) { return pairs_[static_cast<std::size_t>(asset)]; }

    MarketEvent event_of(AssetIndex asset, Timestamp exchange_time) {
        MarketEvent event;
        event.asset = asset;
        event.local_time = local_time_;
        event.exchange_time = exchange_time;
        pair(asset).clock_difference = exchange_time - local_time_;
        return event;
    }

    BookLevel level_of(std::string_view price, std::string_view size, const Instrument& rules) {
        return {parse_price(lines_->input(), "price", price, rules),
                parse_size(lines_->input(), "quantity", size, rules)};
    }

    void levels_of(json::object& object, std::string_view field, const Instrument& rules,
                   std::vector<BookLevel>& out) {
        out.clear();
        for (json::array level : object[lines_->at(field)].get_array()) {
            std::array<std::string_view, 2> texts;
            std::size_t count = 0;
            for (auto text : level) {
                if (count == texts.size()) {
                    lines_->input().fail(field, "a level of more than two values",
                                         "[price, quantity]");
                }
                texts[count++] = text.get_string();
            }
            out.push_back(level_of(texts[0], texts[1], rules));
        }
    }

    void take_snapshot(json::object& frame) {
        const std::uint64_t last_id = lines_->whole(frame, "lastUpdateId");
        if (file_symbol_.empty()) {
            lines_->input().fail("lastUpdateId", "a snapshot before any line with a symbol",
                                 "a stream frame first");
        }
        const auto asset = asset_of(std::string(file_symbol_));
        if (!asset) {
            return;
        }
        const Instrument& rules = builder_.instrument(*asset);
        levels_of(frame, "bids", rules, depth_.bids);
        levels_of(frame, "asks", rules, depth_.asks);
        if (!pair(*asset).book.load_snapshot(last_id, depth_.bids, depth_.asks)) {
            builder_.skip("REST snapshot while the chain is whole");
        }
    }

    void take_depth(json::object& data) {
        const Timestamp time = lines_->time_ms(data, is_usdm() ? "T" : "E");
        const auto asset = asset_of(lines_->text(data, "s"));
        if (!asset) {
            return;
        }
        const Instrument& rules = builder_.instrument(*asset);
        depth_.first_id = lines_->whole(data, "U");
        depth_.last_id = lines_->whole(data, "u");
        depth_.previous_last.reset();
        if (is_usdm()) {
            depth_.previous_last = lines_->whole(data, "pu");
        }
        levels_of(data, "b", rules, depth_.bids);
        levels_of(data, "a", rules, depth_.asks);
        const MarketEvent event = event_of(*asset, time);
        switch (pair(*asset).book.update(depth_)) {
            case IncrementalBook::Outcome::applied:
                emit_book(event);
                return;
            case IncrementalBook::Outcome::old:
                builder_.skip("depth update older than the snapshot");
                return;
            case IncrementalBook::Outcome::waiting:
                builder_.skip("depth update before a snapshot (held back)");
                return;
            case IncrementalBook::Outcome::gap:
                builder_.count_chain_gap();
                return;
        }
    }

    void emit_book(const MarketEvent& event) {
        const IncrementalBook& book = pair(event.asset).book;
        std::array<BookLevel, book_levels_max> bids;
        std::array<BookLevel, book_levels_max> asks;
        const std::size_t bid_count = book.top_bids(bids);
        const std::size_t ask_count = book.top_asks(asks);
        builder_.add_book(lines_->input(), event, {bids.data(), bid_count},
                          {asks.data(), ask_count});
    }

    void take_best(json::object& data) {
        std::optional<Timestamp> time;
        const auto asset = asset_of(lines_->text(data, "s"));
        if (!asset) {
            return;
        }
        const Instrument& rules = builder_.instrument(*asset);
        const BookLevel bid = level_of(lines_->text(data, "b"), lines_->text(data, "B"), rules);
        const BookLevel ask = level_of(lines_->text(data, "a"), lines_->text(data, "A"), rules);
        PairState& state = pair(*asset);
        if (is_usdm()) {
            time = lines_->time_ms(data, "T");
        } else if (state.clock_difference) {
            time = std::max(state.last_best, local_time_ + *state.clock_difference);
        } else {
            builder_.skip("bookTicker before the first frame with a time");
            return;
        }
        state.last_best = *time;
        MarketEvent event = event_of(*asset, *time);
        event.bid = bid;
        event.ask = ask;
        builder_.add_best(event);
    }

    void take_trade(json::object& data) {
        const auto asset = asset_of(lines_->text(data, "s"));
        if (!asset) {
            return;
        }
        MarketEvent event = event_of(*asset, lines_->time_ms(data, "T"));
        event.trade_id = lines_->whole(data, "t");
        event.bid =
            level_of(lines_->text(data, "p"), lines_->text(data, "q"), builder_.instrument(*asset));
        if (is_usdm()) {
            const std::string_view order_kind = lines_->text(data, "X");
            if (order_kind != "MARKET") {
                builder_.skip("trade of kind " + std::string(order_kind));
                return;
            }
        }
        const bool buyer_is_maker = data[lines_->at("m")].get_bool();
        event.aggressor = buyer_is_maker ? Side::ask : Side::bid;
        builder_.add_trade(event);
    }

    bool is_usdm() const { return type_ == AssetType::perp; }

    RecordingBuilder& builder_;
    AssetType type_;
    JsonLines* lines_ = nullptr;
    std::string file_symbol_;
    Timestamp local_time_;
    std::vector<PairState> pairs_;  // by asset; the chain goes on over files
    DepthUpdate depth_;             // memory kept between lines
};

Recording read_binance(const ReadRequest& request, ReadReport& report, AssetType type) {
    const auto files = input_files(request, report);
    RecordingBuilder builder(
        request,
        [type](std::string_view symbol) { return std::optional(binance_instrument(symbol, type)); },
        report);
    builder.plan(files);
    BinanceReader reader(builder, type);
    for (const auto& file : files) {
        reader.read(file);
    }
    return builder.finish();
}

}  // namespace

Recording read_binance_usdm(const ReadRequest& request, ReadReport& report) {
    return read_binance(request, report, AssetType::perp);
}

Recording read_binance_spot(const ReadRequest& request, ReadReport& report) {
    return read_binance(request, report, AssetType::spot);
}

}  // namespace maxmin::market
