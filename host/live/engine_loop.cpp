// The engine's thread: drain what has come, decide once, hand on what is to be written, sleep until
// something comes or a timer is due. Nothing here writes a file, makes text or allocates.
#include <algorithm>

#include "host/live/runner.hpp"

namespace maxmin::live {
namespace {

constexpr int items_per_round = 256;  // then a decision is due whatever else waits
constexpr Duration publish_interval = milliseconds(50);
constexpr Duration marks_interval = seconds(10);
constexpr Duration sleep_longest = milliseconds(50);

}  // namespace

void Runner::run_engine() {
    next_marks_ = clock_.now() + marks_interval;
    while (!stopping_.load(std::memory_order_acquire)) {
        const Timestamp now = clock_.now();
        outbox_.caused_by(Timestamp());
        const bool facts = take_facts(now);
        const bool market = take_market(now);
        take_words(now);
        if (engine_->compute().is_finished()) {
            if (inputs_) {
                inputs_->computed(now);
            }
            engine_->on_computed(now);
        }
        if (inputs_) {
            inputs_->round(now);
        }
        engine_->on_timer(now);
        engine_->decide(now);
        after_round(now);
        if (!facts && !market) {
            const Duration due = engine_->next_timer() - clock_.now();
            doorbell_.wait(std::clamp(due, Duration(), sleep_longest));
        }
    }
    const Timestamp now = clock_.now();
    engine_->finish(now);
    after_round(now);
    publish(now);
    if (const auto marks = engine_->guard().state().marks()) {
        put_down({.kind = JournalKind::marks, .marks = *marks});
    }
    put_down({.kind = JournalKind::stop, .time = now});
    if (inputs_) {
        inputs_->end(engine_->decision_hash());
    }
    engine_done_.store(true, std::memory_order_release);
}

bool Runner::take_facts(Timestamp now) {
    if (inbox_.lost_sight()) {
        if (inputs_) {
            inputs_->link(gateway::LinkState::down, now);
        }
        engine_->on_link(gateway::LinkState::down, now);
    }
    int taken = 0;
    for (const Fact* fact = inbox_.next_fact(); fact != nullptr && taken < items_per_round;
         fact = inbox_.next_fact(), ++taken) {
        switch (fact->kind) {
            case Fact::Kind::report:
                if (inputs_) {
                    inputs_->report(fact->report);
                }
                engine_->on_report(fact->report);
                if (fact->report.kind == gateway::ReportKind::filled) {
                    put_down({.kind = JournalKind::fill, .report = fact->report});
                } else if (fact->report.kind == gateway::ReportKind::funding) {
                    put_down({.kind = JournalKind::funding, .report = fact->report});
                }
                break;
            case Fact::Kind::link:
                if (inputs_) {
                    inputs_->link(fact->link, fact->local_time);
                }
                engine_->on_link(fact->link, fact->local_time);
                break;
            case Fact::Kind::truth:
                take_truth(inbox_.truth_of(*fact));
                break;
        }
        inbox_.release_fact();
    }
    return taken > 0;
}

void Runner::take_truth(const gateway::Truth& truth) {
    if (inputs_) {
        inputs_->truth(truth);
    }
    for (std::size_t i = 0; i < positions_.size(); ++i) {
        positions_[i] = engine_->assets()[i].position;
    }
    engine_->on_truth(truth);
    for (std::size_t i = 0; i < positions_.size(); ++i) {
        if (engine_->assets()[i].position != positions_[i]) {
            put_down({.kind = JournalKind::position,
                      .asset = static_cast<AssetIndex>(i),
                      .position = engine_->assets()[i].position,
                      .time = truth.local_time});
        }
    }
}

bool Runner::take_market(Timestamp now) {
    int taken = 0;
    for (const MarketItem* item = inbox_.next_market(); item != nullptr && taken < items_per_round;
         item = inbox_.next_market(), ++taken) {
        if (inputs_) {
            inputs_->market(item->event, item->bids(), item->asks(), now);
        }
        if (taken == 0) {
            outbox_.caused_by(item->event.local_time);
        }
        engine_->on_market(item->event, now, item->bids(), item->asks());
        inbox_.release_market();
    }
    return taken > 0;
}

void Runner::take_words(Timestamp now) {
    Spoken spoken;
    while (words_.pop(spoken)) {
        take_word(spoken, now);
    }
    while (own_words_.pop(spoken)) {
        take_word(spoken, now);
    }
}

void Runner::take_word(const Spoken& spoken, Timestamp now) {
    if (inputs_) {
        inputs_->word(spoken.word, spoken.who.data(), now);
    }
    const bool done = live::say(*engine_, spoken.word, spoken.who.data(), now);
    next_marks_ = spoken.word == Word::resume_from_here ? now : next_marks_;
    after_round(now);
    publish(now);
    if (spoken.number != 0) {
        static_cast<void>(
            answers_.push({.number = spoken.number, .done = done, .modes = modes_posted_.load()}));
    }
}

void Runner::put_down(const JournalEntry& entry) {
    if (!journal_ring_.push(entry)) {
        journal_is_full_.store(true, std::memory_order_release);
    }
}

void Runner::after_round(Timestamp now) {
    engine_->log().drain([&](const engine::LogRecord& record) {
        if (!log_ring_.push(record)) {
            log_dropped_.fetch_add(1, std::memory_order_relaxed);
        }
    });
    const risk::ModeRecord& record = engine_->guard().state().record();
    if (record.mode != mode_seen_) {
        mode_seen_ = record.mode;
        // Counted first: whoever sees the new mode knows that the latch is about to follow.
        modes_posted_.fetch_add(1, std::memory_order_release);
        mode_.store(record.mode, std::memory_order_release);
        static_cast<void>(mode_ring_.push(record));  // modes change a few times a day
    }
    if (now >= next_publish_) {
        next_publish_ = now + publish_interval;
        publish(now);
    }
    if (now >= next_marks_) {
        next_marks_ = now + marks_interval;
        if (const auto marks = engine_->guard().state().marks()) {
            put_down({.kind = JournalKind::marks, .marks = *marks});
        }
    }
}

void Runner::publish(Timestamp now) {
    take_status(*engine_, started_, now, latest_.writable());
    latest_.publish();
}

}  // namespace maxmin::live
