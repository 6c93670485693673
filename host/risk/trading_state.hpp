// ACTIVE, REDUCING or HALTED, and who put the portfolio there, when and why. Losses move it by
// themselves; a halt is latched until an operator clears it, and can be restored after a restart.
// Pausing and resuming never touches the peak or the day's start: a loss stays a loss, unless an
// operator says that it was none.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "host/base/time.hpp"
#include "host/risk/config.hpp"
#include "host/risk/verdict.hpp"

namespace maxmin::risk {

/// What the account is worth, in its four parts. Fees and funding are positive when paid.
struct Account {
    double realised_usd = 0.0;  // deposits and closed results before costs
    double unrealised_usd = 0.0;
    double fees_usd = 0.0;
    double funding_usd = 0.0;

    double equity_usd() const { return realised_usd + unrealised_usd - fees_usd - funding_usd; }
};

/// Flat, so that it can be written to disk as it stands.
struct ModeRecord {
    TradingMode mode = TradingMode::active;
    Cause cause = Cause::start;
    Timestamp when;
    std::array<char, 32> who_text = {};  // zero-terminated; longer names are cut

    std::string_view who() const { return who_text.data(); }
};

/// What losses are measured from. Flat, so that it can be written to disk as it stands.
struct AccountMarks {
    std::int64_t utc_day = 0;  // days since 1970-01-01
    double equity_usd = 0.0;   // last
    double day_start_usd = 0.0;
    double peak_usd = 0.0;
};

class TradingState {
  public:
    explicit TradingState(const PortfolioLimits& limits);

    /// Takes the account's value at `now` and moves the mode. Equity that is not finite makes
    /// equity_known() false until a finite one comes, and changes nothing else. The day's start is
    /// the last equity of the UTC day before, or the first ever seen.
    void on_account(const Account& account, Timestamp now) noexcept;

    /// Latched: REDUCING and HALTED by word stay until resume(). A halt in force keeps its record.
    void halt(std::string_view who, Timestamp now) noexcept;
    void reduce(std::string_view who, Timestamp now) noexcept;
    /// Back to ACTIVE (or REDUCING, if losses ask for it). False, and nothing changes, while a loss
    /// limit is still broken or equity is unknown: the halt would come back at once.
    bool resume(std::string_view who, Timestamp now) noexcept;
    /// resume(), with losses measured from here on: a withdrawal is no drawdown, and only an
    /// operator knows the difference. False while equity is unknown.
    bool resume_from_here(std::string_view who, Timestamp now) noexcept;
    /// After a restart: a halt written down by the last run holds on.
    void restore(const ModeRecord& record) noexcept;
    /// And the losses it had run up count on. Ignored unless every number is finite.
    void restore(const AccountMarks& marks) noexcept;
    /// None before the first finite equity.
    std::optional<AccountMarks> marks() const noexcept;

    TradingMode mode() const { return record_.mode; }
    const ModeRecord& record() const { return record_; }
    bool equity_known() const { return equity_known_; }
    double day_loss_usd() const { return day_start_usd_ - equity_usd_; }
    double drawdown_usd() const { return peak_usd_ - equity_usd_; }

  private:
    void change(TradingMode mode, Cause cause, std::string_view who, Timestamp now) noexcept;
    /// What losses alone ask for.
    TradingMode demanded() const noexcept;
    Cause demanding() const noexcept;

    PortfolioLimits limits_;
    ModeRecord record_;
    bool equity_known_ = false;
    bool seen_ = false;
    std::int64_t day_ = 0;
    double equity_usd_ = 0.0;
    double day_start_usd_ = 0.0;
    double peak_usd_ = 0.0;
};

}  // namespace maxmin::risk
