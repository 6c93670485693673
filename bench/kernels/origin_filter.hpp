// The filter of the project that maxmin's guide comes from, as its pages describe it, written
// without care for speed: particles of doubles, a library's normal distribution, every parameter
// moved at every step, phi and sigma_eta of a fixed interval. At that interval its model with known
// parameters is ours, which is how the two are compared.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace maxmin::bench {

struct OriginParameters {
    double mu;
    double phi;
    double sigma_eta;
};

class OriginFilter {
  public:
    /// `learn`: Liu-West with discount 0.97, else known parameters.
    OriginFilter(std::size_t particles, const OriginParameters& prior, bool learn)
        : learn_(learn), particles_(particles), copies_(particles), weights_(particles) {
        const double stationary = prior.sigma_eta / std::sqrt(1.0 - prior.phi * prior.phi);
        for (Particle& x : particles_) {
            const double spread = learn ? 0.15 : 0.0;
            x.psi[0] = prior.mu + spread * normal_(random_);
            x.psi[1] = std::log(prior.phi / (1.0 - prior.phi)) + spread * normal_(random_);
            x.psi[2] = std::log(prior.sigma_eta) + spread * normal_(random_);
            x.h = x.psi[0] + stationary * normal_(random_);
            x.log_weight = -std::log(static_cast<double>(particles));
        }
    }

    double log_likelihood() const { return log_likelihood_; }
    double sigma() const { return sigma_; }

    void step(double y, double dt) {
        if (learn_) {
            move();
        }
        double largest = -1e300;
        for (Particle& x : particles_) {
            const double phi = 1.0 / (1.0 + std::exp(-x.psi[1]));
            const double noise = std::exp(x.psi[2]) * std::sqrt(dt);
            x.h = x.psi[0] + phi * (x.h - x.psi[0]) + noise * normal_(random_);
            const double variance = std::exp(x.h) * dt;
            x.log_weight -= 0.5 * (std::log(6.283185307179586 * variance) + y * y / variance);
            largest = std::max(largest, x.log_weight);
        }
        double total = 0.0;
        for (const Particle& x : particles_) {
            total += std::exp(x.log_weight - largest);
        }
        const double normaliser = largest + std::log(total);
        log_likelihood_ += normaliser;
        double mean_h = 0.0;
        double squares = 0.0;
        for (std::size_t i = 0; i < particles_.size(); ++i) {
            particles_[i].log_weight -= normaliser;
            weights_[i] = std::exp(particles_[i].log_weight);
            mean_h += weights_[i] * particles_[i].h;
            squares += weights_[i] * weights_[i];
        }
        sigma_ = std::exp(0.5 * mean_h);
        if (1.0 / squares < 0.4 * static_cast<double>(particles_.size())) {
            resample();
        }
    }

  private:
    struct Particle {
        double h;
        double log_weight;
        double psi[3];  // mu, logit phi, ln sigma_eta
    };

    void move() {
        constexpr double shrink = (3.0 * 0.97 - 1.0) / (2.0 * 0.97);
        const double kernel = std::sqrt(1.0 - shrink * shrink);
        for (int k = 0; k < 3; ++k) {
            double mean = 0.0;
            double square = 0.0;
            for (const Particle& x : particles_) {
                const double w = std::exp(x.log_weight);
                mean += w * x.psi[k];
                square += w * x.psi[k] * x.psi[k];
            }
            const double sd = std::sqrt(std::max(0.0, square - mean * mean));
            for (Particle& x : particles_) {
                x.psi[k] =
                    shrink * x.psi[k] + (1.0 - shrink) * mean + kernel * sd * normal_(random_);
            }
        }
    }

    void resample() {
        const double count = static_cast<double>(particles_.size());
        const double u = std::uniform_real_distribution<double>()(random_);
        double reached = weights_[0];
        std::size_t from = 0;
        for (std::size_t i = 0; i < particles_.size(); ++i) {
            while (reached < (static_cast<double>(i) + u) / count && from + 1 < particles_.size()) {
                reached += weights_[++from];
            }
            copies_[i] = particles_[from];
            copies_[i].log_weight = -std::log(count);
        }
        particles_.swap(copies_);
    }

    bool learn_;
    std::mt19937_64 random_{42};
    std::normal_distribution<double> normal_;
    std::vector<Particle> particles_;
    std::vector<Particle> copies_;
    std::vector<double> weights_;
    double log_likelihood_ = 0.0;
    double sigma_ = 0.0;
};

}  // namespace maxmin::bench
