#!/usr/bin/env python3
"""One self-contained page of the kernels' benchmarks.

    bench/page.py kernels.json numpy.json out.html --commit C --machine M --compiler G

The first file is Google Benchmark's, the second that of bench/peers/numpy_filter.py (it may be
missing). Also prints the tables. Needs nothing but python.
"""

import argparse
import html
import json
import math
import pathlib
import re

# Operations on floats of one particle-step, counted in the innermost loops of the built AVX-512
# clone (scripts/check_vectors.py finds them), a fused multiplication as two: normals, propagation,
# weight, sums. Random integers and doubles are not among them.
FLOPS = {"fixed": 95, "liu_west": 172, "liu_west_drift": 215}
ROWS = {"fixed": 2, "liu_west": 5, "liu_west_drift": 7}  # floats a particle, read and written
KINDS = {"fixed": "known parameters", "liu_west": "Liu-West", "liu_west_drift": "Liu-West and drift"}
AIMS = {"fixed": 4.5e8, "liu_west": 3.0e8, "liu_west_drift": 2.0e8}


class Results:
    def __init__(self, files):
        self.context = {}
        self.rows = {}
        for file in files:
            if file.exists():
                data = json.loads(file.read_text())
                self.context.update(data["context"])
                for row in data["benchmarks"]:
                    if "error_occurred" not in row:
                        self.rows[row["name"].removesuffix("/real_time")] = row

    def get(self, name, field):
        return self.rows.get(name, {}).get(field)

    def series(self, pattern, field):
        """Points (number in the name, field), for names that match; the number is group 1."""
        points = []
        for name, row in self.rows.items():
            match = re.fullmatch(pattern, name)
            if match and field in row:
                points.append((float(match[1]), float(row[field])))
        return sorted(points)


def short(value):
    """Three digits and a metric prefix."""
    if value is None:
        return "-"
    for limit, divisor, unit in ((1e9, 1e9, "G"), (1e6, 1e6, "M"), (1e3, 1e3, "k")):
        if abs(value) >= limit:
            return f"{value / divisor:.3g} {unit}"
    return f"{value:.3g} "


def microseconds(value):
    return "-" if value is None else f"{value / 1e3:.3g} ms" if value >= 1e3 else f"{value:.3g} us"


def ratio(over, under):
    return "-" if not over or not under else f"{over / under:.1f} x"


def chart(series, x_name, y_name, y_text, width=560, height=330):
    """A log-log chart as SVG. series: (name, class, points)."""
    series = [s for s in series if s[2]]
    if not series:
        return "<p class='quiet'>not in this run</p>"
    left, right, top, bottom = 64, 132, 12, 40
    xs = [x for _, _, points in series for x, _ in points]
    ys = [y for _, _, points in series for _, y in points]
    x_lo, x_hi = math.log10(min(xs)), math.log10(max(xs) * 1.0001)
    y_lo, y_hi = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)) + 1e-9)
    x_hi = max(x_hi, x_lo + 0.1)
    px = lambda x: left + (math.log10(x) - x_lo) / (x_hi - x_lo) * (width - left - right)
    py = lambda y: height - bottom - (math.log10(y) - y_lo) / (y_hi - y_lo) * (height - top - bottom)
    parts = [f"<svg viewBox='0 0 {width} {height}' role='img' aria-label='{y_name} over {x_name}'>"]
    for decade in range(y_lo, y_hi + 1):
        for digit in (1, 2, 5):
            y = digit * 10.0**decade
            if not y_lo - 1e-9 <= math.log10(y) <= y_hi + 1e-9:
                continue
            parts.append(f"<line class='{'rule' if digit == 1 else 'grid'}' x1='{left}' "
                         f"x2='{width - right}' y1='{py(y):.1f}' y2='{py(y):.1f}'/>")
            if digit == 1 or y_hi - y_lo == 1:
                parts.append(f"<text x='{left - 6}' y='{py(y) + 4:.1f}' text-anchor='end'>"
                             f"{y_text(y)}</text>")
    for x in sorted(set(xs)):
        parts.append(f"<line class='grid' x1='{px(x):.1f}' x2='{px(x):.1f}' y1='{top}' "
                     f"y2='{height - bottom}'/>")
    last = -100.0
    for x in sorted(set(xs)):
        if px(x) - last > 26:
            last = px(x)
            parts.append(f"<text x='{px(x):.1f}' y='{height - bottom + 16}' text-anchor='middle'>"
                         f"{x:,.0f}</text>")
    parts.append(f"<text class='name' x='{(left + width - right) / 2:.0f}' y='{height - 6}' "
                 f"text-anchor='middle'>{x_name}</text>")
    labels = sorted(((py(points[-1][1]), name, css) for name, css, points in series))
    y_label = -100.0
    for name, css, points in series:
        path = " ".join(f"{px(x):.1f},{py(y):.1f}" for x, y in points)
        parts.append(f"<polyline class='{css}' points='{path}'/>")
        parts += [f"<circle class='{css}' cx='{px(x):.1f}' cy='{py(y):.1f}' r='2.6'>"
                  f"<title>{name}, {x:,.0f}: {y_text(y)}</title></circle>" for x, y in points]
    for y, name, css in labels:
        y_label = max(y, y_label + 14)
        parts.append(f"<text class='label {css}' x='{width - right + 8}' y='{y_label + 4:.1f}'>"
                     f"{html.escape(name)}</text>")
    return "".join(parts) + "</svg>"


def table(head, rows):
    """As HTML and as text."""
    cells = "".join(f"<th>{html.escape(h)}</th>" for h in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>"
                   for row in rows)
    widths = [max(len(line[i]) for line in [head, *rows]) for i in range(len(head))]
    lines = ["  ".join(c.ljust(w) if i == 0 else c.rjust(w)
                       for i, (c, w) in enumerate(zip(line, widths))) for line in [head, *rows]]
    return f"<div class='scroll'><table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>", \
        "\n".join(line.rstrip() for line in lines)


def filter_rates(results):
    """Particle-steps a second by kind and by who does it, particles within the nearest caches."""
    names = {"cpu": "particle_filter_step/cpu/{}/assets:8/particles:4096/threads:1",
             "two": "particle_filter_step/cpu/{}/assets:8/particles:4096/threads:2",
             "cuda": "particle_filter_step/cuda/{}/assets:8/particles:4096/threads:1",
             "plain": "particle_filter_step/plain/{}/assets:8/particles:4096",
             "origin": "particle_filter_step/origin/{}/assets:1/particles:4096",
             "numpy": "particle_filter_step/numpy/{}/assets:1/particles:4096"}
    return {kind: {who: results.get(name.format(kind), "items_per_second")
                   for who, name in names.items()} for kind in KINDS}


def peers_table(rates):
    rows = []
    for kind, rate in rates.items():
        rows.append([KINDS[kind], short(rate["cpu"]), ratio(rate["cpu"], AIMS[kind]),
                     ratio(rate["two"], rate["cpu"])]
                    + [f"{short(rate[p])} ({ratio(rate['cpu'], rate[p])})" if rate[p] else "-"
                       for p in ("plain", "origin", "numpy")])
    return table(["filter, 4,096 particles", "one core, /s", "of the aim", "two cores",
                  "plain C++ (ours over it)", "origin's (ours over it)", "numpy (ours over it)"], rows)


def grids_table(results):
    rows = []
    for start in ("cold", "warm"):
        at = "quote_grid_stationary/{}/" + start + "/problems:1000/nodes:201/threads:{}"
        plain = results.get(at.format("plain", 1), "cpu_time")
        for who, name in (("cpu", "double"), ("cpu_floored", "double, with floors"),
                          ("cpu_float", "single"), ("cuda", "GPU, double")):
            one = results.get(at.format(who, 1), "cpu_time" if who != "cuda" else "real_time")
            two = results.get(at.format(who, 2), "real_time")
            if one:
                rows.append([f"{start}, {name}", f"{one:.3g} ms", ratio(one, two),
                             ratio(plain, one),
                             f"{results.get(at.format(who, 1), 'sweeps'):.2f}"])
    return table(["1,000 grids of 201 nodes", "one core", "two cores", "over plain C++", "sweeps"], rows)


def step_table(results):
    rows = []
    for assets in (1, 50, 200, 500, 1000, 5000):
        for who in ("cpu", "cuda"):
            at = f"step/{who}/assets:{assets}/particles:1024/threads:1"
            if at not in results.rows:
                continue
            quiet = f"step_quiet/{who}/assets:{assets}/particles:1024/threads:1"
            rows.append([f"{assets:,}, {who}"]
                        + [microseconds(results.get(at, f)) for f in ("p50_us", "p99_us", "p99.9_us")]
                        + [microseconds(results.get(quiet, "p50_us"))])
    return table(["whole step, assets", "p50", "p99", "p99.9", "nothing new, p50"], rows)


def roof_table(results, rates):
    flops = results.get("machine_multiply_add", "flops")
    far = results.get("machine_triad/KiB:1048576", "bytes_per_second")
    rows = []
    for kind, rate in rates.items():
        if rate["cpu"]:
            rows.append([f"{KINDS[kind]}, in cache", f"{FLOPS[kind]} flop",
                         f"{short(rate['cpu'] * FLOPS[kind])}flop/s",
                         "-" if not flops else f"{100 * rate['cpu'] * FLOPS[kind] / flops:.0f} %"])
    name = "particle_filter_step/cpu/liu_west_drift/assets:{}/particles:4096/threads:1"
    for assets in (1000, 5000):
        moved = results.get(name.format(assets), "bytes_per_second")
        if moved:
            rows.append([f"Liu-West and drift, {assets:,} assets",
                         f"{ROWS['liu_west_drift'] * 8} B", f"{short(moved)}B/s",
                         "-" if not far else f"{100 * moved / far:.0f} %"])
    if flops and far:
        rows.append(["roof: fused multiplications", "", f"{short(flops)}flop/s", ""])
        rows.append(["roof: triad in memory", "", f"{short(far)}B/s", ""])
    return table(["against the roofs", "a particle", "reached", "of the roof"], rows)


CSS = """
:root { --paper: #fff; --ink: #1b1f24; --quiet: #5c6570; --rule: #cfd5dc; --grid: #eef0f3;
  --shade: #f6f7f9; --a: #1659a5; --b: #d0701a; --c: #14713d; --d: #8a929c; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #dfe3e8; --quiet: #939ca7;
  --rule: #39414a; --grid: #20252b; --shade: #1b1f25; --a: #6db0ff; --b: #f2a45c; --c: #63c78b;
  --d: #7d8792; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1240px; padding: 16px 20px 40px; background: var(--paper);
  color: var(--ink); font: 13px/1.45 system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
h1 { font-size: 19px; margin: 0; } h2 { font-size: 14px; margin: 0 0 6px; }
p { margin: 4px 0; max-width: 100ch; } .quiet { color: var(--quiet); }
section { border-top: 1px solid var(--rule); padding: 12px 0; margin-top: 12px; }
.columns { display: grid; gap: 4px 28px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); }
.columns > div { min-width: 0; } .scroll { overflow: auto; } svg { width: 100%; height: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: 3px 8px; text-align: right; white-space: nowrap; }
th { color: var(--quiet); font-weight: 600; font-size: 12px; border-bottom: 1px solid var(--rule); }
th:first-child, td:first-child { text-align: left; }
tbody tr:nth-child(even) { background: var(--shade); }
svg text { fill: var(--quiet); font-size: 11px; } svg text.name { fill: var(--ink); }
line.rule { stroke: var(--rule); } line.grid { stroke: var(--grid); }
polyline { fill: none; stroke-width: 1.8; } .a { stroke: var(--a); } .b { stroke: var(--b); }
.c { stroke: var(--c); } .d { stroke: var(--d); } polyline.b, polyline.d { stroke-dasharray: 5 3; }
circle.a { fill: var(--a); } circle.b { fill: var(--b); } circle.c { fill: var(--c); }
circle.d { fill: var(--d); } text.label { stroke: none; } text.label.a { fill: var(--a); }
text.label.b { fill: var(--b); } text.label.c { fill: var(--c); } text.label.d { fill: var(--d); }
"""


def charts(results):
    step = r"step/{}/assets:(\d+)/particles:1024/threads:1"
    swept = r"particle_filter_step/{}/liu_west_drift/assets:{}/particles:{}/threads:1"
    latency = chart([("CPU, p50", "a", results.series(step.format("cpu"), "p50_us")),
                     ("CPU, p99", "b", results.series(step.format("cpu"), "p99_us")),
                     ("GPU, p50", "c", results.series(step.format("cuda"), "p50_us")),
                     ("GPU, p99", "d", results.series(step.format("cuda"), "p99_us"))],
                    "assets", "latency of a step", microseconds)
    rate = lambda who, assets, particles: results.series(
        swept.format(who, assets, particles), "items_per_second")
    by_assets = chart([("CPU", "a", rate("cpu", r"(\d+)", "4096")),
                       ("GPU", "c", rate("cuda", r"(\d+)", "4096"))],
                      "assets of 4,096 particles", "particle-steps a second", short)
    by_particles = chart([("CPU", "a", rate("cpu", "50", r"(\d+)")),
                          ("GPU", "c", rate("cuda", "50", r"(\d+)"))],
                         "particles of 50 assets", "particle-steps a second", short)
    return latency, by_assets, by_particles


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs=3, type=pathlib.Path)
    for option in ("--commit", "--machine", "--compiler"):
        parser.add_argument(option, default="unknown")
    args = parser.parse_args()
    kernels, numpy, out = args.files
    results = Results([kernels, numpy])
    rates = filter_rates(results)
    latency, by_assets, by_particles = charts(results)
    tables = [peers_table(rates), grids_table(results), step_table(results),
              roof_table(results, rates)]
    load = ", ".join(f"{x:.1f}" for x in results.context.get("load_avg", []))
    has_gpu = any("/cuda" in name for name in results.rows)
    facts = (f"{results.context.get('date', '')}, {args.machine}, "
             f"{results.context.get('num_cpus', '?')} cores, load {load or '?'}; {args.compiler}; "
             f"commit {args.commit}" + (f"; numpy {results.context['numpy']}"
                                        if "numpy" in results.context else ""))
    gpu = "" if has_gpu else "<p><b>No GPU was measured in this run.</b></p>"
    out.write_text(f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>maxmin kernels</title>
<style>{CSS}</style></head><body><h1>maxmin kernels</h1>
<p class="quiet">{html.escape(facts)}</p>{gpu}
<p>Every kernel agreed with a plain version of itself before it was timed. One thread is timed by its
own clock; latencies, several threads and a GPU by the wall's, so that they hold what else ran.</p>
<section><h2>Peers, particle-steps a second</h2>{tables[0][0]}</section>
<div class="columns"><section><h2>Latency of a whole step: filter, box, grid</h2>{latency}</section>
<section>{tables[2][0]}</section></div>
<div class="columns"><section><h2>Filter with drift, particle-steps a second</h2>{by_assets}</section>
<section><h2>&nbsp;</h2>{by_particles}</section></div>
<div class="columns"><section>{tables[1][0]}</section><section>{tables[3][0]}</section></div>
</body></html>""")
    print(facts)
    for _, text in tables:
        print("\n" + text)
    print(f"\npage: {out}")


if __name__ == "__main__":
    main()
