// Keys that stand once in a file: run, data, synthetic, paper, risk, budget.
#include "host/config/run_lists.hpp"

namespace maxmin::config {
namespace {

using List = KeyList<engine::Config>;

void add_run(List& list) {
    list.add("run.seed", MAXMIN_MEMBER(run.seed),
             {"",
              at_least(0),
              "Start of every random number; same data, configuration and seed: same run.",
              {}});
    list.add("run.threads", MAXMIN_MEMBER(run.threads),
             {"threads", closed(1, 1024), "Worker threads; results do not depend on it.", {}});
    list.add("run.backend", MAXMIN_MEMBER(run.backend),
             {"", {}, "Where the kernels run; auto takes a GPU if there is one.", {}});
    list.add("run.device_failure_drill", MAXMIN_MEMBER(run.device_failure_drill),
             {"step",
              at_least(0),
              "The device fails at this step, to see the run go on by CPU; 0: no drill.",
              {}});
    list.add("run.step_interval_ms", MAXMIN_MEMBER(run.step_interval_ms),
             {"ms", closed(1, 60'000), "Time between two steps of filter and quote grids.", {}});
    list.add("run.grid_max_age_ms", MAXMIN_MEMBER(run.grid_max_age_ms),
             {"ms", closed(1, 600'000), "A quote grid older than this is no longer used.", {}});
    list.add("run.particles", MAXMIN_MEMBER(run.particles),
             {"particles", closed(64, 65'536), "Particles per asset; a multiple of 16.", {}});
    list.add("run.ess_threshold", MAXMIN_MEMBER(run.ess_threshold),
             {"share",
              above_to(0, 1),
              "Resample when the effective sample size falls below this share of the particles.",
              {}});
    list.add("run.discount", MAXMIN_MEMBER(run.discount),
             {"",
              above_to(0.5, 1),
              "Liu-West discount of the parameter kernel; 1 keeps the parameters as drawn.",
              {}});
    list.add("run.sample_interval_s", MAXMIN_MEMBER(run.sample_interval_s),
             {"s", above_to(0, 86'400), "Spacing of the time series in the report.", {}});
    list.add("run.gate_interval_s", MAXMIN_MEMBER(run.gate_interval_s),
             {"s", closed(1, 3'600), "Between two checks of the trading gates.", {}});
    list.add("run.log_format", MAXMIN_MEMBER(run.log_format),
             {"", {}, "Log lines for people, or one JSON object a line.", {}});
}

void add_data(List& list) {
    list.add("data.format", MAXMIN_MEMBER(data.format),
             {"",
              {},
              "What kind of recording is replayed; synthetic makes one.",
              {"hyperliquid_csv", "hyperliquid_archive", "hyperliquid_ws", "binance_usdm",
               "binance_spot", "lobster", "synthetic"}});
    list.add("data.path", MAXMIN_MEMBER(data.path),
             {"", {}, "Folder or file of the recording, relative to the configuration file.", {}});
    list.add("data.files", MAXMIN_MEMBER(data.files),
             {"", {}, "File names, where the format needs several; relative to data.path.", {}});
}

void add_synthetic(List& list) {
    list.add("synthetic.seed", MAXMIN_MEMBER(synthetic.seed),
             {"", at_least(0), "Picks the market; run.seed picks everything else.", {}});
    list.add("synthetic.duration_s", MAXMIN_MEMBER(synthetic.duration_s),
             {"s", above_to(0, 86'400), "Length of the market.", {}});
    list.add("synthetic.mid_usd", MAXMIN_MEMBER(synthetic.mid_usd),
             {"USD", closed(1e-3, 1e6), "Mid of every asset at the start.", {}});
    list.add("synthetic.volatility_annual", MAXMIN_MEMBER(synthetic.volatility_annual),
             {"1/sqrt(year)", closed(0, 10), "Constant volatility; 0.6 is 60 % a year.", {}});
    list.add("synthetic.drift_bps_per_s", MAXMIN_MEMBER(synthetic.drift_bps_per_s),
             {"bps/s", closed(-1, 1), "Constant drift of the mid.", {}});
    list.add("synthetic.half_spread_bps", MAXMIN_MEMBER(synthetic.half_spread_bps),
             {"bps", closed(0.01, 1000), "From the mid to the best quote of others.", {}});
    list.add("synthetic.orders_per_s", MAXMIN_MEMBER(synthetic.orders_per_s),
             {"1/s", above_to(0, 1000), "Market orders of each side, mean over a long run.", {}});
    list.add("synthetic.excitation", MAXMIN_MEMBER(synthetic.excitation),
             {"share",
              {.low = 0, .high = 1, .high_open = true},
              "Branching ratio: share of the orders that earlier ones of their side brought about.",
              {}});
    list.add("synthetic.excitation_decay_per_s", MAXMIN_MEMBER(synthetic.excitation_decay_per_s),
             {"1/s", above_to(0, 1000), "How fast an order's excitation fades.", {}});
    list.add(
        "synthetic.depth_decay_per_bps", MAXMIN_MEMBER(synthetic.depth_decay_per_bps),
        {"1/bps", closed(0.01, 100), "An order reaches depth y with chance exp(-decay y).", {}});
    list.add("synthetic.order_size_coin", MAXMIN_MEMBER(synthetic.order_size_coin),
             {"coin", above_to(0, 1e9), "Median size of an order and of a book level.", {}});
    list.add("synthetic.impact_bps", MAXMIN_MEMBER(synthetic.impact_bps),
             {"bps", closed(-10, 10), "Lasting move of the mid towards each order.", {}});
    list.add("synthetic.update_interval_s", MAXMIN_MEMBER(synthetic.update_interval_s),
             {"s", closed(1e-3, 86'400), "Time between two books; each with its best quotes.", {}});
}

/// `access` yields the LatencyConfig of one leg.
template <typename Access>
void add_latency(List& list, const std::string& table, Access access) {
    list.add(table + ".kind", [access](auto& root) -> auto& { return access(root).kind; },
             {"", {}, "How the delay varies.", {}});
    list.add(table + ".median_ms", [access](auto& root) -> auto& { return access(root).median_ms; },
             {"ms", closed(0, 60'000), "The delay, or its median.", {}});
    list.add(table + ".sigma", [access](auto& root) -> auto& { return access(root).sigma; },
             {"", closed(0, 5), "Standard deviation of the logarithm (lognormal).", {}});
    list.add(
        table + ".recorded_ms", [access](auto& root) -> auto& { return access(root).recorded_ms; },
        {"ms", closed(0, 60'000), "Delays in the order they are drawn (recorded).", {}});
}

void add_paper(List& list) {
    list.add("paper.queue", MAXMIN_MEMBER(paper.queue),
             {"", {}, "How a resting order moves up in its queue.", {}});
    list.add("paper.queue_power", MAXMIN_MEMBER(paper.queue_power),
             {"", above_to(0, 10), "Exponent of the ahead/behind weight (probabilistic).", {}});
    list.add("paper.start_balance_usd", MAXMIN_MEMBER(paper.start_balance_usd),
             {"USD", above(0), "Balance at the start.", {}});
    list.add("paper.leverage", MAXMIN_MEMBER(paper.leverage),
             {"x", closed(1, 50), "Leverage used for margin.", {}});
    list.add("paper.funding_rate_hourly", MAXMIN_MEMBER(paper.funding_rate_hourly),
             {"1/h", closed(-0.04, 0.04), "Funding paid by longs each hour, share of value.", {}});
    add_latency(list, "paper.feed", MAXMIN_MEMBER(paper.feed));
    add_latency(list, "paper.order", MAXMIN_MEMBER(paper.order));
    add_latency(list, "paper.response", MAXMIN_MEMBER(paper.response));
    list.add("paper.fees.tier", MAXMIN_MEMBER(paper.fees.tier),
             {"", closed(-1, 6), "Fee tier of the venue; -1 takes the two rates below.", {}});
    list.add("paper.fees.maker_bps", MAXMIN_MEMBER(paper.fees.maker_bps),
             {"bps", closed(-10, 100), "Maker fee at tier -1; negative is a rebate.", {}});
    list.add("paper.fees.taker_bps", MAXMIN_MEMBER(paper.fees.taker_bps),
             {"bps", closed(-10, 100), "Taker fee at tier -1.", {}});
}

void add_risk(List& list) {
    list.add("risk.gross_value_usd_max", MAXMIN_MEMBER(risk.gross_value_usd_max),
             {"USD", above(0), "Sum of position values over all assets, signs dropped.", {}});
    list.add("risk.net_value_usd_max", MAXMIN_MEMBER(risk.net_value_usd_max),
             {"USD", above(0), "Sum of position values over all assets, signs kept.", {}});
    list.add("risk.open_orders_max", MAXMIN_MEMBER(risk.open_orders_max),
             {"orders", closed(1, 100'000), "Resting orders of the account.", {}});
    list.add(
        "risk.loss_usd_max", MAXMIN_MEMBER(risk.loss_usd_max),
        {"USD", above(0), "Loss since the start of the run or of the UTC day that halts.", {}});
    list.add("risk.drawdown_usd_max", MAXMIN_MEMBER(risk.drawdown_usd_max),
             {"USD", above(0), "Fall of equity from its peak that halts.", {}});
    list.add("risk.reduce_at_fraction", MAXMIN_MEMBER(risk.reduce_at_fraction),
             {"share", above_to(0, 1), "From this share of a loss limit on, only reduce.", {}});
    list.add("risk.venue_behind_s_max", MAXMIN_MEMBER(risk.venue_behind_s_max),
             {"s", above(0), "No quotes while the venue's newest time is older than this.", {}});
    list.add(
        "risk.venue_ahead_s_max", MAXMIN_MEMBER(risk.venue_ahead_s_max),
        {"s", above(0), "No quotes while the venue's time is ahead of our clock by more.", {}});
}

void add_fate(List& list) {
    list.add("fate.answer_timeout_s", MAXMIN_MEMBER(fate.answer_timeout_s),
             {"s", closed(0.1, 600), "An order unanswered for longer is of unknown fate.", {}});
    list.add("fate.query_interval_s", MAXMIN_MEMBER(fate.query_interval_s),
             {"s", closed(0.1, 600), "To the second query for its fate; doubles each time.", {}});
    list.add("fate.query_interval_max_s", MAXMIN_MEMBER(fate.query_interval_max_s),
             {"s", closed(0.1, 3600), "Longest time between two queries.", {}});
}

void add_start(List& list) {
    list.add(
        "start.positions", MAXMIN_MEMBER(start.positions),
        {"", {}, "Positions found at a live start that the state folder does not explain.", {}});
    list.add("start.orders", MAXMIN_MEMBER(start.orders),
             {"", {}, "Open orders of ours found on the venue that we do not know.", {}});
}

void add_budget(List& list) {
    list.add(
        "budget.requests_at_start", MAXMIN_MEMBER(budget.requests_at_start),
        {"requests", at_least(0), "Allowance at the start; one more for every USD traded.", {}});
    list.add("budget.cancel_reserve", MAXMIN_MEMBER(budget.cancel_reserve),
             {"requests", at_least(0), "Part of the allowance kept back for cancels.", {}});
}

Schema<engine::Config> build() {
    Schema<engine::Config> schema;
    List list(schema);
    add_run(list);
    add_data(list);
    add_synthetic(list);
    add_paper(list);
    add_risk(list);
    add_budget(list);
    add_fate(list);
    add_start(list);
    add_exchange(list);
    add_live(list);
    add_venue(list);
    return schema;
}

}  // namespace

const Schema<engine::Config>& run_schema() {
    static const Schema<engine::Config> schema = build();
    return schema;
}

}  // namespace maxmin::config
