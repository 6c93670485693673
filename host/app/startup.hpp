// What is checked and said between reading the data and the first event: sizes as they were
// rounded, the venue's minimum values, the backend.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "host/app/machine.hpp"
#include "host/config/loaded.hpp"
#include "host/engine/engine.hpp"
#include "host/market/instrument.hpp"

namespace maxmin::app {

/// Throws ExitError(backend_unavailable) where run.backend = cuda cannot be had. What a user should
/// know of an automatic choice, or empty.
std::string judge_backend(engine::BackendChoice wanted, const Machine& machine);

/// What config::check_values finds wrong at these prices is thrown as config::ConfigErrors; its
/// warnings are returned. One instrument and one mid for each asset, in order.
std::vector<InputFault> judge_values(const config::Loaded& loaded,
                                     std::span<const market::Instrument> instruments,
                                     std::span<const double> mid_usd);

/// `BTC   asked 4000 USD -> 0.03644 BTC = 3999.49 USD a side, 20000 USD -> ... at most`, one line
/// for each of the first ten assets, then how many more there are.
std::vector<std::string> size_lines(std::span<const engine::Asset> assets,
                                    std::span<const double> mid_usd);

}  // namespace maxmin::app
