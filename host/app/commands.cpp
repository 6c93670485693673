#include "host/app/commands.hpp"

#include <array>

namespace maxmin::app {

std::span<const Command> commands() {
    static constexpr std::array all{
        Command{"backtest", "replay a recording through engine and exchange", attach_backtest},
        Command{"explain", "say why an asset's quotes are what they are at a time", attach_explain},
        Command{"grid", "show an asset's worst-case quotes against the nominal ones", attach_grid},
        Command{"config", "show, validate or explain the configuration", attach_config},
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
