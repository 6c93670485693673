// The seam between the halves: observations of all assets in, posteriors and worst-case quote grids
// of all assets out. Filter, uncertainty box and grid of an asset depend on that asset alone, so
// the result is the same whatever the other assets are and however many threads there are.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "kernels/base/parallel.hpp"
#include "kernels/base/status.hpp"
#include "kernels/particle_filter/api.hpp"
#include "kernels/quote_grid/api.hpp"
#include "kernels/uncertainty/api.hpp"

namespace maxmin::kernels::step {

/// What is fixed for one asset from the start. Drift and volatility of `problem` are overwritten by
/// every step, fill rates and fees of both sides too (the fee given here plus the shortfall).
struct Asset {
    particle_filter::Model model;
    uncertainty::BoxConfig box;
    bool robust = true;  // false: the box collapses to the estimate
    quote_grid::Problem problem;
};

/// One side's fills: arrivals per second at the mid, how fast they thin out with depth, and what
/// one costs beyond the fee (the mid goes on against us). That cost is not the problem's
/// `jump_bps`: the market would have moved without our quote too, so the rest of the inventory
/// gains nothing by it.
struct FillRate {
    double arrival_rate_per_s = 0.0;
    double depth_decay_per_bps = 0.0;
    double shortfall_bps = 0.0;
};

struct Input {
    particle_filter::Observation observation;
    FillRate bid;
    FillRate ask;
    double fill_rate_uncertainty = 0.0;  // relative half-width of the box on both arrival rates
};

/// What a step makes of a posterior: the drift counts with its mean over the horizon, as it fades.
uncertainty::Box make_box(const Asset& asset, const particle_filter::Posterior& posterior);
/// What a step solves: the asset's problem in this market.
quote_grid::Problem make_problem(const Asset& asset, const uncertainty::Box& box,
                                 const Input& input);

struct AssetResult {
    particle_filter::Posterior posterior;
    uncertainty::Box box;
    quote_grid::GridInfo grid;
    int q_min = 0;
    int q_max = 0;
};

/// A complete result; a copy shares nothing with the Step. Offsets are [asset][node] in bps,
/// node = inventory - q_min; +infinity where the side is off, NaN where there is no grid. From a
/// device they come rounded to float, which is far below a tick.
struct Snapshot {
    std::uint64_t version = 0;
    std::vector<AssetResult> assets;
    int nodes_max = 0;
    std::vector<double> bid_offset_bps;
    std::vector<double> ask_offset_bps;

    struct Quotes {
        double bid_offset_bps;
        double ask_offset_bps;
    };
    /// Linear between nodes (math: a fractional inventory lies between two grids' worth of quotes).
    Quotes offsets_at(int asset, double inventory_lots) const noexcept;
    std::span<const double> bid_row(int asset) const;
    std::span<const double> ask_row(int asset) const;
};

/// For tests on any machine: that run (the first is 1) ends as if its device had failed, with the
/// filter already stepped. On the CPU a spare is then kept as beside a device. 0: none fails.
struct Rehearsal {
    std::uint64_t failing_run = 0;
};

/// Where the time of a step on the device went, in microseconds by its own clock. A part that the
/// device could not tell is negative.
struct DeviceTimes {
    double in_us = 0.0;  // inputs to the device
    double filter_us = 0.0;
    double set_up_us = 0.0;  // boxes and problems
    double grids_us = 0.0;
    double out_us = 0.0;  // results to the host
};

class Step {
  public:
    /// Allocates everything. `workers` must outlive the step. Throws std::invalid_argument naming
    /// the field, std::runtime_error without the backend.
    Step(const particle_filter::Config& config, std::span<const Asset> assets, Backend backend,
         const Workers& workers, Rehearsal rehearsal = {});
    Step(Step&&) noexcept;
    Step& operator=(Step&&) noexcept;
    ~Step();

    /// A snapshot of the right size, so that run() does not allocate.
    Snapshot make_snapshot() const;

    /// One step of all assets. Shapes: inputs [assets]. Errors: bad_shape,
    /// device_failed; the snapshot is then unchanged. A failed asset has NaN offsets and says why
    /// in its posterior's outcome or its grid's status; it never touches another asset.
    /// Quantiles cost a pass over the particles; without them they are NaN.
    Status run(std::span<const Input> inputs, particle_filter::Quantiles quantiles,
               Snapshot& out) noexcept;

    /// After device_failed: gives the device up. The filter goes on from its last copy and replays
    /// what it has seen since (up to 20 steps, which takes as long as they do on the CPU), grids
    /// start cold; the run that failed counts as not made. False: there is no device to give up.
    bool continue_on_cpu() noexcept;
    /// Where the work is done now.
    Backend backend() const noexcept;

    /// Whether runs from now on are timed on the device; costs a few microseconds each where they
    /// are, nothing where not.
    void time_device(bool on) noexcept;
    /// Of the last run that succeeded; none if it was not timed or had no device.
    std::optional<DeviceTimes> device_times() const noexcept;

    /// Long-run gain (bps x lot / s) of fixed offsets, rows as in Snapshot, under each asset's
    /// problem of the last run. Errors: bad_shape.
    Status evaluate_policy(std::span<const double> bid_offset_bps,
                           std::span<const double> ask_offset_bps,
                           std::span<double> gains) noexcept;

    /// The problem that the last run solved.
    const quote_grid::Problem& problem(int asset) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace maxmin::kernels::step
