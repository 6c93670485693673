// The telemetry thread: everything slow. In each turn the journal comes first, then the latch, then
// what is only for people.
#include <algorithm>
#include <chrono>
#include <thread>

#include "host/live/runner.hpp"

namespace maxmin::live {
namespace {

constexpr Duration turn = milliseconds(2);
constexpr Duration watch_interval = milliseconds(100);
constexpr Duration inputs_flush_interval = milliseconds(900);

}  // namespace

void Runner::run_telemetry() {
    for (;;) {
        const bool last = engine_done_.load(std::memory_order_acquire);
        const Timestamp now = clock_.now();
        write_journal();
        write_latch();
        for (engine::LogRecord record; log_ring_.pop(record);) {
            setup_.on_log(record);
        }
        write_inputs(now);
        watch_liquidation();
        if (setup_.recorder != nullptr) {
            setup_.recorder->write(now);
        }
        {
            const std::lock_guard<std::mutex> guard(status_mutex_);
            status_ = latest_.read();
        }
        if (now >= next_watch_) {
            next_watch_ = now + watch_interval;
            clock_.retune();
            watch_latch();
            watch_health(now);
        }
        if (last) {
            break;
        }
        std::this_thread::sleep_for(std::chrono::nanoseconds(turn.value()));
    }
    input_file_.reset();
    if (dead_man_ && status_.open_orders() == 0) {
        dead_man_->disarm();
    }
}

void Runner::write_journal() {
    bool any = false;
    for (JournalEntry entry; journal_ring_.pop(entry);) {
        journal_.add(entry);
        any = true;
    }
    const bool lost = journal_is_full_.exchange(false, std::memory_order_acq_rel);
    const bool failed = any && !journal_.commit();
    if (failed || lost) {
        journal_failures_.fetch_add(1, std::memory_order_relaxed);
        halt_from_telemetry("journal");
    }
}

void Runner::write_latch() {
    for (risk::ModeRecord record; mode_ring_.pop(record);) {
        const bool halts = record.mode == risk::TradingMode::halted;
        const bool written = halts ? latch_.set(record) : !is_latched_ || latch_.clear();
        is_latched_ = halts;
        latch_failed_.store(!written, std::memory_order_release);
        modes_written_.fetch_add(1, std::memory_order_release);
    }
}

/// The venue has taken positions away by force: whatever was believed of margin was wrong.
void Runner::watch_liquidation() {
    if (liquidated_.exchange(false, std::memory_order_acq_rel)) {
        halt_from_telemetry("liquidation");
    }
}

/// A latch that somebody else has set: the command line, while we did not answer. Asked in this
/// order: whoever has resumed in between has counted its change before it showed the mode.
void Runner::watch_latch() {
    const bool is_set = latch_.is_set();
    const risk::TradingMode mode = mode_.load(std::memory_order_acquire);
    const bool all_written = modes_posted_.load(std::memory_order_acquire) ==
                             modes_written_.load(std::memory_order_acquire);
    if (is_set && mode != risk::TradingMode::halted && all_written) {
        halt_from_telemetry("latch file");
    }
}

bool Runner::halt_from_telemetry(std::string_view who) {
    if (mode_.load(std::memory_order_acquire) == risk::TradingMode::halted) {
        return true;
    }
    Spoken spoken{.word = Word::halt};
    std::copy_n(who.begin(), std::min(who.size(), spoken.who.size() - 1), spoken.who.begin());
    const bool pushed = own_words_.push(spoken);
    doorbell_.ring();
    return pushed;
}

void Runner::write_inputs(Timestamp now) {
    if (!inputs_) {
        return;
    }
    while (inputs_->ring().pop(record_)) {
        const auto length = static_cast<std::uint32_t>(record_.size());
        input_file_->add({reinterpret_cast<const char*>(&length), sizeof length});
        input_file_->add(record_);
    }
    if (now - inputs_flushed_ >= inputs_flush_interval) {
        inputs_flushed_ = now;
        static_cast<void>(input_file_->flush());
    }
}

void Runner::watch_health(Timestamp now) {
    if (!dead_man_) {
        return;
    }
    if (const auto at = dead_man_armed_ns_.exchange(0, std::memory_order_relaxed); at != 0) {
        dead_man_->on_armed(Timestamp(at));
    }
    if (dead_man_refused_.exchange(false, std::memory_order_relaxed)) {
        dead_man_->on_refused();
    }
    constexpr double status_age_s_max = 1.0;  // the engine's thread still turns
    double stale_after_s = 0.0;
    for (const engine::AssetConfig& asset : setup_.config.assets) {
        stale_after_s = std::max(stale_after_s, asset.risk.stale_after_s);
    }
    const bool healthy =
        status_.link.may_trade() && status_.mode.mode != risk::TradingMode::halted &&
        to_seconds(now - status_.time) < status_age_s_max && status_.has_fresh_data(stale_after_s);
    dead_man_->renew(now, healthy);
    protection_.store(dead_man_->protection(now), std::memory_order_relaxed);
    firings_.store(dead_man_->firings_today(), std::memory_order_relaxed);
}

}  // namespace maxmin::live
