#!/usr/bin/env python3
"""One self-contained page of the kernels' benchmarks.

    bench/page.py kernels.json numpy.json out.html --commit C --machine M --compiler G

The first file is Google Benchmark's, of maxmin_kernels_bench or `maxmin bench --full --out`, the second
that of bench/peers/numpy_filter.py (it may be missing). What the options do not tell is taken from
the first. Also prints the tables. Needs nothing but python.
"""

import argparse
import html
import json
import pathlib
import re

from chart import chart

# Operations on floats of one particle-step, counted in the innermost loops of the built AVX-512
# clone (scripts/check_vectors.py finds them), a fused multiplication as two: normals, propagation,
# weight, sums. Random integers and doubles are not among them.
FLOPS = {"fixed": 95, "liu_west": 172, "liu_west_drift": 215}
ROWS = {"fixed": 2, "liu_west": 5, "liu_west_drift": 7}  # floats a particle, read and written
KINDS = {"fixed": "known parameters", "liu_west": "Liu-West", "liu_west_drift": "Liu-West and drift"}
AIMS = {"fixed": 4.5e8, "liu_west": 3.0e8, "liu_west_drift": 2.0e8}

SUFFIXES = re.compile(r"(/(iterations|min_time):[\d.]+|/real_time|/manual_time)+$")
ASSETS = (1, 50, 200, 500, 1000, 5000)


class Results:
    def __init__(self, files):
        self.context = {}
        self.rows = {}
        self.no_device = "the benchmarks left it out"
        for file in files:
            if file.exists():
                data = json.loads(file.read_text())
                self.context.update(data["context"])
                for row in data["benchmarks"]:
                    message = row.get("error_message", "")
                    if message.startswith("no device: "):
                        self.no_device = message.removeprefix("no device: ")
                    if "error_occurred" not in row:
                        self.rows[SUFFIXES.sub("", row["name"])] = row

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
    for size, prefix in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g} {prefix}"
    return f"{value:.3g} "


def microseconds(value):
    if value is None:
        return "-"
    for size, unit in ((1e6, "s"), (1e3, "ms")):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.3g} us"


def ratio(over, under):
    return "-" if not over or not under else f"{over / under:.1f} x"


def table(head, rows):
    """As HTML and as text."""
    if not rows:
        return "<p class='quiet'>not in this run</p>", f"{head[0]}: not in this run"
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
    for assets in ASSETS:
        for who in ("cpu", "cuda"):
            at = f"step/{who}/assets:{assets}/particles:1024/threads:1"
            if at not in results.rows:
                continue
            quiet = f"step_quiet/{who}/assets:{assets}/particles:1024/threads:1"
            rows.append([f"{assets:,}, {who.replace('cuda', 'gpu').upper()}"]
                        + [microseconds(results.get(at, f)) for f in ("p50_us", "p99_us", "p99.9_us")]
                        + [microseconds(results.get(quiet, "p50_us"))])
    return table(["whole step, assets", "p50", "p99", "p99.9", "nothing new, p50"], rows)


def device_table(results):
    """The GPU's own account of a step: kernels, and the way over the bus."""
    parts = ("in_p50_us", "filter_p50_us", "set_up_p50_us", "grids_p50_us", "out_p50_us", "p50_us",
             "p99_us")
    rows = []
    for assets in ASSETS:
        at = f"step_on_device/cuda/assets:{assets}/particles:1024"
        if at in results.rows:
            rows.append([f"{assets:,}"] + [microseconds(results.get(at, part)) for part in parts])
    return table(["GPU's own clock, assets", "in", "filter", "boxes", "grids", "out",
                  "kernels", "kernels, p99"], rows)


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
:root { --paper: #fff; --ink: #1b1f24; --quiet: #5c6570; --rule: #cfd5dc; --grid: #e8ebef;
  --shade: #f6f7f9; --a: #1659a5; --b: #c4610c; --c: #14713d; --d: #7c5cb8; --e: #b3263d; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #dfe3e8; --quiet: #939ca7;
  --rule: #39414a; --grid: #262c33; --shade: #1b1f25; --a: #6db0ff; --b: #f2a45c; --c: #63c78b;
  --d: #b79cf0; --e: #ff7f92; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1240px; padding: 16px 20px 40px; background: var(--paper);
  color: var(--ink); font: 13px/1.45 system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
h1 { font-size: 19px; margin: 0; } h2 { font-size: 14px; margin: 0 0 6px; }
p { margin: 4px 0; max-width: 100ch; } .quiet { color: var(--quiet); }
section { border-top: 1px solid var(--rule); padding: 12px 0; margin-top: 12px; min-width: 0; }
.columns { display: grid; gap: 0 28px; align-items: stretch;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); }
.scroll { overflow: auto; } svg { width: 100%; max-width: 620px; height: auto; display: block; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 12px; }
svg.key { display: inline-block; width: 18px; height: 8px; margin-right: 5px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: 3px 8px; text-align: right; white-space: nowrap; }
th { color: var(--quiet); font-weight: 600; font-size: 12px; border-bottom: 1px solid var(--rule); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td:last-child, th:last-child { padding-right: 0; }
tbody tr:nth-child(even) { background: var(--shade); }
svg text { fill: var(--quiet); font-size: 10px; } svg text.name { fill: var(--ink); }
line.grid { stroke: var(--grid); } polyline { fill: none; stroke-width: 1.6; }
polyline.roof { stroke: var(--quiet); stroke-width: 1.2; }
.a { stroke: var(--a); } .b { stroke: var(--b); } .c { stroke: var(--c); } .d { stroke: var(--d); }
.e { stroke: var(--e); } .b, .d { stroke-dasharray: 5 3; } circle { stroke: none !important; }
circle.a { fill: var(--a); } circle.b { fill: var(--b); } circle.c { fill: var(--c); }
circle.d { fill: var(--d); } circle.e { fill: var(--e); }
@media (max-width: 560px) { body { padding: 12px; } th, td { padding: 3px 5px; font-size: 12px; }
  svg text { font-size: 12px; } svg.key { min-width: 18px; } }
"""


def roofline(results, rates):
    """One core: what the filters reach, over operations a byte of particles."""
    flops = results.get("machine_multiply_add", "flops")
    speeds = [(name, results.get(f"machine_triad/KiB:{size}", "bytes_per_second"))
              for name, size in (("L1", 24), ("L2", 1024), ("memory", 1048576))]
    points = []
    for (kind, rate), css in zip(rates.items(), "acb"):
        if rate["cpu"]:
            points.append((f"{KINDS[kind]}, in cache", css,
                           [(FLOPS[kind] / ROWS[kind] / 8, rate["cpu"] * FLOPS[kind])], False))
    far = results.get("particle_filter_step/cpu/liu_west_drift/assets:1000/particles:4096/threads:1",
                      "items_per_second")
    if far:
        points.append(("the last, 1,000 assets", "e",
                       [(FLOPS["liu_west_drift"] / ROWS["liu_west_drift"] / 8,
                         far * FLOPS["liu_west_drift"])], False))
    ticks = (0.25, 1, 4, 16, 64)
    roofs = [] if not flops else [
        (f"{name} {short(speed)}B/s",
         [(ticks[0], min(ticks[0] * speed, flops)), (max(flops / speed, ticks[0]), flops),
          (ticks[-1], flops)])
        for name, speed in speeds if speed]
    return chart(points, "operations on floats a byte of particles", "operations a second",
                 short, roofs=roofs, x_ticks=ticks)


def charts(results, absent):
    step = r"step/{}/assets:(\d+)/particles:1024/threads:1"
    swept = r"particle_filter_step/{}/liu_west_drift/assets:{}/particles:{}/threads:1"
    latency = chart([("CPU, p50", "a", results.series(step.format("cpu"), "p50_us"), True),
                     ("CPU, p99", "b", results.series(step.format("cpu"), "p99_us"), True),
                     ("GPU, p50", "c", results.series(step.format("cuda"), "p50_us"), True),
                     ("GPU, p99", "d", results.series(step.format("cuda"), "p99_us"), True)],
                    "assets", "latency of a step", microseconds, absent)
    rate = lambda who, assets, particles: results.series(
        swept.format(who, assets, particles), "items_per_second")
    by_assets = chart([("CPU", "a", rate("cpu", r"(\d+)", "4096"), True),
                       ("GPU", "c", rate("cuda", r"(\d+)", "4096"), True)],
                      "assets of 4,096 particles", "particle-steps a second", short, absent)
    by_particles = chart([("CPU", "a", rate("cpu", "50", r"(\d+)"), True),
                          ("GPU", "c", rate("cuda", "50", r"(\d+)"), True)],
                         "particles of 50 assets", "particle-steps a second", short, absent)
    return latency, by_assets, by_particles


def facts_of(results, args):
    """One line: when, on what, which code."""
    context = results.context
    load = ", ".join(f"{x:.1f}" for x in context.get("load_avg", []))
    parts = [context.get("date", "")[:16].replace("T", " "), args.machine,
             f"{context.get('num_cpus', '?')} cores", context.get("instruction_set"),
             f"load {load or '?'}", args.compiler or context.get("compiler"),
             f"commit {args.commit or context.get('commit', 'unknown')}",
             f"numpy {context['numpy']}" if "numpy" in context else None]
    return ", ".join(part for part in parts if part)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs=3, type=pathlib.Path)
    for option in ("--commit", "--machine", "--compiler"):
        parser.add_argument(option)
    args = parser.parse_args()
    kernels, numpy, out = args.files
    results = Results([kernels, numpy])
    rates = filter_rates(results)
    has_gpu = any("/cuda" in name for name in results.rows)
    latency, by_assets, by_particles = charts(results, () if has_gpu else ("GPU: not measured",))
    peers, grids, steps, roof = (peers_table(rates), grids_table(results), step_table(results),
                                 roof_table(results, rates))
    device = device_table(results)
    facts = facts_of(results, args)
    gpu = "" if has_gpu else f"<p><b>No GPU was measured: {html.escape(results.no_device)}.</b></p>"
    cores, load = results.context.get("num_cpus", 1), results.context.get("load_avg", [0])[0]
    busy = "" if load <= 0.5 * cores else (
        f"<p><b>Other programs were running (load {load:.1f} on {cores} cores): compare ratios of "
        "one-thread rows, not times.</b></p>")
    pair = lambda left, right: f"<div class='columns'>{left}{right}</div>"
    section = lambda title, content: f"<section><h2>{title}</h2>{content}</section>"
    out.write_text(f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>maxmin kernels</title>
<style>{CSS}</style></head><body><h1>maxmin kernels</h1>
<p class="quiet">{html.escape(facts)}</p>{gpu}{busy}
<p>Every kernel agreed with a plain version of itself before it was timed. One thread is timed by its
own clock; latencies, several threads and a GPU by the wall's, so that they hold what else ran.</p>
{section("Filter beside its peers, particle-steps a second", peers[0])}
{pair(section("Latency of a whole step: filter, box, grid", latency),
      section("The same, in figures", steps[0]))}
{section("The GPU's part of it: the way over the bus, and the kernels", device[0]) if has_gpu else ""}
{pair(section("Filter with drift, particle-steps a second, by assets", by_assets),
      section("By particles", by_particles))}
{pair(section("Roofline of one core, operations a second", roofline(results, rates)),
      section("Against the roofs", roof[0]))}
{section("Worst-case quote grids", grids[0])}
</body></html>""")
    print(facts)
    for _, text in (peers, grids, steps, device, roof):
        print("\n" + text)
    print(f"\npage: {out}")


if __name__ == "__main__":
    main()
