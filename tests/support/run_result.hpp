// A plausible outcome of a run, made up from a seed: random mids, quotes around them, fills, and
// books kept the slow way. For tests of reports; nothing in it was measured.
#pragma once

#include "host/ledger/result.hpp"

namespace maxmin::test {

struct RunShape {
    int assets = 4;
    int seconds = 2000;
    unsigned seed = 7;
};

/// One sample per asset and second; about one fill per asset and 15 s. The parts of every profit
/// add up, and the fills' mark-outs agree with the mids.
ledger::RunResult made_up_run(const RunShape& shape);

}  // namespace maxmin::test
