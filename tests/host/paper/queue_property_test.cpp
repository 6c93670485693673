// The exchange against a slow, obvious model under random markets and orders: every price is a line
// of single lots, each either someone's or ours, and trades take lots off the front. The model
// cancels other people's lots from the back, which is what QueueModel::back assumes.
#include <algorithm>
#include <deque>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/host/paper/scene.hpp"

namespace maxmin::paper::test {
namespace {

constexpr std::uint64_t nobody = 0;
constexpr std::int64_t centre = 10'000;
constexpr std::int64_t depth = 8;           // prices in play, 1 (nearest) to 8
constexpr std::int64_t far_size = 100'000;  // a level behind them that never trades
constexpr std::int64_t taken_over = 100;    // the other side's best, far off

using Line = std::deque<std::uint64_t>;
using Fills = std::vector<std::pair<std::uint64_t, std::int64_t>>;  // id, lots

/// One side of the market; a price is its distance from the centre.
class UnitLines {
  public:
    void join(std::int64_t distance, std::uint64_t id, std::int64_t lots) {
        lines_[distance].insert(lines_[distance].end(), static_cast<std::size_t>(lots), id);
    }
    void cancel_others_from_back(std::int64_t distance, std::int64_t lots) {
        Line& line = lines_[distance];
        for (std::size_t i = line.size(); i > 0 && lots > 0; --i) {
            if (line[i - 1] == nobody) {
                line.erase(line.begin() + static_cast<std::ptrdiff_t>(i - 1));
                --lots;
            }
        }
    }
    void remove(std::uint64_t id) {
        for (auto& [distance, line] : lines_) {
            std::erase(line, id);
        }
    }
    /// Off the front of one price; returns how many lots there were to take.
    std::int64_t trade(std::int64_t distance, std::int64_t lots, Fills& fills) {
        Line& line = lines_[distance];
        std::int64_t done = 0;
        for (; done < lots && !line.empty(); ++done) {
            count(fills, line.front());
            line.pop_front();
        }
        return done;
    }
    /// A taker went past everything nearer than `distance`: others there are gone, ours trade.
    std::int64_t pass(std::int64_t distance, std::int64_t lots, Fills& fills) {
        for (std::int64_t nearer = 1; nearer < distance; ++nearer) {
            std::erase(lines_[nearer], nobody);
            lots -= trade(nearer, lots, fills);
        }
        return lots;
    }
    std::int64_t others(std::int64_t distance) const {
        const auto found = lines_.find(distance);
        return found == lines_.end()
                   ? 0
                   : std::count(found->second.begin(), found->second.end(), nobody);
    }

  private:
    static void count(Fills& fills, std::uint64_t id) {
        if (id == nobody) {
            return;
        }
        if (fills.empty() || fills.back().first != id) {
            fills.emplace_back(id, 0);
        }
        ++fills.back().second;
    }

    std::map<std::int64_t, Line> lines_;
};

class Contest {
  public:
    Contest(Side side, unsigned seed) : side_(side), random_(seed), scene_(config(), instrument()) {
        for (std::int64_t distance = 1; distance <= depth; ++distance) {
            model_.join(distance, nobody, pick(0, 30));
        }
        show(taken_over, 1);
    }

    void round() {
        ++ms_;
        switch (pick(0, 8)) {
            case 0:
                model_.join(pick(1, depth), nobody, pick(1, 20));
                break;
            case 1:
                model_.cancel_others_from_back(pick(1, depth), pick(1, 20));
                break;
            case 2:
            case 3:
                sweep();
                break;
            case 4:
                print_beyond();
                break;
            case 5:
                cross();
                break;
            case 6:
                withdraw();
                break;
            default:
                place();
                break;
        }
        if (shown_at_ != ms_) {
            show(taken_over, 1);
        }
        check();
    }

    std::int64_t lots_filled() const { return lots_filled_; }
    bool failed() const { return failed_; }

  private:
    static PaperConfig config() {
        PaperConfig config = instant_config();
        config.start_balance_usd = 1e9;
        config.request_allowance = 1'000'000'000;
        return config;
    }
    static market::Instrument instrument() {
        market::Instrument instrument = test_instrument();
        instrument.minimum_value_usd = 0.0;
        return instrument;
    }
    std::int64_t pick(std::int64_t low, std::int64_t high) {
        const auto range = static_cast<std::uint64_t>(high - low + 1);
        return low + static_cast<std::int64_t>(random_() % range);
    }
    std::int64_t price(std::int64_t distance) const { return centre - sign_of(side_) * distance; }

    /// Shows the model's lines, and the other side at `other` ticks beyond the centre (negative:
    /// inside our side). Half of the time a best quote of the same instant comes first.
    void show(std::int64_t other, std::int64_t size) {
        std::vector<BookLevel> own;
        for (std::int64_t distance = 1; distance <= depth; ++distance) {
            if (model_.others(distance) > 0) {
                own.push_back(level(price(distance), model_.others(distance)));
            }
        }
        own.push_back(level(price(depth + 1), far_size));
        const std::vector<BookLevel> opposite{level(price(-other), size)};
        const bool bids = side_ == Side::bid;
        if (pick(0, 1) == 0 && other == taken_over) {
            scene_.best(ms_, bids ? own.front() : opposite[0], bids ? opposite[0] : own.front());
        }
        scene_.book(ms_, bids ? own : opposite, bids ? opposite : own);
        shown_at_ = ms_;
    }

    /// One taker through several prices, a print for each; the book comes before or after.
    void sweep() {
        std::int64_t lots = pick(1, 60);
        const bool book_first = pick(0, 1) == 0;
        std::vector<BookLevel> prints;
        for (std::int64_t distance = 1; distance <= depth && lots > 0; ++distance) {
            const std::int64_t done = model_.trade(distance, lots, expected_);
            lots -= done;
            if (done > 0) {
                prints.push_back(level(price(distance), done));
            }
        }
        if (book_first) {
            show(taken_over, 1);
        }
        for (const BookLevel& print : prints) {
            scene_.print(ms_, opposite(side_), print.price.value(), print.size.value());
        }
    }

    /// A single print deeper than some of our orders.
    void print_beyond() {
        const std::int64_t distance = pick(2, depth);
        const std::int64_t lots = pick(1, 40);
        const std::int64_t left = model_.pass(distance, lots, expected_);
        model_.trade(distance, left, expected_);
        scene_.print(ms_, opposite(side_), price(distance), lots);
    }

    /// The other side's best appears inside our side, without a print.
    void cross() {
        const std::int64_t distance = pick(1, depth);
        const std::int64_t lots = pick(1, 40);
        model_.pass(distance, lots, expected_);
        model_.cancel_others_from_back(distance, 1'000'000);
        show(-distance, lots);
        ++ms_;
    }

    void place() {
        const std::int64_t distance = pick(1, depth);
        const std::int64_t lots = pick(1, 10);
        const std::uint64_t id = ++last_id_;
        model_.join(distance, id, lots);
        scene_.send(ms_, order(id, side_, price(distance), lots));
        settle();
    }

    void withdraw() {
        if (last_id_ == 0) {
            return;
        }
        const auto id = static_cast<std::uint64_t>(pick(1, static_cast<std::int64_t>(last_id_)));
        model_.remove(id);
        scene_.cancel(ms_, id);
        settle();
    }

    void settle() {
        for (const Report& report : scene_.run_to(ms_)) {
            if (report.kind == ReportKind::filled) {
                const auto id = static_cast<std::uint64_t>(report.id);
                if (seen_.empty() || seen_.back().first != id) {
                    seen_.emplace_back(id, 0);
                }
                seen_.back().second += report.size.value();
            }
        }
    }

    void check() {
        settle();
        failed_ = failed_ || seen_ != expected_;
        for (const auto& [id, lots] : seen_) {
            lots_filled_ += lots;
        }
        EXPECT_EQ(seen_, expected_) << "ms " << ms_;
        const std::int64_t position = scene_.exchange.account().position(0).value();
        EXPECT_EQ(position, sign_of(side_) * lots_filled_);
        seen_.clear();
        expected_.clear();
    }

    Side side_;
    std::mt19937_64 random_;
    Scene scene_;
    UnitLines model_;
    Fills expected_;
    Fills seen_;
    std::uint64_t last_id_ = 0;
    std::int64_t ms_ = 0;
    std::int64_t shown_at_ = -1;
    std::int64_t lots_filled_ = 0;
    bool failed_ = false;
};

TEST(QueueProperty, ExchangeFillsLikeALineOfSingleLots) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        Contest contest(seed % 2 == 0 ? Side::bid : Side::ask, seed);

        for (int round = 0; round < 1000 && !contest.failed(); ++round) {
            contest.round();
        }

        ASSERT_FALSE(contest.failed());
        EXPECT_GT(contest.lots_filled(), 500);  // the market did reach us
    }
}

}  // namespace
}  // namespace maxmin::paper::test
