// Self-exciting fill intensities of the guide, per side and level: every own fill raises the
// intensity of its side and level by alpha, which decays at beta_decay and ends at memory_window.
// The surprising thing: a fill counts from its own instant on (right limit), so that one fill gives
// the guide's multiplier 1.5 at once; HawkesProcess takes the left limit there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "host/base/time.hpp"
#include "host/market/types.hpp"
#include "host/signal/config.hpp"

namespace maxmin::signal {

enum class HawkesFault : std::uint8_t {
    none,
    lambda_base_not_positive,
    kappa_not_positive,
    rho_not_in_0_1,
    beta_imbalance_beyond_1,
    alpha_negative,
    beta_decay_not_positive,
    memory_window_not_positive,  // infinity is allowed
    unstable,                    // alpha / beta_decay >= 1
};
std::string_view to_string(HawkesFault fault);
/// The first rule the parameters break. NaN breaks the rule of its field.
HawkesFault check(const HawkesParams& params);

/// 1 + b(1 - 2I) for the bid, 1 - b(1 - 2I) for the ask; both 1 in a balanced book.
/// imbalance: bid share of the book's volume, clamped to [0, 1]; NaN stays NaN, and risk refuses.
double book_factor(const HawkesParams& params, Side side, double imbalance) noexcept;

/// The fills of one side and level. Excitation per unit alpha, S = sum exp(-beta age) over fills
/// not older than the window, kept by recursion: O(1) amortised, exact to rounding.
class FillHistory {
  public:
    /// Fills kept for a change of parameters and for leaving the window one by one. A finite window
    /// with more fills than this inside it ends the oldest early, and counts it.
    static constexpr std::size_t capacity = 256;

    FillHistory() : times_(capacity) {}

    void record(const HawkesParams& params, Timestamp time) noexcept;
    /// A time before the last fill, or before a fill known to have left, is taken as that instant
    /// and counted in early_calls.
    double unit_excitation(const HawkesParams& params, Timestamp time) noexcept;
    /// Rebuilds S from the fills kept: the history means what it would have meant had the new
    /// parameters held from the start. O(capacity).
    void reweight(const HawkesParams& params) noexcept;

    std::uint64_t fills() const { return fills_; }
    std::uint64_t ended_early() const { return ended_early_; }
    std::uint64_t early_calls() const { return early_calls_; }

  private:
    Timestamp not_before_anchor(Timestamp time) noexcept;
    void move_anchor(const HawkesParams& params, Timestamp time) noexcept;
    Timestamp at(std::uint64_t fill) const noexcept { return times_[fill % capacity]; }

    std::vector<Timestamp> times_;    // ring; fill number n lies at n % capacity
    std::uint64_t fills_ = 0;         // recorded so far
    std::uint64_t first_active_ = 0;  // number of the oldest fill that still excites
    double sum_ = 0.0;                // S at anchor_
    Timestamp anchor_ = Timestamp(INT64_MIN / 2);
    std::uint64_t ended_early_ = 0;
    std::uint64_t early_calls_ = 0;
};

class HawkesFillModel {
  public:
    static constexpr int levels_max = 10;

    struct Quote {
        int level = 0;  // 0 = best
        Side side = Side::bid;
        double offset_bps = 0.0;  // from the mid, positive = deeper
        double imbalance = 0.5;
    };
    struct Ahead {
        double imbalance = 0.5;
        double horizon_s = 10.0;
        /// Where we quote meanwhile: only the share exp(-kappa offset) of arrivals fills us and so
        /// excites further. 0 gives the textbook forecast in which every arrival excites.
        double offset_bps = 0.0;
    };

    /// Asserts 1..10 levels and parameters that check() passes.
    HawkesFillModel(int levels, const HawkesConfig& config);

    int levels() const { return levels_; }
    const HawkesParams& params(Side side) const { return params_[side_index(side)]; }
    /// Takes effect at once on the fills already recorded; refused (nothing changes) unless none.
    [[nodiscard]] HawkesFault set_params(Side side, const HawkesParams& params) noexcept;

    /// A partial fill is a fill.
    void record_fill(int level, Side side, Timestamp time) noexcept;

    /// 1/s, of this side and level alone.
    double excitation(int level, Side side, Timestamp time) noexcept;
    /// 1 + excitation / lambda_base.
    double excitation_multiplier(int level, Side side, Timestamp time) noexcept;
    /// lambda_base m_side exp(-kappa offset) rho^level + excitation, at least 1e-10 per second.
    double intensity(const Quote& quote, Timestamp time) noexcept;

    /// Arrivals at zero depth for the quote grid, 1/s: lambda_base m_side + the side's excitation
    /// summed over levels. Instantaneous.
    double arrival_rate(Side side, double imbalance, Timestamp time) noexcept;
    /// Mean over [time, time + horizon] of the expected arrival rate:
    /// L + (now - L)(1 - exp(-M h)) / (M h), M = beta_decay - share alpha, L = beta_decay nu / M.
    /// The window's end is ignored (a share exp(-beta_decay memory_window) of each jump).
    double arrival_rate_ahead(Side side, const Ahead& ahead, Timestamp time) noexcept;

    std::uint64_t fills(int level, Side side) const {
        return histories_[history_index(level, side)].fills();
    }
    /// Fills that a full ring ended before their window did; 0 unless fills come by the thousand.
    std::uint64_t ended_early() const noexcept;
    /// Calls whose time lay before the last fill; they were answered as of that fill.
    std::uint64_t early_calls() const noexcept;

  private:
    static std::size_t side_index(Side side) { return static_cast<std::size_t>(index_of(side)); }
    std::size_t history_index(int level, Side side) const noexcept;

    int levels_;
    std::array<HawkesParams, 2> params_;
    std::vector<FillHistory> histories_;  // [side][level]
};

}  // namespace maxmin::signal
