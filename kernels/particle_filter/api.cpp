#include "kernels/particle_filter/api.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "kernels/base/device.hpp"
#include "kernels/particle_filter/backends.hpp"
#include "kernels/particle_filter/model.hpp"

namespace maxmin::kernels::particle_filter {
namespace {

constexpr int most_particles = 1 << 24;

void require(bool holds, const std::string& rule) {
    if (!holds) {
        throw std::invalid_argument("particle filter: " + rule);
    }
}

void check(const Config& config) {
    require(config.particles >= 1 && config.particles <= most_particles,
            "particles must be in [1, 2^24]");
    require(config.ess_threshold >= 0.0 && config.ess_threshold <= 1.0,
            "ess_threshold must be in [0, 1]");
    require(config.discount > 0.9 && config.discount < 1.0, "discount must be in (0.9, 1)");
}

void check(const Normal& normal, const std::string& name) {
    require(std::isfinite(normal.mean) && std::isfinite(normal.sd) && normal.sd >= 0.0,
            name + " must have a finite mean and a finite sd >= 0");
}

void check_parameter(const Normal& normal, int which, const std::string& name) {
    check(normal, name);
    require(normal.mean >= psi_low[which] && normal.mean <= psi_high[which],
            name + " must have its mean in [" + std::to_string(psi_low[which]) + ", " +
                std::to_string(psi_high[which]) + "]");
}

void check(const Model& model, std::size_t asset) {
    const std::string prefix = "model of asset " + std::to_string(asset) + ": ";
    check_parameter(model.log_variance_level, 0, prefix + "log_variance_level");
    check_parameter(model.ln_reversion, 1, prefix + "ln_reversion");
    check_parameter(model.ln_stationary_sd, 2, prefix + "ln_stationary_sd");
    check(model.initial_log_variance, prefix + "initial_log_variance");
    check(model.initial_drift, prefix + "initial_drift");
    const double not_negative[] = {model.drift_reversion_per_s, model.drift_diffusion,
                                   model.observation_variance_bps2};
    require(std::all_of(std::begin(not_negative), std::end(not_negative),
                        [](double x) { return std::isfinite(x) && x >= 0.0; }),
            prefix +
                "drift_reversion_per_s, drift_diffusion and observation_variance_bps2 must be "
                "finite and >= 0");
    require(std::isfinite(model.drift_mean_bps_per_s),
            prefix + "drift_mean_bps_per_s must be finite");
}

}  // namespace

template <typename Real>
Filter<Real>::Filter(const Config& config, std::span<const Model> models, Backend backend,
                     const Workers& workers, std::span<const std::uint32_t> asset_ids)
    : config_(config),
      models_(models.begin(), models.end()),
      asset_ids_(asset_ids.begin(), asset_ids.end()),
      backend_(backend),
      workers_(&workers) {
    check(config_);
    bool any_drift = false;
    for (std::size_t asset = 0; asset < models_.size(); ++asset) {
        check(models_[asset], asset);
        any_drift = any_drift || models_[asset].drift;
    }
    if (asset_ids_.empty()) {
        for (std::size_t asset = 0; asset < models_.size(); ++asset) {
            asset_ids_.push_back(static_cast<std::uint32_t>(asset));
        }
    }
    require(asset_ids_.size() == models_.size(), "asset_ids must be empty or one an asset");
    lanes_ = (config_.particles + lane_multiple - 1) / lane_multiple * lane_multiple;
    rows_ = log_weight_row + 1;
    if (any_drift) {
        drift_row_ = rows_;
        rows_ += 2;
    }
    if (config_.learning != Learning::fixed) {
        parameter_row_ = rows_;
        rows_ += 3;
    }
    const Status status =
        backend_ == Backend::cuda ? cuda::initialise(batch(), resident_) : initialise_on_cpu();
    if (status != Status::ok) {
        throw std::runtime_error("particle filter: backend " + std::string(to_string(backend_)) +
                                 ": " + std::string(to_string(status)) +
                                 (device_error().empty() ? "" : ": ") +
                                 std::string(device_error()));
    }
}

template <typename Real>
Status Filter<Real>::initialise_on_cpu() {
    const auto lanes = static_cast<std::size_t>(lanes_);
    const auto threads = static_cast<std::size_t>(workers_->threads());
    particles_ = Buffer<Real>(models_.size() * static_cast<std::size_t>(rows_) * lanes);
    scratch_ = Buffer<Real>(threads * lanes);
    double_scratch_ =
        Buffer<double>(threads * static_cast<std::size_t>(double_scratch_size(lanes_)));
    int_scratch_ = Buffer<int>(threads * static_cast<std::size_t>(int_scratch_size(lanes_)));
    states_ = Buffer<AssetState>(models_.size());
    return cpu::initialise(batch(), *workers_);
}

template <typename Real>
Status Filter<Real>::step(std::span<const Observation> observations,
                          std::span<Posterior> posteriors, Quantiles quantiles) noexcept {
    return observations.size() == models_.size() ? replay(observations, posteriors, quantiles)
                                                 : Status::bad_shape;
}

template <typename Real>
Status Filter<Real>::replay(std::span<const Observation> observations,
                            std::span<Posterior> posteriors, Quantiles quantiles) noexcept {
    const std::size_t assets = models_.size();
    if (posteriors.size() != assets ||
        (assets == 0 ? !observations.empty() : observations.size() % assets != 0)) {
        return Status::bad_shape;
    }
    if (observations.empty()) {
        return Status::ok;
    }
    const StepViews views{observations.data(), posteriors.data(), quantiles,
                          static_cast<int>(observations.size() / assets)};
    return resident_ ? cuda::step(*resident_, views) : cpu::step(batch(), views, *workers_);
}

template <typename Real>
double Filter<Real>::log_weight(int asset, int particle) const {
    if (resident_) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double stored =
        static_cast<double>(row(asset, log_weight_row)[static_cast<std::size_t>(particle)]);
    return stored - states_.data()[asset].log_weight_total;
}

template <typename Real>
std::span<const Real> Filter<Real>::drift_mean(int asset) const {
    return has_drift(asset) ? row(asset, drift_row_) : std::span<const Real>();
}

template <typename Real>
std::span<const Real> Filter<Real>::drift_variance(int asset) const {
    return has_drift(asset) ? row(asset, drift_row_ + 1) : std::span<const Real>();
}

template <typename Real>
std::span<const Real> Filter<Real>::parameter(int asset, int which) const {
    return parameter_row_ != 0 ? row(asset, parameter_row_ + which) : std::span<const Real>();
}

template <typename Real>
Snapshot<Real> Filter<Real>::export_asset(int asset) const {
    Snapshot<Real> snapshot;
    const auto lanes = static_cast<std::size_t>(lanes_);
    const auto particles = static_cast<std::size_t>(config_.particles);
    snapshot.particles.resize(static_cast<std::size_t>(rows_) * lanes);
    if (!resident_) {
        snapshot.state = states_.data()[asset];
        std::copy_n(batch().row(asset, 0), snapshot.particles.size(), snapshot.particles.data());
    } else if (cuda::read(*resident_, {asset, 1}, &snapshot.state, snapshot.particles.data()) !=
               Status::ok) {
        throw std::runtime_error("particle filter: the device does not answer");
    }
    for (std::size_t which = 0; which < static_cast<std::size_t>(rows_); ++which) {
        std::copy_n(snapshot.particles.data() + which * lanes, particles,
                    snapshot.particles.data() + which * particles);
    }
    snapshot.particles.resize(static_cast<std::size_t>(rows_) * particles);
    return snapshot;
}

template <typename Real>
Status Filter<Real>::import_asset(int asset, const Snapshot<Real>& snapshot) {
    const auto lanes = static_cast<std::size_t>(lanes_);
    const auto particles = static_cast<std::size_t>(config_.particles);
    if (snapshot.particles.size() != static_cast<std::size_t>(rows_) * particles) {
        return Status::bad_shape;
    }
    std::vector<Real> staged;
    AssetState state;
    if (resident_) {  // whole rows travel, so those lanes that only fill them up come along
        staged.resize(static_cast<std::size_t>(rows_) * lanes);
        if (const Status status = cuda::read(*resident_, {asset, 1}, &state, staged.data());
            status != Status::ok) {
            return status;
        }
    }
    Real* const rows = resident_ ? staged.data() : batch().row(asset, 0);
    for (std::size_t which = 0; which < static_cast<std::size_t>(rows_); ++which) {
        std::copy_n(snapshot.particles.data() + which * particles, particles, rows + which * lanes);
    }
    if (resident_) {
        return cuda::write(*resident_, {asset, 1}, &snapshot.state, rows);
    }
    states_.data()[asset] = snapshot.state;
    return Status::ok;
}

template <typename Real>
Status Filter<Real>::copy_to(Filter& to) const noexcept {
    if (to.resident_ || to.models_.size() != models_.size() || to.rows_ != rows_ ||
        to.config_.particles != config_.particles) {
        return Status::bad_shape;
    }
    if (resident_) {
        return cuda::read(*resident_, {0, assets()}, to.states_.data(), to.particles_.data());
    }
    std::copy_n(states_.data(), states_.size(), to.states_.data());
    std::copy_n(particles_.data(), particles_.size(), to.particles_.data());
    return Status::ok;
}

template <typename Real>
Batch<Real> Filter<Real>::batch() const {
    return {.config = config_,
            .assets = assets(),
            .lanes = lanes_,
            .rows = rows_,
            .drift_row = drift_row_,
            .parameter_row = parameter_row_,
            .models = models_.data(),
            .asset_ids = asset_ids_.data(),
            .states = states_.data(),
            .particles = particles_.data(),
            .scratch = scratch_.data(),
            .double_scratch = double_scratch_.data(),
            .int_scratch = int_scratch_.data()};
}

template <typename Real>
std::span<const Real> Filter<Real>::row(int asset, int which) const {
    if (resident_) {
        return {};
    }
    return {batch().row(asset, which), static_cast<std::size_t>(config_.particles)};
}

template class Filter<float>;
template class Filter<double>;

}  // namespace maxmin::kernels::particle_filter
