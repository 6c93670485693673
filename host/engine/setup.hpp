// From a resolved configuration to what the engine and the kernels start with: sizes in lots, the
// inventory grid of each asset, filter priors, fees. Pure; throws InputError for sizes that cannot
// be.
#pragma once

#include <span>
#include <vector>

#include "host/compute/compute.hpp"
#include "host/compute/setup.hpp"
#include "host/engine/config.hpp"
#include "host/market/instrument.hpp"
#include "host/quote/resolved.hpp"

namespace maxmin::engine {

struct AssetSetup {
    market::Instrument instrument;
    quote::ResolvedQuoteConfig quote;
    compute::GridShape shape;
    kernels::step::Asset kernel;
};

/// Sizes in USD are converted at `mid_usd`, the first mid of the run.
AssetSetup make_asset_setup(const AssetConfig& config, const market::Instrument& instrument,
                            double mid_usd, double maker_fee_bps);

compute::ComputeConfig make_compute_config(const RunConfig& run, compute::Performing performing);

}  // namespace maxmin::engine
