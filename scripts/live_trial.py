#!/usr/bin/env python3
"""Runs maxmin at its own paper exchange and checks both sides against one another.

  scripts/live_trial.py --minutes 60            a soak: positions, orders and memory, every ten seconds
  scripts/live_trial.py --kills 200             kill -9 at a random moment, restart, compare; that often
  scripts/live_trial.py --death                 with a watchdog: kill the run, time until no order rests

Needs build/cpu/maxmin (scripts/demo builds it). Prints a line a check and a summary, and exits 1 if any
check failed. Standard library only.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "build/cpu/maxmin"


class Trial:
    def __init__(self, options):
        self.port = options.port
        self.folder = ROOT / "out" / f"trial-{options.port}"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.config = self.folder / "live.toml"
        text = (ROOT / "scripts/live.toml").read_text()
        text = text.replace("localhost:3001", f"localhost:{self.port}")
        self.config.write_text(text.replace("../out/live/state", "state"))
        self.address = self.new_key("account.key")
        self.failures = []
        # Dozens of starts a minute are more than any venue lets through.
        limits = ["--no-limits"] if options.kills else []
        self.paper = self.start(["paper", "--synthetic", str(options.assets), "--port", str(self.port), *limits],
                                "paper.log")
        time.sleep(1.5)
        self.run = None

    def new_key(self, name):
        out = subprocess.run([BINARY, "key", "new", "--out", self.folder / name], check=True,
                             capture_output=True, text=True).stdout
        return out.split()[1]

    def environment(self):
        key = (self.folder / "account.key").read_text()
        return dict(os.environ, MAXMIN_KEY=key)

    def start(self, arguments, log):
        with open(self.folder / log, "a") as file:
            return subprocess.Popen([BINARY, *arguments], stdout=file, stderr=file,
                                    env=self.environment(), cwd=self.folder)

    def start_run(self):
        self.run = self.start(["run", "--config", "live.toml", "--log", "decisions.log"], "run.log")

    def venue(self):
        """The account as the exchange keeps it; asked for beside the protocol, so that no limit counts it."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/paper/state", b"{}",
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            accounts = json.load(answer)["accounts"]
        return next(a for a in accounts if a["address"] == self.address)

    def venue_positions(self):
        positions = self.venue()["clearinghouseState"]["assetPositions"]
        return {p["position"]["coin"]: float(p["position"]["szi"]) for p in positions}

    def status(self):
        done = subprocess.run([BINARY, "status", "--config", "live.toml", "--json"], cwd=self.folder,
                              capture_output=True, text=True, env=self.environment(), check=False)
        answer = json.loads(done.stdout or "{}")
        return answer.get("status")

    def own_positions(self, status):
        return {a["symbol"]: a["position_coin"] for a in status["assets"] if a["position_coin"]}

    def differences(self):
        """Coins whose positions differ; fills on their way are given a second chance."""
        differing = None
        for _ in range(8):
            status = self.status()
            if status is None:
                return None
            ours, theirs = self.own_positions(status), self.venue_positions()
            now = {c for c in ours.keys() | theirs.keys() if abs(ours.get(c, 0) - theirs.get(c, 0)) > 1e-9}
            differing = now if differing is None else differing & now
            if not differing:
                return set()
            time.sleep(0.25)
        return differing

    def memory_mb(self, process):
        for line in open(f"/proc/{process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return float("nan")

    def check(self, holds, what):
        if not holds:
            self.failures.append(what)
            print("FAILED:", what, flush=True)

    def stop(self):
        if self.run and self.run.poll() is None:
            self.run.send_signal(signal.SIGINT)
            self.check(self.run.wait(30) == 0, "the run ended with orders left or an error")
        left = len(self.venue()["openOrders"])
        self.check(left == 0, f"{left} orders rest after the end")
        self.paper.send_signal(signal.SIGINT)
        self.paper.wait(10)


def soak(trial, minutes):
    trial.start_run()
    time.sleep(15)
    first = None
    end = time.time() + 60 * minutes
    while time.time() < end:
        status = trial.status()
        trial.check(status is not None, "the run does not answer")
        if status is None:
            return
        differing = trial.differences()
        trial.check(not differing, f"positions differ: {differing}")
        own, theirs = trial.memory_mb(trial.run), trial.memory_mb(trial.paper)
        if first is None and time.time() > end - 60 * minutes * 0.9:
            first = own
        quoting = sum(a["state"].startswith("quoting") for a in status["assets"])
        print(f"{time.strftime('%H:%M:%S')} quoting {quoting} orders {status['open_orders']} fills "
              f"{status['orders']['fills']} mismatches {status['link']['position_mismatches']} illegal "
              f"{status['orders']['illegal_transitions']} requests left {status['requests_left']:.0f} "
              f"memory {own:.1f} + {theirs:.1f} MB", flush=True)
        time.sleep(10)
    if first:
        growth = trial.memory_mb(trial.run) / first - 1
        print(f"memory after warm-up {100 * growth:+.1f} %")
        trial.check(growth < 0.05, "memory grew by more than 5 %")


def kills(trial, count, seed):
    draw = random.Random(seed)
    print("seed", seed)
    for number in range(count):
        trial.start_run()
        time.sleep(draw.uniform(1.0, 9.0))
        trial.run.send_signal(signal.SIGKILL)
        trial.run.wait()
    trial.start_run()
    time.sleep(12)
    differing = trial.differences()
    trial.check(differing == set(), f"positions differ after {count} kills: {differing}")
    status = trial.status()
    cloids = [o.get("cloid") for o in trial.venue()["openOrders"]]
    trial.check(len(cloids) == len(set(cloids)), "a client order id rests twice")
    print(f"{count} kills, then: orders {status['open_orders']}, at the venue {len(cloids)}; mismatches "
          f"{status['link']['position_mismatches']}, positions {len(trial.venue_positions())}")


def death(trial):
    trial.start_run()
    time.sleep(12)
    agent = trial.new_key("watchdog.key")
    trial.run.send_signal(signal.SIGINT)
    trial.run.wait(30)
    done = subprocess.run([BINARY, "key", "approve", "--config", "live.toml", "--agent", agent], cwd=trial.folder,
                          env=trial.environment(), capture_output=True, text=True, check=False)
    print(done.stdout.strip(), done.stderr.strip())
    text = trial.config.read_text().replace('\nurl = ', f'\naccount = "{trial.address}"\nurl = ')
    (trial.folder / "watchdog.toml").write_text(text)
    trial.start_run()
    environment = dict(os.environ, MAXMIN_WATCHDOG_KEY=(trial.folder / "watchdog.key").read_text())
    with open(trial.folder / "watchdog.log", "w") as log:
        dog = subprocess.Popen([BINARY, "watchdog", "--config", "watchdog.toml", "--silent-after", "3"], stdout=log,
                               stderr=log, env=environment, cwd=trial.folder)
    time.sleep(15)
    resting = len(trial.venue()["openOrders"])
    killed = time.time()
    trial.run.send_signal(signal.SIGKILL)
    trial.run.wait()
    while trial.venue()["openOrders"] and time.time() - killed < 60:
        time.sleep(0.05)
    gone = time.time() - killed
    print(f"{resting} orders rested; {gone:.2f} s after kill -9 none did (silence allowed: 3 s)")
    trial.check(gone < 10, "orders outlived the process by more than 10 s")
    dog.send_signal(signal.SIGINT)
    trial.check(dog.wait(10) == 0, "the watchdog failed")
    print((trial.folder / "watchdog.log").read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--death", action="store_true")
    parser.add_argument("--assets", type=int, default=200)
    parser.add_argument("--port", type=int, default=3001)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    trial = Trial(options)
    try:
        if options.minutes:
            soak(trial, options.minutes)
        if options.kills:
            kills(trial, options.kills, options.seed)
        if options.death:
            death(trial)
        trial.stop()
    finally:
        for process in (trial.run, trial.paper):
            if process and process.poll() is None:
                process.kill()
    print("failures:", len(trial.failures))
    return 1 if trial.failures else 0


if __name__ == "__main__":
    sys.exit(main())
