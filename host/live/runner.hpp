// A live run: the engine on its own thread between a gateway that talks to the venue and everything
// that may be slow. Four threads beside the gateway's: engine (decides), compute (steps), telemetry
// (journal, latch, log, recordings, dead man), control (control_server.hpp). Between them only
// rings, a triple buffer and doorbells. The gateway calls listener() and deliver_requests() on its
// thread; wake_gateway is called on the engine's.
#pragma once

#include <array>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "host/engine/engine.hpp"
#include "host/gateway/latencies.hpp"
#include "host/gateway/wire_counters.hpp"
#include "host/live/clock.hpp"
#include "host/live/inbox.hpp"
#include "host/live/input_log.hpp"
#include "host/live/instance_lock.hpp"
#include "host/live/journal.hpp"
#include "host/live/latch.hpp"
#include "host/live/latest.hpp"
#include "host/live/outbox.hpp"
#include "host/live/recorder.hpp"
#include "host/live/status.hpp"

namespace maxmin::live {

struct RunnerSetup {
    const engine::Config& config;  // outlives the runner, as all references here
    std::uint64_t config_hash = 0;
    std::span<const market::Instrument> instruments;
    std::span<const double> mid_usd;  // now, by asset: converts sizes
    double maker_fee_bps = 0.0;
    double balance_usd = 0.0;  // the account's value; the first Truth corrects it
    std::string account;       // whose state this is
    std::string venue;         // and where
    std::filesystem::path state_folder;
    std::filesystem::path lock_folder = std::filesystem::temp_directory_path();
    bool record_inputs = false;  // <state_folder>/inputs-<run>.zst
    /// The engine's thread: make the gateway's call deliver_requests(). Must not block.
    std::function<void()> wake_gateway = [] {};
    /// The gateway's thread: facts were lost, connect anew.
    std::function<void()> reconnect = [] {};
    /// The telemetry thread: every record the engine logs.
    std::function<void(const engine::LogRecord&)> on_log = [](const engine::LogRecord&) {};
    DeadManPort* dead_man = nullptr;  // called on the telemetry thread
    DeadManConfig dead_man_config;
    Recorder* recorder = nullptr;  // drained on the telemetry thread
};

/// What came of an operator's word.
enum class WordResult : std::uint8_t {
    done,
    refused,    // resume while a loss limit is broken
    unlatched,  // done, but the halt could not be written to the disk
    no_answer,  // the engine did not answer in time
};
std::string_view to_string(WordResult result);

class Runner {
  public:
    /// Takes the instance lock, reads what the last run left, builds the engine. Throws InputError.
    explicit Runner(RunnerSetup setup);
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;
    /// Stops without winding down, should stop() not have been called.
    ~Runner();

    void start();
    /// Winds down: cancels everything, waits up to `patience` for the venue to confirm, ends the
    /// threads. Returns how many orders may still be at the venue.
    int stop(Duration patience);

    // The gateway's thread.
    gateway::Listener& listener() { return inbox_; }
    void deliver_requests(gateway::Port& venue) { outbox_.deliver(venue); }
    /// Where the gateway counts.
    gateway::Latencies& latencies() { return latencies_; }
    gateway::WireCounters& wire() { return wire_; }

    // Any thread.
    WordResult say(Word word, std::string_view who, Duration patience = seconds(2));
    Status status();
    RuntimeCounters counters() const;
    std::string status_line() {
        return status_json({status(), counters(), latencies_, wire_, setup_.account, instruments_},
                           clock_.now());
    }
    void dead_man_armed(Timestamp at) {
        dead_man_armed_ns_.store(at.ns(), std::memory_order_relaxed);
    }
    void dead_man_refused() { dead_man_refused_.store(true, std::memory_order_relaxed); }
    /// Halts within milliseconds.
    void liquidated() { liquidated_.store(true, std::memory_order_release); }
    const Clock& clock() const { return clock_; }
    /// What earlier runs left; the gateway asks for fills from past().fills_since() on.
    const Past& past() const { return journal_.past(); }
    std::span<const market::Instrument> instruments() const { return instruments_; }
    const std::filesystem::path& state_folder() const { return setup_.state_folder; }

  private:
    struct Spoken {
        Word word = Word::halt;
        std::array<char, 32> who{};
        std::uint64_t number = 0;
    };
    struct Answer {
        std::uint64_t number = 0;
        bool done = false;
        std::uint64_t modes = 0;  // mode changes until then
    };

    engine::EngineStart make_start();

    // The engine's thread.
    void run_engine();
    bool take_facts(Timestamp now);
    bool take_market(Timestamp now);
    void take_words(Timestamp now);
    void take_word(const Spoken& spoken, Timestamp now);
    void take_truth(const gateway::Truth& truth);
    void put_down(const JournalEntry& entry);
    void after_round(Timestamp now);
    void publish(Timestamp now);

    // The telemetry thread.
    void run_telemetry();
    void write_journal();
    void write_latch();
    void watch_latch();
    void watch_liquidation();
    void write_inputs(Timestamp now);
    void watch_health(Timestamp now);
    bool halt_from_telemetry(std::string_view who);

    RunnerSetup setup_;
    std::vector<market::Instrument> instruments_;
    Clock clock_;
    InstanceLock lock_;
    Latch latch_;
    Journal journal_;
    Timestamp started_;
    Doorbell doorbell_;
    Inbox inbox_;
    Outbox outbox_;
    gateway::Latencies latencies_;
    gateway::WireCounters wire_;
    std::vector<double> mid_usd_;
    std::unique_ptr<InputLog> inputs_;
    std::unique_ptr<engine::Engine> engine_;

    // From the engine's thread to telemetry.
    Ring<JournalEntry> journal_ring_;
    Ring<engine::LogRecord> log_ring_;
    Ring<risk::ModeRecord> mode_ring_;
    Latest<Status> latest_;    // to telemetry
    std::mutex status_mutex_;  // telemetry's copy and whoever asks
    Status status_;
    // Words: from whoever speaks (one at a time) and from telemetry itself.
    std::mutex word_mutex_;
    Ring<Spoken> words_;
    Ring<Spoken> own_words_;
    Ring<Answer> answers_;
    std::uint64_t words_spoken_ = 0;

    // The engine's thread.
    Timestamp next_publish_;
    Timestamp next_marks_;
    risk::TradingMode mode_seen_ = risk::TradingMode::active;
    std::vector<Lots> positions_;
    // The telemetry thread.
    bool is_latched_ = false;
    std::unique_ptr<ZstdFile> input_file_;
    std::string record_;
    Timestamp inputs_flushed_;
    Timestamp next_watch_;
    std::unique_ptr<DeadMan> dead_man_;

    std::atomic<bool> stopping_ = false;
    std::atomic<bool> engine_done_ = false;
    std::atomic<risk::TradingMode> mode_ = risk::TradingMode::active;
    std::atomic<std::uint64_t> modes_posted_ = 0;
    std::atomic<std::uint64_t> modes_written_ = 0;
    std::atomic<bool> latch_failed_ = false;
    std::atomic<std::int64_t> dead_man_armed_ns_ = 0;
    std::atomic<bool> dead_man_refused_ = false;
    std::atomic<bool> liquidated_ = false;
    std::atomic<bool> journal_is_full_ = false;
    std::atomic<std::int64_t> log_dropped_ = 0;
    std::atomic<std::int64_t> journal_failures_ = 0;
    std::atomic<Protection> protection_ = Protection::none;
    std::atomic<int> firings_ = 0;
    std::vector<std::thread> threads_;  // engine, compute, telemetry
};

}  // namespace maxmin::live
