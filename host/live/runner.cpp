// The runner as seen from outside: construction, start, stop, words. Its two loops are in
// engine_loop.cpp and telemetry_loop.cpp.
#include "host/live/runner.hpp"

#include <algorithm>
#include <chrono>

#include "host/live/state_owner.hpp"

namespace maxmin::live {
namespace {

constexpr std::size_t outbox_capacity = 1U << 15U;
constexpr std::size_t journal_capacity = 1U << 15U;
constexpr std::size_t log_capacity = 1U << 15U;
constexpr std::size_t words_capacity = 64;
constexpr std::size_t input_ring_bytes = 32U << 20U;

Status empty_status(std::size_t assets) {
    Status status;
    status.assets.resize(assets);
    return status;
}

}  // namespace

std::string_view to_string(WordResult result) {
    switch (result) {
        case WordResult::done:
            return "done";
        case WordResult::refused:
            return "refused";
        case WordResult::unlatched:
            return "unlatched";
        case WordResult::no_answer:
            return "no_answer";
    }
    return "unknown";
}

Runner::Runner(RunnerSetup setup)
    : setup_(std::move(setup)),
      instruments_(setup_.instruments.begin(), setup_.instruments.end()),
      lock_(setup_.lock_folder, setup_.account),
      latch_((claim_state_folder(setup_.state_folder, setup_.account, setup_.venue),
              setup_.state_folder)),
      journal_(setup_.state_folder / "journal", instruments_, clock_.now()),
      started_(clock_.now()),
      inbox_(instruments_.size(), {}, doorbell_, setup_.reconnect),
      outbox_(outbox_capacity, setup_.wake_gateway),
      mid_usd_(setup_.mid_usd.begin(), setup_.mid_usd.end()),
      journal_ring_(journal_capacity),
      log_ring_(log_capacity),
      mode_ring_(words_capacity),
      latest_(empty_status(instruments_.size())),
      status_(empty_status(instruments_.size())),
      words_(words_capacity),
      own_words_(words_capacity),
      answers_(words_capacity),
      positions_(instruments_.size()) {
    const engine::EngineStart start = make_start();
    engine_ = std::make_unique<engine::Engine>(setup_.config, instruments_, outbox_, start);
    for (std::size_t i = 0; i < positions_.size(); ++i) {
        positions_[i] = engine_->assets()[i].position;
    }
    mode_seen_ = engine_->guard().state().mode();
    mode_.store(mode_seen_);
    is_latched_ = mode_seen_ == risk::TradingMode::halted;
    if (setup_.dead_man != nullptr) {
        dead_man_ = std::make_unique<DeadMan>(setup_.dead_man_config, *setup_.dead_man);
    }
    if (setup_.record_inputs) {
        const std::string run = std::to_string(journal_.run());
        input_file_ = std::make_unique<ZstdFile>(setup_.state_folder / ("inputs-" + run + ".zst"));
        inputs_ = std::make_unique<InputLog>(input_ring_bytes);
        inputs_->start(start, instruments_, setup_.config_hash);
    }
    publish(started_);
    status_ = latest_.read();
}

engine::EngineStart Runner::make_start() {
    engine::EngineStart start{
        .time = started_,
        .expected_end = started_,
        .mid_usd = mid_usd_,
        .maker_fee_bps = setup_.maker_fee_bps,
        .balance_usd = setup_.balance_usd,
        .linked = false,
        .performing = compute::Performing::elsewhere,
        .restored = restored_from(journal_.past(), journal_.run(), instruments_)};
    start.restored.mode = latch_.read();
    return start;
}

Runner::~Runner() {
    if (!threads_.empty()) {
        stop(Duration());
    }
}

void Runner::start() {
    threads_.emplace_back([this] { engine_->computing().serve([this] { doorbell_.ring(); }); });
    threads_.emplace_back([this] { run_telemetry(); });
    threads_.emplace_back([this] { run_engine(); });
}

int Runner::stop(Duration patience) {
    const Timestamp until = clock_.now() + patience;
    if (patience > Duration()) {
        say(Word::wind_down, "stop", patience);
        while (clock_.now() < until && status().open_orders() > 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
    stopping_.store(true, std::memory_order_release);
    doorbell_.ring();
    for (std::thread& thread : threads_) {
        if (&thread != &threads_.front()) {
            thread.join();
        }
    }
    engine_->computing().close();
    threads_.front().join();
    threads_.clear();
    Status last = empty_status(instruments_.size());
    take_status(*engine_, started_, clock_.now(), last);
    return last.open_orders();
}

WordResult Runner::say(Word word, std::string_view who, Duration patience) {
    const std::lock_guard<std::mutex> one_at_a_time(word_mutex_);
    Spoken spoken{.word = word, .number = ++words_spoken_};
    std::copy_n(who.begin(), std::min(who.size(), spoken.who.size() - 1), spoken.who.begin());
    if (!words_.push(spoken)) {
        return WordResult::no_answer;
    }
    doorbell_.ring();
    const Timestamp until = clock_.now() + patience;
    for (Answer answer; clock_.now() < until;) {
        if (!answers_.pop(answer)) {
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        } else if (answer.number == spoken.number) {
            if (!answer.done) {
                return WordResult::refused;
            }
            while (modes_written_.load(std::memory_order_acquire) < answer.modes) {
                if (clock_.now() >= until) {
                    return WordResult::unlatched;
                }
                std::this_thread::sleep_for(std::chrono::microseconds(200));
            }
            return latch_failed_.load(std::memory_order_acquire) ? WordResult::unlatched
                                                                 : WordResult::done;
        }
    }
    return WordResult::no_answer;
}

Status Runner::status() {
    const std::lock_guard<std::mutex> guard(status_mutex_);
    return status_;
}

RuntimeCounters Runner::counters() const {
    const auto of = [](const auto& counter) { return counter.load(std::memory_order_relaxed); };
    const InboxCounters& inbox = inbox_.counters();
    return {.market_events = of(inbox.market_events),
            .books_conflated = of(inbox.conflated),
            .trades_dropped = of(inbox.trades_dropped),
            .inbox_overflows = of(inbox.overflows),
            .requests_lost = outbox_.lost(),
            .log_records_dropped = of(log_dropped_),
            .journal_failures = of(journal_failures_),
            .clock_steps = clock_.steps(),
            .inputs_unrecorded = inputs_ == nullptr ? 0 : inputs_->ring().refused(),
            .protection = of(protection_),
            .dead_man_firings = of(firings_)};
}

}  // namespace maxmin::live
