#include "host/risk/trading_state.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/assert.hpp"

namespace maxmin::risk {
namespace {

constexpr std::string_view guard_name = "guard";

std::int64_t utc_day(Timestamp time) {
    constexpr std::int64_t day_ns = 86'400'000'000'000;
    const std::int64_t day = time.ns() / day_ns;
    return time.ns() % day_ns < 0 ? day - 1 : day;
}

}  // namespace

TradingState::TradingState(const PortfolioLimits& limits) : limits_(limits) {
    MAXMIN_ASSERT(limits.loss_usd_max > 0.0 && limits.drawdown_usd_max > 0.0,
                  "loss limits are positive");
    MAXMIN_ASSERT(limits.reduce_at_fraction > 0.0 && limits.reduce_at_fraction <= 1.0,
                  "the reducing share lies in (0, 1]");
}

void TradingState::on_account(const Account& account, Timestamp now) noexcept {
    const double equity_usd = account.equity_usd();
    equity_known_ = std::isfinite(equity_usd);
    if (!equity_known_) {
        return;
    }
    if (!seen_) {
        seen_ = true;
        day_ = utc_day(now);
        day_start_usd_ = peak_usd_ = equity_usd;
    } else if (utc_day(now) > day_) {
        day_ = utc_day(now);
        day_start_usd_ = equity_usd_;
    }
    equity_usd_ = equity_usd;
    peak_usd_ = std::max(peak_usd_, equity_usd);

    const TradingMode wanted = demanded();
    const bool latched =
        record_.mode == TradingMode::halted ||
        (record_.mode == TradingMode::reducing && record_.cause == Cause::operator_word);
    if (wanted == record_.mode || (latched && wanted != TradingMode::halted)) {
        return;
    }
    if (record_.mode != TradingMode::halted) {
        change(wanted, wanted == TradingMode::active ? Cause::recovered : demanding(), guard_name,
               now);
    }
}

void TradingState::restore(const ModeRecord& record) noexcept {
    record_ = record;
    record_.who_text.back() = 0;  // whatever the file held
}

void TradingState::restore(const AccountMarks& marks) noexcept {
    if (!std::isfinite(marks.equity_usd) || !std::isfinite(marks.day_start_usd) ||
        !std::isfinite(marks.peak_usd)) {
        return;
    }
    seen_ = true;
    day_ = marks.utc_day;
    equity_usd_ = marks.equity_usd;
    day_start_usd_ = marks.day_start_usd;
    peak_usd_ = marks.peak_usd;
}

std::optional<AccountMarks> TradingState::marks() const noexcept {
    if (!seen_) {
        return std::nullopt;
    }
    return AccountMarks{.utc_day = day_,
                        .equity_usd = equity_usd_,
                        .day_start_usd = day_start_usd_,
                        .peak_usd = peak_usd_};
}

void TradingState::halt(std::string_view who, Timestamp now) noexcept {
    if (record_.mode == TradingMode::halted) {
        return;  // who halted first, and why, is what the operator must learn
    }
    change(TradingMode::halted, Cause::operator_word, who, now);
}

void TradingState::reduce(std::string_view who, Timestamp now) noexcept {
    if (record_.mode != TradingMode::halted) {
        change(TradingMode::reducing, Cause::operator_word, who, now);
    }
}

bool TradingState::resume(std::string_view who, Timestamp now) noexcept {
    const TradingMode wanted = demanded();
    if (!equity_known_ || wanted == TradingMode::halted) {
        return false;
    }
    change(TradingMode::active, Cause::operator_word, who, now);
    if (wanted == TradingMode::reducing) {
        change(wanted, demanding(), guard_name, now);
    }
    return true;
}

bool TradingState::resume_from_here(std::string_view who, Timestamp now) noexcept {
    if (!equity_known_) {
        return false;
    }
    day_start_usd_ = peak_usd_ = equity_usd_;
    return resume(who, now);
}

void TradingState::change(TradingMode mode, Cause cause, std::string_view who,
                          Timestamp now) noexcept {
    record_ = {.mode = mode, .cause = cause, .when = now};
    const std::size_t length = std::min(who.size(), record_.who_text.size() - 1);
    std::copy_n(who.begin(), length, record_.who_text.begin());
}

TradingMode TradingState::demanded() const noexcept {
    const double used =
        std::max(day_loss_usd() / limits_.loss_usd_max, drawdown_usd() / limits_.drawdown_usd_max);
    if (used >= 1.0) {
        return TradingMode::halted;
    }
    return used >= limits_.reduce_at_fraction ? TradingMode::reducing : TradingMode::active;
}

Cause TradingState::demanding() const noexcept {
    return day_loss_usd() / limits_.loss_usd_max >= drawdown_usd() / limits_.drawdown_usd_max
               ? Cause::day_loss
               : Cause::drawdown;
}

}  // namespace maxmin::risk
