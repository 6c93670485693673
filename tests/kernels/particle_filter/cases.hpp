// Reads the reference vectors' parameter names into the filter's, and runs a case over many seeds.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/particle_filter/api.hpp"
#include "tests/support/json.hpp"

namespace maxmin::kernels::particle_filter {

/// "params": mu, k, stat, h0_mean, h0_sd, tau2?, and ka, sa, abar, a0_mean, a0_sd with a drift.
Model known_model(const test::Json& params);
/// The same with a "prior" of mu, lnk, lnstat as [mean, sd], initial state stationary.
Model learnt_model(const test::Json& params, const test::Json& prior);
/// Of a case of pf_trace.json.
Model model_of(const test::Json& trace_config);
Config config_of(const test::Json& trace_config);

struct Series {
    std::vector<double> dt_s;
    std::vector<double> return_bps;
};

/// Posteriors [run][step]. Every run is an asset of its own id, which is as good as another seed.
template <typename Real>
std::vector<std::vector<Posterior>> run_filters(const Config& config, const Model& model,
                                                const Series& series, int runs,
                                                Quantiles quantiles = Quantiles::no,
                                                Backend backend = Backend::cpu);

struct MeanAndSd {
    double mean;
    double sd;
};

MeanAndSd mean_and_sd(const std::vector<double>& values);

}  // namespace maxmin::kernels::particle_filter
