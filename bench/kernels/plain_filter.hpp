// The filter as one would write it first: an array of particles, one at a time, std::exp and
// std::log, a running sum for the resampling. Same model, same draws; the yardstick of the
// benchmark.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/base/philox.hpp"
#include "kernels/particle_filter/api.hpp"

namespace maxmin::bench {

namespace pf = kernels::particle_filter;

struct PlainParticle {
    float h;
    float log_weight;
    float a;
    float p;
    float psi[3];
};

class PlainFilter {
  public:
    PlainFilter(const pf::Config& config, const pf::Model& model)
        : config_(config), model_(model), key_(kernels::philox_key(config.seed)) {
        for (int i = 0; i < config.particles; ++i) {
            const FourNormals own = normals(static_cast<std::uint32_t>(i), 4);
            PlainParticle x{};
            const pf::Normal* prior[3] = {&model.log_variance_level, &model.ln_reversion,
                                          &model.ln_stationary_sd};
            for (int k = 0; k < 3; ++k) {
                const double sd = config.learning == pf::Learning::fixed ? 0.0 : prior[k]->sd;
                x.psi[k] = static_cast<float>(prior[k]->mean + sd * static_cast<double>(own.z[k]));
            }
            x.h = x.psi[0] +
                  std::exp(x.psi[2]) * normals(static_cast<std::uint32_t>(i / 4), 0).z[i % 4];
            x.a = static_cast<float>(model.initial_drift.mean);
            x.p = static_cast<float>(model.initial_drift.sd * model.initial_drift.sd);
            x.log_weight = -std::log(static_cast<float>(config.particles));
            particles_.push_back(x);
        }
        copies_ = particles_;
    }

    double log_likelihood() const { return log_likelihood_; }
    double sigma_mean() const { return sigma_mean_; }

    void step(const pf::Observation& seen) {
        ++step_;
        if (move_pending_) {
            move();
        }
        float max = -1e30F;
        FourNormals four{};
        for (std::size_t i = 0; i < particles_.size(); ++i) {
            if (i % 4 == 0) {
                four = normals(static_cast<std::uint32_t>(i / 4), 1);
            }
            advance(particles_[i], four.z[i % 4], seen);
            max = std::fmax(max, particles_[i].log_weight);
        }
        double sum = 0.0;
        for (const PlainParticle& x : particles_) {
            sum += std::exp(static_cast<double>(x.log_weight - max));
        }
        const double increment = static_cast<double>(max) + std::log(sum);
        log_likelihood_ += increment;
        double squares = 0.0;
        sigma_mean_ = 0.0;
        for (double& m : psi_mean_) {
            m = 0.0;
        }
        for (PlainParticle& x : particles_) {
            x.log_weight -= static_cast<float>(increment);
            const double w = std::exp(static_cast<double>(x.log_weight));
            squares += w * w;
            sigma_mean_ += w * std::exp(0.5 * static_cast<double>(x.h));
            for (int k = 0; k < 3; ++k) {
                psi_mean_[k] += w * static_cast<double>(x.psi[k]);
            }
        }
        if (1.0 / squares < config_.ess_threshold * static_cast<double>(particles_.size())) {
            resample();
        }
    }

  private:
    struct FourNormals {
        float z[4];
    };

    FourNormals normals(std::uint32_t call, std::uint32_t stream) const {
        const kernels::PhiloxWords x = kernels::philox({call, step_, 0, stream}, key_);
        const std::uint32_t words[4] = {x.x0, x.x1, x.x2, x.x3};
        FourNormals four{};
        for (int pair = 0; pair < 4; pair += 2) {
            const double radius = std::sqrt(-2.0 * std::log((words[pair] + 0.5) * 0x1p-32));
            const double angle = 6.283185307179586 * (words[pair + 1] + 0.5) * 0x1p-32;
            four.z[pair] = static_cast<float>(radius * std::cos(angle));
            four.z[pair + 1] = static_cast<float>(radius * std::sin(angle));
        }
        return four;
    }

    void advance(PlainParticle& x, float z, const pf::Observation& seen) const {
        const auto dt = static_cast<float>(seen.dt_s);
        const auto y = static_cast<float>(seen.return_bps);
        const float k = std::exp(x.psi[1]);
        const float s = std::exp(x.psi[2]) * std::sqrt(-std::expm1(-2.0F * k * dt));
        x.h = x.psi[0] + std::exp(-k * dt) * (x.h - x.psi[0]) + s * z;
        float variance = std::exp(x.h) * dt + static_cast<float>(model_.observation_variance_bps2);
        float innovation = y;
        if (model_.drift) {
            const auto reversion = static_cast<float>(model_.drift_reversion_per_s);
            const auto diffusion = static_cast<float>(model_.drift_diffusion);
            const float phi = std::exp(-reversion * dt);
            const float noise = variance;
            x.a *= phi;
            x.p = phi * phi * x.p + diffusion * diffusion * (1.0F - phi * phi) / (2.0F * reversion);
            variance += x.p * dt * dt;
            innovation -= x.a * dt;
            x.a += x.p * dt / variance * innovation;
            x.p *= noise / variance;
        }
        x.log_weight -=
            0.5F * (1.8378771F + std::log(variance) + innovation * innovation / variance);
    }

    void resample() {
        double v[3][3] = {};
        double total = 0.0;
        for (const PlainParticle& x : particles_) {
            const double w = std::exp(static_cast<double>(x.log_weight));
            total += w;
            for (int a = 0; a < 3; ++a) {
                for (int b = 0; b <= a; ++b) {
                    v[a][b] += w * (static_cast<double>(x.psi[a]) - psi_mean_[a]) *
                               (static_cast<double>(x.psi[b]) - psi_mean_[b]);
                }
            }
        }
        const kernels::PhiloxWords words = kernels::philox({0, step_, 0, 2}, key_);
        const double u = (words.x0 + 0.5) * 0x1p-32;
        const double count = static_cast<double>(particles_.size());
        double reached = std::exp(static_cast<double>(particles_[0].log_weight)) / total;
        std::size_t i = 0;
        for (std::size_t j = 0; j < particles_.size(); ++j) {
            while (reached <= (static_cast<double>(j) + u) / count && i + 1 < particles_.size()) {
                ++i;
                reached += std::exp(static_cast<double>(particles_[i].log_weight)) / total;
            }
            copies_[j] = particles_[i];
            copies_[j].log_weight = -std::log(static_cast<float>(count));
        }
        particles_.swap(copies_);
        move_pending_ = config_.learning != pf::Learning::fixed;
        for (int a = 0; a < 3; ++a) {
            for (int b = 0; b <= a; ++b) {
                covariance_[a][b] = v[a][b];
            }
        }
    }

    void move() {
        move_pending_ = false;
        const double shrink = (3.0 * config_.discount - 1.0) / (2.0 * config_.discount);
        double factor[3][3] = {};
        for (int a = 0; a < 3; ++a) {
            for (int b = 0; b <= a; ++b) {
                double rest = (1.0 - shrink * shrink) * covariance_[a][b] + (a == b ? 1e-12 : 0.0);
                for (int c = 0; c < b; ++c) {
                    rest -= factor[a][c] * factor[b][c];
                }
                factor[a][b] = a == b ? std::sqrt(rest) : rest / factor[b][b];
            }
        }
        for (std::size_t i = 0; i < particles_.size(); ++i) {
            const FourNormals jitter = normals(static_cast<std::uint32_t>(i), 3);
            for (int a = 0; a < 3; ++a) {
                double moved = shrink * static_cast<double>(particles_[i].psi[a]) +
                               (1.0 - shrink) * psi_mean_[a];
                for (int b = 0; b <= a; ++b) {
                    moved += factor[a][b] * static_cast<double>(jitter.z[b]);
                }
                particles_[i].psi[a] = static_cast<float>(moved);
            }
        }
    }

    pf::Config config_;
    pf::Model model_;
    kernels::PhiloxKey key_;
    std::uint32_t step_ = 0;
    std::vector<PlainParticle> particles_;
    std::vector<PlainParticle> copies_;
    double log_likelihood_ = 0.0;
    double sigma_mean_ = 0.0;
    bool move_pending_ = false;
    double psi_mean_[3] = {};
    double covariance_[3][3] = {};
};

}  // namespace maxmin::bench
