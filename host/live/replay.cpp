// Reads an input log back into an engine whose steps are performed at once but taken over only
// where the log says so.
#include <array>

#include "host/base/error.hpp"
#include "host/live/input_fields.hpp"
#include "host/live/input_log.hpp"

namespace maxmin::live {
namespace {

constexpr std::uint32_t count_max = 1U << 20U;

class CountingPort final : public gateway::Port {
  public:
    void submit(std::span<const gateway::Request> requests, Timestamp /*now*/) override {
        count += std::ssize(requests);
    }
    std::int64_t count = 0;
};

std::optional<std::string_view> next_record(std::string_view& log) {
    ByteReader reader(log);
    const auto length = reader.next<std::uint32_t>();
    if (!reader.is_sound() || length == 0 || log.size() - sizeof length < length) {
        return std::nullopt;
    }
    const std::string_view record = log.substr(sizeof length, length);
    log.remove_prefix(sizeof length + length);
    return record;
}

std::uint32_t next_count(ByteReader& reader) {
    return std::min(reader.next<std::uint32_t>(), count_max);
}

class Player {
  public:
    Player(engine::Engine& engine, Replayed& result) : engine_(engine), result_(result) {}

    /// False if the record cannot be read.
    bool play(std::string_view record) {
        ByteReader reader(record);
        switch (reader.next<InputKind>()) {
            case InputKind::market:
                return play_market(reader);
            case InputKind::report: {
                gateway::Report report;
                report_fields(Reading{reader}, report);
                return act(reader, [&] { engine_.on_report(report); });
            }
            case InputKind::link: {
                const auto state = reader.next<gateway::LinkState>();
                const auto now = reader.next<Timestamp>();
                return act(reader, [&] { engine_.on_link(state, now); });
            }
            case InputKind::truth:
                return play_truth(reader);
            case InputKind::computed: {
                const auto now = reader.next<Timestamp>();
                return act(reader, [&] { engine_.on_computed(now); });
            }
            case InputKind::round: {
                const auto now = reader.next<Timestamp>();
                return act(reader, [&] {
                    engine_.on_timer(now);
                    engine_.decide(now);
                    engine_.log().drain([](const engine::LogRecord&) {});
                });
            }
            case InputKind::word:
                return play_word(reader);
            case InputKind::end:
                result_.recorded_hash = reader.next<std::uint64_t>();
                return reader.is_sound();
            case InputKind::gap:
                ++result_.gaps;
                return true;
            default:
                return false;
        }
    }

  private:
    template <typename Action>
    bool act(const ByteReader& reader, Action action) {
        if (reader.is_sound()) {
            action();
        }
        return reader.is_sound();
    }

    bool play_market(ByteReader& reader) {
        const auto now = reader.next<Timestamp>();
        market::MarketEvent event;
        market_fields(Reading{reader}, event);
        std::array<market::BookLevel, 2 * market::book_levels_max> levels;
        const bool is_book = event.kind == market::EventKind::book;
        const std::size_t bids = is_book ? event.bid_levels : 0U;
        const std::size_t count = bids + (is_book ? event.ask_levels : 0U);
        if (count > levels.size() || bids > count) {
            return false;
        }
        for (std::size_t i = 0; i < count; ++i) {
            level_fields(Reading{reader}, levels[i]);
        }
        return act(reader, [&] {
            engine_.on_market(event, now, {levels.data(), bids},
                              {levels.data() + bids, count - bids});
        });
    }

    bool play_truth(ByteReader& reader) {
        gateway::Truth truth;
        truth_fields(Reading{reader}, truth);
        std::vector<gateway::OpenOrder> orders(next_count(reader));
        for (gateway::OpenOrder& order : orders) {
            order_fields(Reading{reader}, order);
        }
        std::vector<gateway::HeldPosition> positions(next_count(reader));
        for (gateway::HeldPosition& position : positions) {
            position_fields(Reading{reader}, position);
        }
        truth.orders = orders;
        truth.positions = positions;
        return act(reader, [&] { engine_.on_truth(truth); });
    }

    bool play_word(ByteReader& reader) {
        const auto word = reader.next<Word>();
        std::string who;
        reader.take_text(who);
        const auto now = reader.next<Timestamp>();
        return act(reader, [&] { say(engine_, word, who, now); });
    }

    engine::Engine& engine_;
    Replayed& result_;
};

[[noreturn]] void fail(const std::string& wrong, const std::string& right) {
    throw InputError({.field = "input log", .wrong = wrong, .right = right});
}

}  // namespace

bool say(engine::Engine& engine, Word word, std::string_view who, Timestamp now) {
    switch (word) {
        case Word::halt:
            engine.halt(who, now);
            return true;
        case Word::resume:
            return engine.resume(who, now);
        case Word::flatten:
            engine.flatten(who, now);
            return true;
        case Word::wind_down:
            engine.wind_down(now);
            return true;
        case Word::resume_from_here:
            return engine.resume_from_here(who, now);
    }
    return false;
}

RecordedStart read_start(std::string_view& log) {
    const std::optional<std::string_view> record = next_record(log);
    ByteReader reader(record.value_or(std::string_view()));
    if (!record || reader.next<InputKind>() != InputKind::start) {
        fail("does not begin with a start", "give the whole file of one run");
    }
    RecordedStart recorded;
    reader.take(recorded.config_hash);
    recorded.instruments.resize(next_count(reader));
    for (market::Instrument& instrument : recorded.instruments) {
        reader.take_text(instrument.symbol);
        instrument_fields(Reading{reader}, instrument);
        recorded.mid_usd.push_back(reader.next<double>());
    }
    start_fields(Reading{reader}, recorded.start);
    engine::Restored& restored = recorded.start.restored;
    restored.positions.resize(next_count(reader));
    for (Lots& position : restored.positions) {
        reader.take(position);
    }
    restored.fills.resize(next_count(reader));
    for (engine::SeenFill& fill : restored.fills) {
        fill_fields(Reading{reader}, fill);
    }
    if (reader.next<bool>()) {
        mode_fields(Reading{reader}, restored.mode.emplace());
    }
    if (reader.next<bool>()) {
        marks_fields(Reading{reader}, restored.marks.emplace());
    }
    if (!reader.is_sound()) {
        fail("its start is cut", "give the whole file of one run");
    }
    return recorded;
}

Replayed replay(const engine::Config& config, std::uint64_t config_hash, RecordedStart& start,
                std::string_view log) {
    if (config_hash != start.config_hash) {
        fail("was written under another configuration", "give the one of the session");
    }
    start.start.mid_usd = start.mid_usd;
    start.start.performing = compute::Performing::deferred;
    CountingPort port;
    engine::Engine engine(config, start.instruments, port, start.start);
    Replayed result;
    Player player(engine, result);
    while (const auto record = next_record(log)) {
        if (!player.play(*record)) {
            result.is_sound = false;
            break;
        }
        ++result.records;
    }
    result.is_sound = result.is_sound && log.empty();
    result.decision_hash = engine.decision_hash();
    result.requests = port.count;
    return result;
}

}  // namespace maxmin::live
