#!/usr/bin/env python3
"""Runs maxmin at its own paper exchange and checks both sides against one another.

  scripts/live_trial.py --minutes 60            a soak: positions, orders and memory, every ten seconds
  scripts/live_trial.py --kills 200             kill -9 at a random moment, restart, compare; that often
  scripts/live_trial.py --death                 with a watchdog: kill the run, time until no order rests
  scripts/live_trial.py --cut                   with the venue's dead man: freeze the run, time until no order rests

Needs build/cpu/maxmin (scripts/demo builds it), or another named by --binary. Prints a line a check and
a summary, and exits 1 if any check failed. Standard library only.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent


def with_assets(text, count):
    """The configuration with the first `count` of its assets."""
    names = iter(re.findall(r'"([^"]+)"', "".join(re.findall(r"assets = \[(.*?)\]", text, re.DOTALL))))
    kept = {name for name, _ in zip(names, range(count))}
    groups = []
    for group in re.split(r"(?=^\[groups)", text, flags=re.MULTILINE):
        head, bracket, rest = group.partition("assets = [")
        own = [n for n in re.findall(r'"([^"]+)"', rest.partition("]")[0]) if n in kept]
        if bracket and own:
            groups.append(head + bracket + ", ".join(f'"{n}"' for n in own) + "]" + rest.partition("]")[2])
        elif not bracket:
            groups.append(group)
    return "".join(groups)


class Trial:
    def __init__(self, options):
        self.binary = options.binary.resolve()
        self.port = options.port
        self.folder = ROOT / "out" / f"trial-{options.port}"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.config = self.folder / "live.toml"
        text = (ROOT / "scripts/live.toml").read_text()
        text = text.replace("localhost:3001", f"localhost:{self.port}")
        text = with_assets(text, options.assets)
        if options.minutes:  # an hour of what these quotes lose is no reason to stop looking
            text = re.sub(r"(loss_usd_max|drawdown_usd_max) = 5_000.0", r"\1 = 90_000.0", text)
        if options.kills:
            text = text.replace("warm_up_s = 4.0", "warm_up_s = 1.0")  # or few kills would meet an order
        self.config.write_text(text.replace("../out/live/state", "state"))
        self.address = self.new_key("account.key")
        self.failures = []
        self.latency = {}
        # Dozens of starts a minute are more than any venue lets through.
        limits = ["--no-limits"] if options.kills else []
        self.paper = self.start(["paper", "--synthetic", str(options.assets), "--port", str(self.port), *limits],
                                "paper.log")
        time.sleep(1.5)
        self.run = None

    def new_key(self, name):
        out = subprocess.run([self.binary, "key", "new", "--out", self.folder / name], check=True,
                             capture_output=True, text=True).stdout
        return out.split()[1]

    def environment(self):
        key = (self.folder / "account.key").read_text()
        return dict(os.environ, MAXMIN_KEY=key)

    def start(self, arguments, log):
        with open(self.folder / log, "a") as file:
            return subprocess.Popen([self.binary, *arguments], stdout=file, stderr=file,
                                    env=self.environment(), cwd=self.folder)

    def start_run(self):
        self.run = self.start(["run", "--config", "live.toml", "--log", "decisions.log"], "run.log")

    def venue(self):
        """The account as the exchange keeps it; asked for beside the protocol, so that no limit counts it."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/paper/state", b"{}",
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            accounts = json.load(answer)["accounts"]
        unknown = {"openOrders": [], "clearinghouseState": {"assetPositions": []}}  # before its first action
        return next((a for a in accounts if a["address"] == self.address), unknown)

    def venue_positions(self):
        positions = self.venue()["clearinghouseState"]["assetPositions"]
        return {p["position"]["coin"]: float(p["position"]["szi"]) for p in positions}

    def status(self):
        done = subprocess.run([self.binary, "status", "--config", "live.toml", "--json"], cwd=self.folder,
                              capture_output=True, text=True, env=self.environment(), check=False)
        answer = json.loads(done.stdout or "{}")
        return answer.get("status")

    def fees_usd(self):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/paper/state", b"{}",
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return float(json.load(answer)["feesCollected"])

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
            print((self.folder / "run.log").read_text().split("stopping:")[-1])
        elif self.run and self.run.returncode != -signal.SIGKILL:
            self.check(False, f"the run had ended by itself, exit code {self.run.returncode}")
        left = len(self.venue()["openOrders"])
        self.check(left == 0, f"{left} orders rest after the end")
        self.paper.send_signal(signal.SIGINT)
        self.paper.wait(10)


def await_reconciled(trial, seconds=30.0):
    """The first status that has seen the account, or None; a minute's weight may have to refill."""
    end = time.time() + seconds
    while time.time() < end and trial.run.poll() is None:
        status = trial.status()
        if status and status["link"]["state"] == "up" and status["link"]["reconciled"]:
            return status
        time.sleep(0.1)
    return None


def soak(trial, minutes):
    begun = time.time()
    trial.start_run()
    warm_up = max(60.0, 12.0 * minutes)  # a fifth of the time: buffers and memories fill
    first = first_quote = None
    while time.time() < begun + 60 * minutes:
        status = trial.status()
        trial.check(status is not None or time.time() < begun + 10, "the run does not answer")
        if status is None:
            if time.time() > begun + 30:
                return
            time.sleep(0.25)
            continue
        quoting = sum(a["orders"] > 0 for a in status["assets"])
        if first_quote is None:
            if quoting == len(status["assets"]):
                first_quote = time.time() - begun
                print(f"orders of all {quoting} assets rest {first_quote:.1f} s after the start", flush=True)
            time.sleep(0.25)
            continue
        differing = trial.differences()
        trial.check(not differing, f"positions differ: {differing}")
        own, theirs = trial.memory_mb(trial.run), trial.memory_mb(trial.paper)
        if first is None and time.time() > begun + warm_up:
            first = own
        link, orders, wire = status["link"], status["orders"], status["wire"]
        print(f"{time.strftime('%H:%M:%S')} quoting {quoting} orders {status['open_orders']} fills {orders['fills']} "
              f"accounts {link['truths']} mismatches {link['position_mismatches']} losses {link['losses']} "
              f"illegal {orders['illegal_transitions']} late {orders['timed_out']} refused here "
              f"{wire['refused_here']} of {wire['items']} requests left {status['requests_left']:.0f} "
              f"memory {own:.1f} + {theirs:.1f} MB", flush=True)
        for name in ("frame_to_action", "round_trip"):
            trial.latency[name] = status["latency_us"][name]
        for what in ("position_mismatches",):
            trial.check(link[what] == 0, f"{what} {link[what]}")
        trial.check(orders["illegal_transitions"] == 0, "an impossible report")
        time.sleep(10)
    trial.check(first_quote is not None, "not all assets ever quoted")
    if first:
        growth = trial.memory_mb(trial.run) / first - 1
        print(f"memory after {warm_up / 60:.0f} min of warm-up {100 * growth:+.1f} %")
        trial.check(growth < 0.05, "memory grew by more than 5 %")
    for name, stage in trial.latency.items():
        print(f"{name}: {stage['count']} p50 {stage['p50']:.0f} p99 {stage['p99']:.0f} us")


def compare(trial, where):
    differing = trial.differences()
    trial.check(differing == set(), f"positions differ {where}: {differing}")
    cloids = [o.get("cloid") for o in trial.venue()["openOrders"]]
    trial.check(len(cloids) == len(set(cloids)), f"a client order id rests twice {where}")
    return len(cloids)


def kills(trial, count, seed):
    """Three in four kills hit a run that trades, the others its start."""
    draw = random.Random(seed)
    print("seed", seed)
    compared = struck = 0
    for number in range(1, count + 1):
        trial.start_run()
        if draw.random() < 3 / 4:
            status = await_reconciled(trial)
            trial.check(status is not None, f"no account seen before kill {number}")
            if status:
                trial.check(status["link"]["position_mismatches"] == 0, f"the journal was wrong before kill {number}")
                compare(trial, f"before kill {number}")
                compared += 1
            time.sleep(draw.uniform(1.0, 8.0))
        else:
            time.sleep(draw.uniform(0.05, 2.5))
        trial.run.send_signal(signal.SIGKILL)
        trial.run.wait()
        struck += len(trial.venue()["openOrders"]) > 0
        if number % 20 == 0:
            print(f"{number} kills, {struck} of them with orders at the venue, {compared} comparisons, "
                  f"{len(trial.failures)} failures", flush=True)
    trial.start_run()
    status = await_reconciled(trial)
    resting = compare(trial, f"after {count} kills")
    print(f"{count} kills, {struck} of them with orders at the venue, {compared + 1} comparisons; at the end "
          f"{resting} orders, {len(trial.venue_positions())} positions and fees of {trial.fees_usd():.2f} USD at the "
          f"venue, mismatches {status['link']['position_mismatches']}")
    trial.check(struck > count / 4, "most kills met no order: they prove little")
    trial.check(trial.fees_usd() > 0, "nothing was ever filled: the kills prove little")


def death(trial):
    trial.start_run()
    time.sleep(12)
    agent = trial.new_key("watchdog.key")
    trial.run.send_signal(signal.SIGINT)
    trial.run.wait(30)
    done = subprocess.run([trial.binary, "key", "approve", "--config", "live.toml", "--agent", agent], cwd=trial.folder,
                          env=trial.environment(), capture_output=True, text=True, check=False)
    print(done.stdout.strip(), done.stderr.strip())
    trial.start_run()
    environment = dict(os.environ, MAXMIN_WATCHDOG_KEY=(trial.folder / "watchdog.key").read_text())
    with open(trial.folder / "watchdog.log", "w") as log:
        dog = subprocess.Popen([trial.binary, "watchdog", "--config", "live.toml", "--silent-after", "3"], stdout=log,
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


def cut(trial):
    """A frozen process is to the venue what a cut network is: its sockets stay open and say nothing."""
    trial.config.write_text(trial.config.read_text().replace("[live]", '[live]\ndead_man = "venue"'))
    trial.start_run()
    while (status := await_reconciled(trial)) and status["requests_left"] + status["requests_used"] < 1_015_000:
        time.sleep(5)  # the venue grants the switch above 1,000,000 USD traded; an allowance is 10,000 + USD traded
    trial.check(status is not None, "the run was not reconciled while it traded")
    if status is None:
        return
    trial.run.send_signal(signal.SIGINT)
    trial.run.wait(30)
    restarted = time.time()
    trial.start_run()
    resting, protection = 0, "none"
    while (resting < 3 * len(status["assets"]) or protection != "venue") and time.time() - restarted < 60:
        time.sleep(0.5)
        resting = len(trial.venue()["openOrders"])
        protection = (trial.status() or status)["runtime"]["dead_man"]
    trial.check(protection == "venue", f"the dead man is {protection}")
    print(f"started again, {resting} orders rest after {time.time() - restarted:.1f} s")
    time.sleep(10)  # its schedule has been put off at least once
    resting = len(trial.venue()["openOrders"])
    frozen = time.time()
    trial.run.send_signal(signal.SIGSTOP)
    while trial.venue()["openOrders"] and time.time() - frozen < 60:
        time.sleep(0.05)
    gone = time.time() - frozen
    print(f"{resting} orders rested; {gone:.2f} s after the cut none did (live.dead_man_ahead_s = 15)")
    trial.check(resting > 0 and gone < 16, "orders outlived the cut by more than the dead man's time")
    trial.run.send_signal(signal.SIGCONT)
    time.sleep(20)
    compare(trial, "after the cut")
    print("back again:", len(trial.venue()["openOrders"]), "orders rest, the dead man is",
          trial.status()["runtime"]["dead_man"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--death", action="store_true")
    parser.add_argument("--cut", action="store_true")
    parser.add_argument("--assets", type=int, default=200)
    parser.add_argument("--port", type=int, default=3001)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/cpu/maxmin")
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
        if options.cut:
            cut(trial)
        trial.stop()
    finally:
        for process in (trial.run, trial.paper):
            if process and process.poll() is None:
                process.kill()
    print("failures:", len(trial.failures))
    return 1 if trial.failures else 0


if __name__ == "__main__":
    sys.exit(main())
