#include "host/live/input_log.hpp"

#include "host/live/input_fields.hpp"

namespace maxmin::live {
namespace {

constexpr std::size_t record_bytes_usual = 1U << 16U;

/// Starts the record over and says what it is.
ByteWriter begin(std::string& record, InputKind kind) {
    record.clear();
    ByteWriter writer(record);
    writer.add(kind);
    return writer;
}

}  // namespace

std::string_view to_string(Word word) {
    switch (word) {
        case Word::halt:
            return "halt";
        case Word::resume:
            return "resume";
        case Word::flatten:
            return "flatten";
        case Word::wind_down:
            return "wind_down";
        case Word::resume_from_here:
            return "resume_from_here";
    }
    return "unknown";
}

InputLog::InputLog(std::size_t ring_bytes) : ring_(ring_bytes) {
    record_.reserve(record_bytes_usual);
}

void InputLog::push() {
    if (has_gap_) {
        const char gap = static_cast<char>(InputKind::gap);
        if (!ring_.push({&gap, 1})) {
            return;
        }
        has_gap_ = false;
    }
    has_gap_ = !ring_.push(record_);
}

void InputLog::start(const engine::EngineStart& start,
                     std::span<const market::Instrument> instruments, std::uint64_t config_hash) {
    ByteWriter writer = begin(record_, InputKind::start);
    writer.add(config_hash);
    writer.add(static_cast<std::uint32_t>(instruments.size()));
    for (std::size_t i = 0; i < instruments.size(); ++i) {
        writer.add_text(instruments[i].symbol);
        instrument_fields(Writing{writer}, instruments[i]);
        writer.add(start.mid_usd[i]);
    }
    start_fields(Writing{writer}, start);
    const engine::Restored& restored = start.restored;
    writer.add(static_cast<std::uint32_t>(restored.positions.size()));
    for (const Lots position : restored.positions) {
        writer.add(position);
    }
    writer.add(static_cast<std::uint32_t>(restored.fills.size()));
    for (const engine::SeenFill& fill : restored.fills) {
        fill_fields(Writing{writer}, fill);
    }
    writer.add(restored.mode.has_value());
    if (restored.mode) {
        mode_fields(Writing{writer}, *restored.mode);
    }
    writer.add(restored.marks.has_value());
    if (restored.marks) {
        marks_fields(Writing{writer}, *restored.marks);
    }
    push();
}

void InputLog::market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                      std::span<const market::BookLevel> asks, Timestamp now) {
    ByteWriter writer = begin(record_, InputKind::market);
    writer.add(now);
    market_fields(Writing{writer}, event);
    for (const std::span<const market::BookLevel> side : {bids, asks}) {
        for (const market::BookLevel& level : side) {
            level_fields(Writing{writer}, level);
        }
    }
    push();
}

void InputLog::report(const gateway::Report& report) {
    ByteWriter writer = begin(record_, InputKind::report);
    report_fields(Writing{writer}, report);
    push();
}

void InputLog::link(gateway::LinkState state, Timestamp now) {
    ByteWriter writer = begin(record_, InputKind::link);
    writer.add(state);
    writer.add(now);
    push();
}

void InputLog::truth(const gateway::Truth& truth) {
    ByteWriter writer = begin(record_, InputKind::truth);
    truth_fields(Writing{writer}, truth);
    writer.add(static_cast<std::uint32_t>(truth.orders.size()));
    for (const gateway::OpenOrder& order : truth.orders) {
        order_fields(Writing{writer}, order);
    }
    writer.add(static_cast<std::uint32_t>(truth.positions.size()));
    for (const gateway::HeldPosition& position : truth.positions) {
        position_fields(Writing{writer}, position);
    }
    push();
}

void InputLog::computed(Timestamp now) {
    begin(record_, InputKind::computed).add(now);
    push();
}

void InputLog::round(Timestamp now) {
    begin(record_, InputKind::round).add(now);
    push();
}

void InputLog::word(Word word, std::string_view who, Timestamp now) {
    ByteWriter writer = begin(record_, InputKind::word);
    writer.add(word);
    writer.add_text(who);
    writer.add(now);
    push();
}

void InputLog::end(std::uint64_t decision_hash) {
    begin(record_, InputKind::end).add(decision_hash);
    push();
}

}  // namespace maxmin::live
