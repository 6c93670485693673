#include "host/app/commands.hpp"

#include <array>

namespace maxmin::app {

std::span<const Command> commands() {
    static constexpr std::array all{
        Command{"backtest", "replay a recording through engine and exchange", attach_backtest},
        Command{"paper", "serve a paper exchange in the venue's own protocol", attach_paper},
        Command{"run", "make markets live: on a paper exchange, or at the venue", attach_run},
        Command{"record", "record the venue's market for backtests; no key, no orders",
                attach_record},
        Command{"replay", "put a recorded live run through a new engine and compare decisions",
                attach_replay},
        Command{"watchdog", "cancel everything when a run falls silent", attach_watchdog},
        Command{"explain", "say why an asset's quotes are what they are at a time", attach_explain},
        Command{"grid", "show an asset's worst-case quotes against the nominal ones", attach_grid},
        Command{"config", "show, validate or explain the configuration", attach_config},
        Command{"bench", "measure the kernels on this machine", attach_bench},
        Command{"key", "make a key for an agent, or say whose a key is", attach_key},
        Command{"doctor", "check machine, build and files before a run", attach_doctor},
        Command{"status", "say how a running process stands", attach_status},
        Command{"halt", "stop a running process quoting, cancel its orders, latch it", attach_halt},
        Command{"resume", "clear a halt", attach_resume},
        Command{"flatten", "halt, and close every position", attach_flatten},
        Command{"cancel-all", "halt, and see that no order is left", attach_cancel_all},
    };
    return all;
}

}  // namespace maxmin::app
