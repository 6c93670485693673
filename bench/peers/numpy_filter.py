#!/usr/bin/env python3
"""The particle filter as one writes it in numpy, and how long a step of it takes.

    bench/peers/numpy_filter.py OUT.json

Known parameters or Liu-West learning, whole arrays at a time, in single precision like ours. Before
it is timed, its log-likelihood must come within four Monte Carlo errors of the exact one in
tests/vectors/sv_exact.json, which our filter is tested against too. Writes the entries that
Google Benchmark would.
"""

import json
import math
import pathlib
import sys
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PARTICLES = 4096


class Filter:
    def __init__(self, particles, level, ln_reversion, ln_stationary_sd, learn, seed):
        self.random = np.random.default_rng(seed)
        self.learn = learn
        means = (level, ln_reversion, ln_stationary_sd)
        sds = (1.0, 0.7, 0.5) if learn else (0.0, 0.0, 0.0)
        self.psi = [np.float32(m) + np.float32(s) * self.normal(particles)
                    for m, s in zip(means, sds)]
        self.h = self.psi[0] + np.exp(self.psi[2]) * self.normal(particles)
        self.log_weight = np.full(particles, -math.log(particles), dtype=np.float32)
        self.log_likelihood = 0.0
        self.sigma = 0.0
        self.pending = None

    def normal(self, count):
        return self.random.standard_normal(count, dtype=np.float32)

    def step(self, y, dt):
        if self.pending is not None:
            self.move()
        k = np.exp(self.psi[1])
        phi = np.exp(-k * np.float32(dt))
        noise = np.exp(self.psi[2]) * np.sqrt(-np.expm1(-2 * k * np.float32(dt)))
        self.h = self.psi[0] + phi * (self.h - self.psi[0]) + noise * self.normal(self.h.size)
        self.log_weight -= 0.5 * (math.log(2 * math.pi * dt) + self.h
                                  + np.float32(y * y / dt) * np.exp(-self.h))
        largest = float(self.log_weight.max())
        w = np.exp(self.log_weight - largest)
        increment = largest + math.log(float(w.sum(dtype=np.float64)))
        self.log_likelihood += increment
        self.log_weight -= np.float32(increment)
        w /= w.sum()
        self.sigma = float((w * np.exp(0.5 * self.h)).sum())
        if 1.0 / float((w * w).sum()) < 0.5 * self.h.size:
            self.resample(w)

    def resample(self, w):
        count = self.h.size
        if self.learn:
            psi = np.stack(self.psi)
            self.pending = (psi @ w, np.cov(psi, aweights=w, ddof=0))
        at = (np.arange(count) + self.random.random()) / count
        ancestors = np.minimum(np.searchsorted(np.cumsum(w, dtype=np.float64), at), count - 1)
        self.h = self.h[ancestors]
        self.psi = [row[ancestors] for row in self.psi]
        self.log_weight = np.full(count, -math.log(count), dtype=np.float32)

    def move(self):
        mean, covariance = self.pending
        self.pending = None
        shrink = (3 * 0.98 - 1) / (2 * 0.98)
        factor = np.linalg.cholesky((1 - shrink**2) * covariance + 1e-12 * np.eye(3))
        jitter = factor.astype(np.float32) @ np.stack([self.normal(self.h.size) for _ in range(3)])
        self.psi = [np.float32(shrink) * row + np.float32((1 - shrink) * m) + j
                    for row, m, j in zip(self.psi, mean, jitter)]


def agree_with_the_exact_answer():
    """Mean of eight filters within four standard errors, and the bias of a log's half variance."""
    case = json.loads((ROOT / "tests/vectors/sv_exact.json").read_text())["cases"][0]
    p = case["params"]
    found = []
    for seed in range(8):
        f = Filter(PARTICLES, p["mu"], math.log(p["k"]), math.log(p["stat"]), False, seed)
        f.h = np.float32(p["h0_mean"]) + np.float32(p["h0_sd"]) * f.normal(PARTICLES)
        for y, dt in zip(case["y"], case["dt"]):
            f.step(y, dt)
        found.append(f.log_likelihood)
    mean, sd = np.mean(found), np.std(found, ddof=1)
    room = 4 * sd / math.sqrt(len(found)) + 0.5 * sd**2
    if not abs(mean - case["loglik"]) < room:
        sys.exit(f"numpy_filter: log-likelihood {mean:.3f}, exact {case['loglik']:.3f} +- {room:.3f}")


def timed(learn):
    level = 0.13
    f = Filter(PARTICLES, level, math.log(0.03), math.log(0.75), learn, 42)
    returns = np.random.default_rng(7).standard_normal(4096)
    for y in returns[:64]:
        f.step(float(y), 1.0)
    steps = 0
    begin = time.process_time()
    while time.process_time() - begin < 1.0:
        f.step(float(returns[steps % returns.size]), 1.0)
        steps += 1
    seconds = (time.process_time() - begin) / steps
    name = "liu_west" if learn else "fixed"
    return {"name": f"particle_filter_step/numpy/{name}/assets:1/particles:{PARTICLES}",
            "real_time": seconds * 1e9, "cpu_time": seconds * 1e9, "time_unit": "ns",
            "iterations": steps, "items_per_second": PARTICLES / seconds}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    agree_with_the_exact_answer()
    pathlib.Path(sys.argv[1]).write_text(json.dumps(
        {"context": {"numpy": np.__version__, "python": sys.version.split()[0]},
         "benchmarks": [timed(False), timed(True)]}, indent=1))


if __name__ == "__main__":
    main()
