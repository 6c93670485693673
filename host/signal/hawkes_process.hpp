// Exponential Hawkes process with D components (Hawkes 1971; Ozaki 1979), O(D^2) per event and
// O(1) in history. The surprising thing: the intensity AT an event time is the left limit, so a
// query at the last event's own time does not see that event's jump.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace maxmin::signal {

/// Row-major: baseline[component][knot], jump[i][j], decay[i][j]; j is the component whose event
/// excites i. Baseline of knot k holds on [knots_s[k], knots_s[k+1]), the last one for ever.
struct HawkesParameters {
    int components = 1;
    std::vector<double> knots_s = {0.0};  // strictly increasing
    std::vector<double> baseline;         // 1/s, > 0
    std::vector<double> jump;             // 1/s, >= 0; what some libraries call G is jump / decay
    std::vector<double> decay;            // 1/s, > 0

    std::size_t cell(int i, int j) const {
        return static_cast<std::size_t>(i) * static_cast<std::size_t>(components) +
               static_cast<std::size_t>(j);
    }
    double baseline_at(int component, std::size_t knot) const {
        return baseline[static_cast<std::size_t>(component) * knots_s.size() + knot];
    }
    /// Shapes agree, numbers finite and of the right sign. Says nothing about stability.
    bool well_formed() const;
};

/// Spectral radius of jump / decay: the mean number of direct descendants of one event. A process
/// is stationary below 1; simulation and forecast refuse at or above.
double branching_ratio(const HawkesParameters& parameters);

/// The last piece's stationary mean (I - G)^-1 nu, 1/s per component; empty if unstable.
std::optional<std::vector<double>> mean_intensity(const HawkesParameters& parameters);

/// The running state: seconds since the first knot, events in strictly increasing time.
class HawkesProcess {
  public:
    /// Asserts well_formed().
    explicit HawkesProcess(HawkesParameters parameters);

    const HawkesParameters& parameters() const { return parameters_; }
    double last_event_s() const { return last_event_s_; }

    /// False, and nothing changes, unless time_s is after the last event (or, for the first one,
    /// not before the first knot).
    bool record(int component, double time_s) noexcept;

    /// Left limit, 1/s. Empty if time_s lies before the last event.
    std::optional<double> intensity(int component, double time_s) const noexcept;

    /// Integral of the intensity from the first knot to time_s. Empty as above.
    std::optional<double> compensator(int component, double time_s) const noexcept;

    /// E[lambda(time_s + ahead_s)] of all components given the past, with the baseline of time_s
    /// kept: L + exp(-M ahead)(lambda - L), M = diag(decay) - jump.
    /// Empty if time_s is before the last event, ahead_s < 0, the process is unstable, or a
    /// component's decay depends on the source (the closed form then does not exist).
    std::optional<std::vector<double>> forecast(double time_s, double ahead_s) const;

  private:
    struct Row {
        double excitation = 0.0;
        double integral = 0.0;
    };
    Row row_at(int component, double time_s) const noexcept;
    double baseline_integral(int component, double from_s, double to_s) const noexcept;
    std::size_t knot_of(double time_s) const noexcept;

    HawkesParameters parameters_;
    std::vector<double> left_;         // [i][j], excitation just before the last event
    std::vector<double> compensator_;  // [i], up to the last event
    double last_event_s_ = 0.0;
    int last_component_ = -1;  // its jump is not in left_ yet
};

}  // namespace maxmin::signal
