// RODAS (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.7): a stiffly accurate,
// L-stable Rosenbrock method of order 4(3), its numbers and its choice of steps, once for both
// machines. One factorisation a step, no inner iteration; explicit stepping would need a step per
// millisecond on stiff grids.
#pragma once

#include <cmath>

#include "kernels/base/host_device.hpp"
#include "kernels/base/math.hpp"

namespace maxmin::kernels::quote_grid {

struct Rodas {
    static constexpr int stages = 6;
    static constexpr double gamma = 0.25;
    // Errors in theta(0) add up over the horizon instead of dying out; 1e-11 a step keeps a
    // thousand steps below 1e-8 and costs a factor 1.8 in steps for each factor 10.
    static constexpr double tolerance = 1e-11;

    MAXMIN_HD static double time_at(int stage) {
        static constexpr double all[stages] = {0.0, 0.386, 0.21, 0.63, 1.0, 1.0};
        return all[stage];
    }
    MAXMIN_HD static double time_weight(int stage) {
        static constexpr double all[stages] = {0.25, -0.1043, 0.1035, -0.0362, 0.0, 0.0};
        return all[stage];
    }
    /// Of an earlier stage in a stage's argument.
    MAXMIN_HD static double a(int stage, int earlier) {
        static constexpr double all[stages][stages - 1] = {
            {},
            {1.544},
            {0.9466785280815826, 0.2557011698983284},
            {3.314825187068521, 2.896124015972201, 0.9986419139977817},
            {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
            {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1.0}};
        return all[stage][earlier];
    }
    /// Of an earlier stage, over the step, in a stage's right-hand side.
    MAXMIN_HD static double c(int stage, int earlier) {
        static constexpr double all[stages][stages - 1] = {
            {},
            {-5.6688},
            {-2.430093356833875, -0.2063599157091915},
            {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
            {7.496443313967647, -10.24680431434352, -33.99990352819905, 11.70890893206160},
            {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136,
             -6.058818238834054}};
        return all[stage][earlier];
    }
};

/// Which steps to try from tau = 0 to the horizon. Between next() and judge() one step is computed.
class HorizonSteps {
  public:
    MAXMIN_HD explicit HorizonSteps(double horizon_s)
        : horizon_s_(horizon_s), step_s_(1e-4 * horizon_s) {}

    MAXMIN_HD bool more() const { return tau_ < horizon_s_ && tried_ < tried_max && !stuck_; }
    MAXMIN_HD bool arrived() const { return !(tau_ < horizon_s_); }
    MAXMIN_HD double tau() const { return tau_; }
    MAXMIN_HD int tried() const { return tried_; }
    MAXMIN_HD double worst_error() const { return worst_ * Rodas::tolerance; }

    MAXMIN_HD double next() {
        // The last step lands on the horizon exactly; a sliver after it would be lost in rounding.
        last_ = tau_ + 1.000001 * step_s_ >= horizon_s_;
        step_s_ = last_ ? horizon_s_ - tau_ : step_s_;
        ++tried_;
        return step_s_;
    }

    /// `error` is the step's over the tolerance, not finite if it broke down. True: it stands.
    MAXMIN_HD bool judge(double error) {
        const bool stands = error <= 1.0;
        if (stands) {
            tau_ = last_ ? horizon_s_ : tau_ + step_s_;
            worst_ = maximum(worst_, error);
        }
        const double growth = 0.9 / std::sqrt(std::sqrt(error));
        step_s_ *= std::isfinite(error) ? maximum(0.2, minimum(growth, 6.0)) : 0.1;
        stuck_ = !(step_s_ > 1e-14 * horizon_s_);
        return stands;
    }

  private:
    static constexpr int tried_max = 100000;

    double horizon_s_;
    double step_s_;
    double tau_ = 0.0;
    double worst_ = 0.0;
    int tried_ = 0;
    bool last_ = false;
    bool stuck_ = false;
};

}  // namespace maxmin::kernels::quote_grid
