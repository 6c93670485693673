// Fills the page from its data (host/report/page_data.cpp). Only the chosen asset's charts exist.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const at = id => document.getElementById(id);
const {run, measures} = data;
const parts = [["spread_usd", 1, "spread"], ["adverse_usd", 1, "adverse"],
  ["inventory_usd", 1, "inventory"], ["fees_usd", -1, "fees"],
  ["funding_usd", -1, "funding"], ["taker_cost_usd", -1, "taker"]];
let chosen = 0;
let order = {column: null, down: true};

const column = (name, unit, value, text) => ({name, unit, value, text: row => text(value(row))});
const money = (name, value, unit = "USD") => ({...column(name, unit, value, signed), sign: true});
const profitColumns = split => [
  ...parts.map(([key, sign, name]) => money(name, row => sign * split(row)[key])),
  money("total", row => split(row).total_usd),
];
const levelsOf = asset => [...asset.bid_levels, ...asset.ask_levels];
const sumLevels = (asset, key) => levelsOf(asset).reduce((sum, level) => sum + level[key], 0);
const fillRatio = asset => sumLevels(asset, "filled_orders") / sumLevels(asset, "placed");
const whole = v => fixed(v, 0);
const bandText = ({volatility_annual_q05: low, volatility_annual_q95: high}) =>
  `(${percent(low, 0)}–${percent(high, 0)})`;

const assetColumns = [
  column("asset", "", row => row.symbol, String),
  money("total", row => row.profit.total_usd),
  column("volume", "USD", row => row.volume_usd, whole),
  column("maker fills", "", row => row.fill_count, whole),
  column("filled", "%", row => row.fill_ratio, percent),
  {...column("inventory", "coin", row => row.position_coin, digits),
    text: row => row.index == null ? "" : digits(row.position_coin)},
  {...column("volatility", "%/y (90 % band)", row => row.volatility_annual, percent),
    text: row => known(row.volatility_annual)
      ? `${percent(row.volatility_annual, 0)} ${bandText(row)}` : ""},
  column("both sides", "% of time", row => row.time_quoted_both_sides, percent),
  column("at limit", "% of time", row => row.time_at_limit, percent),
  ...[0, 1, 2].map(i => money(`${[1, 10, 60][i]} s`, row => row.markouts.both.mean_bps[i],
    i === 1 ? "mark-out, bps" : "")),
  ...profitColumns(row => row.profit).slice(0, -1),  // the total stands first
];

const assetRows = data.assets.map((asset, index) =>
  ({...asset, index, fill_count: sumLevels(asset, "fills"), fill_ratio: fillRatio(asset)}));
const totalRow = {symbol: "total", profit: data.total, markouts: data.total.markouts,
  volume_usd: measures.volume_usd, fill_ratio: measures.fill_ratio,
  fill_count: assetRows.reduce((sum, row) => sum + row.fill_count, 0),
  time_quoted_both_sides: measures.quoted_both_sides, time_at_limit: measures.time_at_limit};

function showAssets() {
  const rows = [...assetRows];
  if (order.column != null) {
    const read = assetColumns[order.column].value;
    const rank = v => known(v) ? v : -Infinity;
    const compare = (a, b) => typeof a === "string" ? b.localeCompare(a) : rank(b) - rank(a);
    rows.sort((a, b) => (order.down ? 1 : -1) * compare(read(a), read(b)));
  }
  table(at("assets"), assetColumns, rows, {
    total: totalRow, isChosen: row => row.index === chosen, onRow: row => choose(row.index),
    onHead: column => {
      order = {column, down: order.column === column ? !order.down : true};
      showAssets();
    },
  });
}

function showHead() {
  at("title").textContent = `maxmin · ${run.data_name}`;
  const time = utc => utc.slice(0, 19);
  at("facts").textContent = [`${time(run.start_utc)} to ${time(run.end_utc)} UTC`, run.config_name,
    `seed ${run.seed}`, `queue: ${run.queue_model}`, `latency: ${run.latency_note}`,
    run.portfolio_state].join(" · ");
  at("warnings").replaceChildren(...data.warnings.map(text => element("div", text)));
  at("sentences").textContent = data.sentences.join(" ");
  const hourly = measures.profit_usd_per_hour, fill = measures.fill_profit_bps;
  const budget = run.requests_allowed > 0
    ? `${percent(run.requests_used / run.requests_allowed)} % of the allowance` : "";
  const figures = [
    ["Profit, USD", signed(data.total.total_usd),
      `${signed(100 * measures.return_fraction, 3)} % of the balance`],
    ["Per hour, USD", signed(hourly.mean), `90 %: ${span(hourly)}`],
    ["Volume, USD", whole(measures.volume_usd),
      `${signed(measures.profit_bps_of_volume)} bps kept`],
    ["A fill after 10 s, bps", signed(fill.mean), `90 %: ${span(fill)}`],
    ["Fills", whole(measures.fills), `${percent(measures.fill_ratio)} % of orders filled`],
    ["Largest drawdown, USD", fixed(run.drawdown_usd_max),
      `${percent(measures.drawdown_fraction, 3)} % of the balance`],
    ["Two-sided, % of time", percent(measures.quoted_both_sides),
      `at a limit ${percent(measures.time_at_limit)} %`],
    ["Requests", whole(run.requests_used), budget],
  ];
  at("figures").replaceChildren(...figures.map(([name, value, note]) => {
    const box = element("div");
    box.append(element("small", name), element("b", value), element("small", note));
    return box;
  }));
}

function showSplit() {
  const barsMost = 12;
  const names = parts.map(([, , name]) => name);
  const bar = (name, split) => ({name, parts: parts.map(([key, sign]) => sign * split[key])});
  const size = asset => Math.abs(asset.profit.total_usd);
  const biggest = [...data.assets].sort((a, b) => size(b) - size(a));
  const shown = data.assets.length > barsMost ? biggest.slice(0, barsMost) : data.assets;
  const key = element("div", null, "key");
  names.forEach((name, k) => {
    const item = element("span");
    const swatch = element("i");
    swatch.style.background = `var(--p${k + 1})`;
    item.append(swatch, name);
    key.append(item);
  });
  const note = shown.length === data.assets.length ? ""
    : `, the ${barsMost} of ${data.assets.length} assets with the largest result`;
  key.append(element("span", `upright line: total${note}`));
  const sum = element("div"), bars = element("div");
  at("split").replaceChildren(key, sum, bars);
  const assetBars = shown.map(asset => bar(asset.symbol, asset.profit));
  if (note) {  // the sum over many assets would leave no room for one: it gets its own scale
    charts.stacked(sum, [bar("total", data.total)], names);
    charts.stacked(bars, assetBars, names);
  } else {
    charts.stacked(bars, [bar("total", data.total), ...assetBars], names);
  }
  const {by_side, by_level, by_hour} = data.groups;
  const rest = by_side.at(-1);  // the same in all three: what belongs to no recorded fill
  const groups = [["side", by_side], ["level", by_level], ["hour UTC", by_hour]];
  const rows = groups.flatMap(([by, list]) =>
    list.slice(0, -1).map((group, i) => ({...group, by: i ? "" : by})));
  const total = {...data.total, by: "total", name: "of each kind, plus rest", fills: measures.fills,
    volume_usd: measures.volume_usd};
  table(at("groups"), [
    column("by", "", row => row.by, String),
    column("", "", row => row.name, String),
    column("fills", "", row => row.fills, whole),
    column("volume", "USD", row => row.volume_usd, whole),
    ...profitColumns(row => row),
  ], [...rows, {...rest, by: "rest"}], {total});
}

function showEquity() {
  const styles = [["p1", [6, 3]], ["p2", []], ["p4", [2, 2]], ["p3", []], ["p6", [8, 3, 2, 3]],
    ["p5", []]];
  const few = data.assets.length <= styles.length;
  const listed = few ? data.assets.filter(asset => asset.series.t.length) : [];
  const [t, total, ...profits] = uPlot.join([[data.equity.t, data.equity.profit],
    ...listed.map(asset => [asset.series.t, asset.series.profit])]);
  charts.time(at("equity"), {t, height: 230, series: [
    {label: "total", values: total, colour: "ink", width: 2, spanGaps: true},
    ...listed.map((asset, k) => ({label: asset.symbol, values: profits[k], colour: styles[k][0],
      dash: styles[k][1], spanGaps: true})),
  ]});
}

function showAsset() {
  const asset = data.assets[chosen];
  const {series} = asset;
  at("choice").value = chosen;
  at("state").textContent = asset.last_state;
  at("inventory_unit").textContent =
    `${asset.symbol}, mean size ${digits(asset.inventory_abs_mean_coin)}`;
  const counts = [["decisions", "decisions"], ["placed", "placed"], ["modified", "modified"],
    ["cancelled", "cancelled"], ["post_only_rejects", "post-only rejects"],
    ["races_lost", "races lost to a fill"], ["other_rejects", "other rejects"], ["taker_orders", "taker orders"]];
  at("orders").textContent =
    `${counts.map(([key, name]) => `${whole(asset[key])} ${name}`).join(", ")}. ` +
    `Adverse-selection estimate: out-of-sample error ${fixed(asset.adverse_error_bps)} bps, ` +
    `a forecast of zero ${fixed(asset.adverse_error_sd_bps)} bps.`;
  const group = "asset";
  const chart = (id, options) => charts.time(at(id), {t: series.t, group, ...options});
  chart("quotes", {height: 300, precision: 8, draw: charts.fillMarks(asset.fills), series: [
    {label: "mid", values: series.mid, colour: "mid", width: 1.4},
    {label: "own bid", values: series.bid, colour: "bid", step: true, width: 1},
    {label: "own ask", values: series.ask, colour: "ask", step: true, width: 1, dash: [4, 2]},
  ]});
  chart("profit", {series: [{label: "profit", values: series.profit, colour: "ink"}]});
  chart("inventory", {series: [
    {label: asset.symbol, values: series.inventory, colour: "bid", step: true},
  ]});
  const band = (id, values, low, high) => chart(id, {bands: [[3, 2]], series: [
    {label: "mean", values, colour: "bid", width: 1.6},
    {label: "5 %", values: low, colour: "mid", width: 0.7},
    {label: "95 %", values: high, colour: "mid", width: 0.7},
  ]});
  band("volatility", series.vol, series.vol_low, series.vol_high);
  band("drift", series.drift, series.drift_low, series.drift_high);
  chart("excitation", {series: [
    {label: "bid", values: series.excitation_bid, colour: "bid", step: true},
    {label: "ask", values: series.excitation_ask, colour: "ask", step: true, dash: [4, 2]},
  ]});
  charts.markouts(at("markouts"), asset.markouts);
  showFills(asset);
}

function showFills(asset) {
  const levels = ["bid", "ask"].flatMap(side =>
    asset[`${side}_levels`].map((level, i) => ({...level, name: `${side} ${i + 1}`})));
  table(at("levels"), [
    column("level", "", row => row.name, String),
    column("orders", "that rested", row => row.placed, whole),
    column("with a fill", "", row => row.filled_orders, whole),
    column("filled", "%", row => row.filled_orders / row.placed, percent),
    column("fills", "", row => row.fills, whole),
    column("size", asset.symbol, row => row.filled_coin, digits),
  ], levels);
  const cell = ({mean_bps, error_bps, fills}, i) => known(mean_bps[i])
    ? `${signed(mean_bps[i])} ± ${fixed(error_bps[i])} (${fills[i]})` : "–";
  table(at("markout_table"), [
    column("side", "", row => row.name, String),
    ...asset.markouts.horizons_s.map((s, i) =>
      ({name: `${s} s`, text: row => cell(row.curve, i)})),
  ], ["bid", "ask", "both"].map(side => ({name: side, curve: asset.markouts[side]})));
}

function showMeasures() {
  const {blocks, blocks_wanted: wanted} = measures;
  const {profit_usd_per_hour: hourly, fill_profit_bps: fill} = measures;
  pairs(at("measures"), [
    ["Return on the start balance", `${signed(100 * measures.return_fraction, 4)} % in ` +
      `${fixed(measures.duration_s / 60, 1)} min (not annualised)`],
    ["Sharpe, per minute", `${signed(measures.sharpe_minute, 3)} over ${measures.minutes} ` +
      "one-minute changes of equity"],
    ["Sortino, per minute", signed(measures.sortino_minute, 3)],
    ["Profit per hour", `${signed(hourly.mean)} USD, 90 % ${span(hourly)}`],
    ["Blocks behind the intervals", `${blocks} of ${whole(measures.block_s / 60)} min` +
      (blocks < wanted ? `: too few, ${wanted} wanted` : "")],
    ["Maker fill after 10 s and fees", `${signed(fill.mean, 3)} bps, 90 % ${span(fill)}; ` +
      `${signed(measures.fill_profit_usd, 4)} USD`],
    ["Volume as maker", `${percent(measures.maker_share)} %`],
    ["Orders with a fill / that rested", `${percent(measures.fill_ratio)} %`],
    ["Cancels per fill", fixed(measures.cancels_per_fill)],
    ["Requests per USD traded", fixed(measures.requests_per_usd, 5)],
    ["Equity at the end", `${fixed(run.end_equity_usd)} USD`],
  ]);
  pairs(at("provenance"), [
    ["data", `${run.data_name}, ${run.data_hash}`],
    ["configuration", `${run.config_name}, ${run.config_hash}`],
    ["decisions", run.decision_hash],
    ["seed", run.seed],
    ["version", run.code_version],
    ["backend", `${run.backend}, ${run.threads} thread${run.threads > 1 ? "s" : ""}`],
    ["queue model", run.queue_model],
    ["latency", run.latency_note + (run.latency_is_zero ? " (unrealistic: zero latency)" : "")],
    ["events", `${whole(run.market_events)} in ${fixed(run.wall_s)} s`],
  ]);
  pairs(at("counters"), data.counters.map(c => [c.name, fixed(c.value, 0)]));
  at("notes").replaceChildren(...data.notes.map(text => element("div", text)));
}

function draw() {
  charts.clear();
  showEquity();
  showSplit();
  showAsset();
}

function choose(index) {
  chosen = (index + data.assets.length) % data.assets.length;
  showAssets();
  draw();
}

at("choice").replaceChildren(...data.assets.map((asset, i) => new Option(asset.symbol, i)));
at("choice").onchange = event => choose(Number(event.target.value));
at("previous").onclick = () => choose(chosen - 1);
at("next").onclick = () => choose(chosen + 1);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  draw();
});
showHead();
showMeasures();
choose(0);
