#include "tests/kernels/particle_filter/cases.hpp"

#include <cmath>
#include <cstddef>
#include <stdexcept>

namespace maxmin::kernels::particle_filter {

using test::Json;

Model known_model(const Json& params) {
    Model model;
    model.log_variance_level.mean = params["mu"].number();
    model.ln_reversion.mean = std::log(params["k"].number());
    model.ln_stationary_sd.mean = std::log(params["stat"].number());
    model.has_initial_log_variance = true;
    model.initial_log_variance = {params["h0_mean"].number(), params["h0_sd"].number()};
    model.observation_variance_bps2 = params.number_or("tau2", 0.0);
    if (params.has("ka")) {
        model.drift = true;
        model.drift_reversion_per_s = params["ka"].number();
        model.drift_diffusion = params["sa"].number();
        model.drift_mean_bps_per_s = params["abar"].number();
        model.initial_drift = {params["a0_mean"].number(), params["a0_sd"].number()};
    }
    return model;
}

Model learnt_model(const Json& params, const Json& prior) {
    const auto normal = [&](const char* name) {
        return Normal{prior[name][0].number(), prior[name][1].number()};
    };
    Model model = known_model(params);
    model.has_initial_log_variance = false;
    model.log_variance_level = normal("mu");
    model.ln_reversion = normal("lnk");
    model.ln_stationary_sd = normal("lnstat");
    return model;
}

Model model_of(const Json& trace_config) {
    return trace_config.has("prior") ? learnt_model(trace_config["params"], trace_config["prior"])
                                     : known_model(trace_config["params"]);
}

Config config_of(const Json& trace_config) {
    Config config;
    config.particles = static_cast<int>(trace_config["N"].number());
    config.seed = static_cast<std::uint64_t>(trace_config["seed"].number());
    config.ess_threshold = trace_config["ess_threshold"].number();
    config.learning = Learning::fixed;
    if (trace_config.has("jitter")) {
        config.learning =
            trace_config["jitter"].text() == "always" ? Learning::always : Learning::on_resample;
        config.discount = trace_config["delta"].number();
    }
    return config;
}

template <typename Real>
std::vector<std::vector<Posterior>> run_filters(const Config& config, const Model& model,
                                                const Series& series, int runs, Quantiles quantiles,
                                                Backend backend) {
    const Workers workers;
    const auto count = static_cast<std::size_t>(runs);
    const std::vector<Model> models(count, model);
    Filter<Real> filter(config, models, backend, workers);
    std::vector<std::vector<Posterior>> posteriors(count);
    std::vector<Posterior> now(count);
    for (std::size_t t = 0; t < series.return_bps.size(); ++t) {
        const std::vector<Observation> seen(count, {series.return_bps[t], series.dt_s[t], true});
        if (filter.step(seen, now, quantiles) != Status::ok) {
            throw std::runtime_error("step failed");
        }
        for (std::size_t run = 0; run < count; ++run) {
            posteriors[run].push_back(now[run]);
        }
    }
    return posteriors;
}

template std::vector<std::vector<Posterior>> run_filters<float>(const Config&, const Model&,
                                                                const Series&, int, Quantiles,
                                                                Backend);
template std::vector<std::vector<Posterior>> run_filters<double>(const Config&, const Model&,
                                                                 const Series&, int, Quantiles,
                                                                 Backend);

MeanAndSd mean_and_sd(const std::vector<double>& values) {
    const double count = static_cast<double>(values.size());
    double mean = 0.0;
    for (const double value : values) {
        mean += value / count;
    }
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return {mean, std::sqrt(squares / (count - 1.0))};
}

}  // namespace maxmin::kernels::particle_filter
