// The engine against a venue behind a bad line, a thousand and more times. Each episode trades
// through faults, is then left alone until everything has been asked for, and must end knowing
// exactly what the venue knows.
#include <array>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "host/config/load.hpp"
#include "host/engine/engine.hpp"
#include "host/live/journal_records.hpp"
#include "tests/host/live/scripted_venue.hpp"

namespace maxmin::live::test {
namespace {

constexpr Timestamp start_time(1'757'001'600'000'000'000);
constexpr std::int64_t mid_ticks = 400'000;
constexpr Duration round_length = milliseconds(100);

engine::Config campaign_config() {
    return config::load_text(R"(
assets = ["ETH", "SOL"]
[run]
particles = 64
step_interval_ms = 400
grid_max_age_ms = 2000
[start]
positions = "refuse"
[fate]
answer_timeout_s = 1.0
query_interval_s = 0.5
query_interval_max_s = 2.0
[defaults]
sz_decimals = 4
max_absolute_position_size = 10.0
enable_multi_level = true
enable_robust_control = true
filter = { warm_up_s = 1.0 }
grid = { nodes_max = 21 }
gate = { forced_open = true }
order = { minimum_life_s = 0.2 }
)",
                             "campaign.toml", {})
        .config;
}

/// Straight into the engine, fills into a journal as the runner does; the campaign has no threads.
class Direct final : public gateway::Listener {
  public:
    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks) override {
        engine->on_market(event, event.local_time, bids, asks);
    }
    void on_report(const Report& report) override {
        engine->on_report(report);
        if (report.kind == ReportKind::filled) {
            write_entry(journal, {.kind = JournalKind::fill, .report = report});
        }
    }
    void on_link(LinkState state, Timestamp local_time) override {
        engine->on_link(state, local_time);
    }
    void on_truth(const gateway::Truth& truth) override { engine->on_truth(truth); }

    engine::Engine* engine = nullptr;
    std::string journal;
};

class Episode {
  public:
    explicit Episode(unsigned seed)
        : config_(campaign_config()),
          instruments_{market::hyperliquid_instrument("ETH", 4, market::AssetType::perp, 25),
                       market::hyperliquid_instrument("SOL", 4, market::AssetType::perp, 25)},
          venue_(seed, 2) {
        venue_.listener = &direct_;
        venue_.now = start_time;
        start();
    }

    void run() {
        trade(seconds(5), false);
        venue_.faults = {.request_lost = 0.1 * venue_.pick(3),
                         .answer_lost = 0.1 * venue_.pick(4),
                         .told_twice = 0.1 * venue_.pick(4),
                         .fill_untold = 0.2 * venue_.pick(3),
                         .refused = 0.05 * venue_.pick(3),
                         .delay_ms_max = 20 + 150 * venue_.pick(4)};
        trade(seconds(15), true);
        venue_.faults = {};
        if (halted_ && venue_.chance(0.5)) {
            engine_->resume("campaign", now_);
            halted_ = false;
        }
        // Longer than time-out, queries and two periodic accounts; the market stands still, so that
        // nothing is on its way at the end.
        calm_ = true;
        trade(seconds(22), false);
    }

    void check() const {
        std::set<OrderId> known;
        for (AssetIndex index = 0; index < 2; ++index) {
            const engine::Asset& asset = engine_->assets()[static_cast<std::size_t>(index)];
            const Lots held = venue_.positions[static_cast<std::size_t>(index)];
            EXPECT_EQ(asset.position, held) << "asset " << index;
            EXPECT_EQ(engine_->ledger().position(index), held) << "asset " << index;
            for (const order::WorkingOrder& order : asset.orders.orders()) {
                known.insert(order.id);
                EXPECT_EQ(order.state, order::OrderState::open);
                const auto found = venue_.orders.find(order.id);
                if (found == venue_.orders.end()) {
                    ADD_FAILURE() << "order " << static_cast<std::uint64_t>(order.id)
                                  << " is believed open and is not";
                    continue;
                }
                EXPECT_EQ(found->second.price, order.resting.price);
                EXPECT_EQ(found->second.size, order.resting.size);
            }
            EXPECT_EQ(asset.orders.counters().overflows, 0U);
            EXPECT_EQ(asset.orders.counters().fills_aged, 0U);
        }
        for (const auto& [id, order] : venue_.orders) {
            EXPECT_TRUE(known.contains(id))
                << "order " << static_cast<std::uint64_t>(id) << " rests unseen";
        }
        if (halted_) {
            EXPECT_TRUE(venue_.orders.empty()) << "an order outlived the halt";
        }
        const Past past = read_journal(direct_.journal);
        std::int64_t journaled = 0;
        for (const auto& [symbol, asset] : past.assets) {
            journaled += asset.fills;
        }
        EXPECT_EQ(journaled, std::ssize(venue_.fills)) << "each once, over all lives";
        EXPECT_EQ(venue_.ids_reused, 0);
        if (kills_ == 0) {
            EXPECT_EQ(engine_->ledger().fills_booked(), std::ssize(venue_.fills));
        }
        EXPECT_EQ(engine_->link().position_mismatches, 0) << "every fill was told";
        EXPECT_EQ(engine_->link().refusal, engine::Refusal::none) << "the journal explains all";
    }

    std::int64_t fills() const { return std::ssize(venue_.fills); }
    std::int64_t losses() const { return engine_->link().losses; }
    std::int64_t queries() const {
        return static_cast<std::int64_t>(engine_->assets()[0].orders.counters().queries +
                                         engine_->assets()[1].orders.counters().queries);
    }
    int kills() const { return kills_; }
    bool is_halted() const { return halted_; }

  private:
    /// A process comes up, the first or after a kill -9, with what the journal kept.
    void start() {
        const Past past = read_journal(direct_.journal);
        direct_.journal.erase(past.sound_bytes);
        const std::uint64_t run = next_run(past, now_);
        write_run(direct_.journal, run, now_, instruments_);
        engine_ = std::make_unique<engine::Engine>(
            config_, instruments_, venue_,
            engine::EngineStart{.time = now_,
                                .expected_end = now_,
                                .mid_usd = mids_,
                                .balance_usd = 100'000.0,
                                .linked = false,
                                .restored = restored_from(past, run, instruments_)});
        direct_.engine = engine_.get();
        venue_.forget_told_since(past.fills_since());
    }

    /// Up to 200 bytes had not reached the disk; what was on its way to us is gone, what was on its
    /// way to the venue is not.
    void kill() {
        ++kills_;
        venue_.break_link();
        const std::size_t lost = std::min<std::size_t>(direct_.journal.size(),
                                                       static_cast<std::size_t>(venue_.pick(200)));
        direct_.journal.erase(direct_.journal.size() - lost);
        start();
    }

    void book(AssetIndex asset) {
        std::int64_t& centre = centres_[static_cast<std::size_t>(asset)];
        if (!calm_) {
            centre += 10 * (venue_.pick(21) - 10);
        }
        const auto wiggle = (now_.ns() / round_length.value() + asset) % 2 == 0 ? 10 : -10;
        const std::int64_t mid = centre + (calm_ ? 0 : wiggle);
        const std::array bids{market::BookLevel{Ticks(mid - 10), Lots(50'000)}};
        const std::array asks{market::BookLevel{Ticks(mid + 10), Lots(50'000)}};
        market::MarketEvent event;
        event.exchange_time = now_ - milliseconds(20);
        event.local_time = now_;
        event.asset = asset;
        event.kind = market::EventKind::book;
        event.bid_levels = 1;
        event.ask_levels = 1;
        engine_->on_market(event, now_, bids, asks);
    }

    void misbehave() {
        if (venue_.chance(0.15)) {
            venue_.fill_some();
        }
        if (venue_.chance(0.01)) {
            venue_.cancel_some();
        }
        if (venue_.chance(0.01)) {
            venue_.break_link();
        } else if (!venue_.is_up() && venue_.chance(0.1)) {
            venue_.mend_link();
        }
        if (!halted_ && venue_.chance(0.003)) {
            kill();
        }
        if (!halted_ && venue_.chance(0.002)) {
            engine_->halt("campaign", now_);
            halted_ = true;
        } else if (!halted_ && venue_.chance(0.001)) {
            engine_->flatten("campaign", now_);
            halted_ = true;
        }
    }

    void trade(Duration length, bool misbehaving) {
        for (const Timestamp end = now_ + length; now_ < end;) {
            now_ = now_ + round_length;
            venue_.run_until(now_);
            if (misbehaving) {
                misbehave();
            } else {
                venue_.mend_link();
            }
            if (venue_.is_up() && now_ >= next_account_) {
                next_account_ = now_ + seconds(4);
                venue_.tell_account(false);
            }
            book(0);
            book(1);
            engine_->on_timer(now_);
            engine_->decide(now_);
            engine_->log().drain([](const engine::LogRecord&) {});
        }
    }

    engine::Config config_;
    std::vector<market::Instrument> instruments_;
    std::vector<double> mids_{4000.0, 4000.0};
    ScriptedVenue venue_;
    Direct direct_;
    std::unique_ptr<engine::Engine> engine_;
    std::array<std::int64_t, 2> centres_{mid_ticks, mid_ticks};
    Timestamp now_ = start_time;
    Timestamp next_account_ = start_time;
    bool calm_ = false;
    bool halted_ = false;
    int kills_ = 0;
};

/// MAXMIN_EPISODE=n runs that one alone.
TEST(Campaign, EveryEpisodeEndsKnowingWhatTheVenueKnows) {
    constexpr unsigned episodes = 1200;
    const char* only = std::getenv("MAXMIN_EPISODE");
    const unsigned first = only == nullptr ? 1 : static_cast<unsigned>(std::atoi(only));
    const unsigned last = only == nullptr ? episodes : first;
    std::int64_t fills = 0;
    std::int64_t losses = 0;
    std::int64_t queries = 0;
    int halted = 0;
    int kills = 0;
    int failed = 0;
    for (unsigned seed = first; seed <= last && failed < 5; ++seed) {
        SCOPED_TRACE("episode " + std::to_string(seed));
        Episode episode(seed);
        episode.run();
        const auto before =
            testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count();
        episode.check();
        failed +=
            testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count() >
                    before
                ? 1
                : 0;
        fills += episode.fills();
        losses += episode.losses();
        queries += episode.queries();
        halted += episode.is_halted() ? 1 : 0;
        kills += episode.kills();
    }
    std::cout << "episodes " << last - first + 1 << ", fills " << fills << ", links lost " << losses
              << ", queries " << queries << ", kills " << kills << ", ended halted " << halted
              << '\n';
    if (only == nullptr) {
        EXPECT_GT(fills, 10 * episodes) << "a campaign without fills would prove little";
        EXPECT_GT(losses, episodes / 2);
        EXPECT_GT(queries, episodes);
        EXPECT_GT(halted, 20);
        EXPECT_GT(kills, 100);
    }
}

}  // namespace
}  // namespace maxmin::live::test
