#!/usr/bin/env python3
"""A run against a paper exchange that misbehaves on command, over real sockets, episode after episode.

  scripts/fault_campaign.py --episodes 1000 --pairs 4     all kinds of host/venue/faults.hpp, seeded
  scripts/fault_campaign.py --only 123 --seed 1           one episode again

An episode: faults at random moments of two to four seconds, then calm. It must end with the link up and
reconciled, positions, open orders (by client id) and fills (by trade id) the same on both sides, and no alarm of
the run's own. Every 5th also halts (then nothing may rest at the venue), every 7th kills the run with -9, every
11th kills or stops the exchange and opens it again from its state. Exits 1 if any episode failed; the folder of a
failed one is kept. Needs build/cpu/maxmin. Standard library only.
"""

import argparse
import collections
import pathlib
import signal
import sys
import threading
import time

from campaign.pair import ROOT, Pair
from campaign.plan import KINDS, draw_plan

# From the end of the faults until both sides agree. The slowest way known: an acknowledgement of a subscription
# was lost (15 s until the socket is given up), then a periodic account (3 s), then queries (2.5 + 2 s).
SETTLE_S = 30.0
# From the end of the faults until nothing rests: a cancel unanswered (2.5 s), its query (2 s), the cancel again,
# or after a lost link the account and then cancels.
HALT_S = 30.0
# Venue time runs ahead of the run's by all jumps; from 2 s on the venue would drop every action as expired.
JUMPS_MS = 1200
ALARMS = [("link", "position_mismatches"), ("link", "foreign_orders"), ("orders", "illegal_transitions"),
          ("orders", "fills_aged"), ("orders", "overflows"), ("runtime", "inbox_overflows"),
          ("runtime", "requests_lost"), ("runtime", "log_records_dropped"), ("runtime", "journal_failures"),
          ("runtime", "clock_steps")]


class Failed(Exception):
    pass


class Episode:
    def __init__(self, pair, plan):
        self.pair = pair
        self.plan = plan
        self.killed = False
        self.last = None

    def run(self):
        self.misbehave()
        self.settle()
        if self.plan.halts:
            self.check_halt()
            if self.pair.say("resume") != 0:
                raise Failed("resume refused")
        if self.pair.jumped_ms > JUMPS_MS:
            self.pair.reopen_paper(signal.SIGINT)

    def misbehave(self):
        begun = time.time()
        over = begun
        for action in self.plan.actions:
            time.sleep(max(0.0, begun + action.at_s - time.time()))
            self.watch_processes()
            if action.what == "fault":
                self.pair.control("inject", action.fault)
                length_s = action.fault.get("ms", 0) / 1000
                over = max(over, time.time() + length_s)
                self.pair.jumped_ms += action.fault["ms"] if action.fault["kind"] == "clock_jump" else 0
            elif action.what == "halt":
                self.halt()
            elif action.what == "kill":
                self.killed = True
                self.pair.kill_run()
            else:
                self.pair.reopen_paper(signal.SIGKILL if self.plan.number % 2 else signal.SIGINT)
        time.sleep(max(0.0, begun + self.plan.length_s - time.time()))
        self.pair.control("disarm")
        time.sleep(max(0.0, over - time.time()))

    def halt(self):
        # A run that has just been killed may not answer yet: then the halt is latched on the disk.
        code = self.pair.say("halt")
        if code not in (0, 7):
            raise Failed(f"halt: exit code {code}")

    def watch_processes(self):
        """A start may fail while faults last, as any start may: it is made again. Nothing else may end."""
        if self.pair.paper.poll() is not None:
            raise Failed(f"the exchange ended with {self.pair.paper.returncode}")
        code = self.pair.run.poll()
        if code is None:
            return
        if code < 0 or not self.killed:
            raise Failed(f"the run ended with {code}")
        self.pair.starts_failed += 1
        self.pair.start_run()

    def settle(self):
        """Differences count only while they last: both sides go on trading as they are asked."""
        end = time.time() + SETTLE_S
        lasting = None
        while True:
            self.watch_processes()
            now = self.differences()
            if now is not None:
                lasting = now if lasting is None else lasting & now
                if not lasting:
                    return self.check_alarms()
            if time.time() > end:
                raise Failed("not reconciled: " + str(self.last and self.last["link"]) if lasting is None
                             else "differ: " + "; ".join(sorted(lasting)))
            time.sleep(0.25)

    def differences(self):
        """A set of words, or None while the run is not reconciled."""
        pair = self.pair
        before = pair.status()
        if before is None or before["link"]["state"] != "up" or not before["link"]["reconciled"]:
            return None
        pair.read_venue_fills()
        pair.journal.read()
        theirs, orders = pair.venue_positions(), pair.venue_orders()
        status = self.last = pair.status()
        if status is None:
            return None
        found = set()
        ours = {a["symbol"]: a["position_coin"] for a in status["assets"]}
        told = collections.Counter()
        for (coin, _), size in pair.fills.items():
            told[coin] += size
        for coin in ours:
            if abs(ours[coin] - theirs.get(coin, 0)) > 1e-9:
                found.add(f"position of {coin}")
            if abs(told[coin] - theirs.get(coin, 0)) > 1e-6:  # sums of decimals
                found.add(f"the venue's fills of {coin} do not make its position")
        known = {i[2:] for a in status["assets"] for i in a["order_ids"]}
        rest = {cloid[-16:] if cloid else "without client id" for cloid in orders}
        found |= {f"order {i} is believed open" for i in known - rest}
        found |= {f"order {i} rests unseen" for i in rest - known}
        found |= {f"fill {key} is not in the journal" for key in pair.fills.keys() - pair.journal.fills}
        found |= {f"fill {key} is not the venue's" for key in pair.journal.fills - pair.fills.keys()}
        if status["orders"]["fills"] != pair.journal.of_life:
            found.add("fills counted are not those written down")
        return found

    def check_alarms(self):
        rung = [f"{name} {self.last[group][name]}" for group, name in ALARMS if self.last[group][name]]
        if self.pair.journal.adoptions:
            rung.append(f"{self.pair.journal.adoptions} positions taken over")
        if rung:
            raise Failed("alarms: " + ", ".join(rung))

    def check_halt(self):
        if self.last["mode"].lower() != "halted":
            raise Failed(f"halted, and the mode is {self.last['mode']}")
        end = time.time() + HALT_S
        while left := self.pair.venue_orders():
            if time.time() > end:
                raise Failed(f"{len(left)} orders outlive the halt")
            time.sleep(0.1)
        time.sleep(1.0)  # nothing may come after it either
        if left := self.pair.venue_orders():
            raise Failed(f"{len(left)} orders placed after the halt")


class Campaign:
    def __init__(self, options):
        self.options = options
        self.numbers = iter([options.only] if options.only else range(options.first, options.first + options.episodes))
        self.lock = threading.Lock()
        self.totals = collections.Counter()
        self.asked = collections.Counter()
        self.applied = collections.Counter()
        self.recovery_s = 0.0
        self.failures = []

    def next_number(self):
        with self.lock:
            return next(self.numbers, None)

    def work(self, port):
        pair = None
        while (number := self.next_number()) is not None:
            if pair is None:
                pair = Pair(self.options, port)
                time.sleep(4.0)  # until the first quotes
            plan = draw_plan(self.options.seed, number)
            episode = Episode(pair, plan)
            begun = time.time()
            error = None
            try:
                episode.run()
            except (Failed, OSError, RuntimeError) as failure:
                error = f"{type(failure).__name__}: {failure}"
            self.count(pair, episode, error, time.time() - begun)
            if error:
                self.end(pair)
                print(f"  kept in {pair.keep(number).relative_to(ROOT)}", flush=True)
                pair = None
        if pair:
            self.end(pair)

    def count(self, pair, episode, error, took_s):
        plan = episode.plan
        with self.lock:
            self.totals["episodes"] += 1
            self.asked.update(a.fault["kind"] for a in plan.actions if a.what == "fault")
            self.totals.update(a.what + "s" for a in plan.actions if a.what != "fault")
            if episode.last:
                link = episode.last["link"]
                for name in ("losses", "recoveries"):
                    self.totals["links " + name] += link[name] - pair.counted[name]
                    pair.counted[name] = link[name]
                self.recovery_s = max(self.recovery_s, link["recovery_s_max"] or 0.0)
            if error:
                self.failures.append((plan.number, error))
                print(f"FAILED {plan.number} after {took_s:.1f} s on {pair.port}: {error}\n  {plan.text()}", flush=True)
            if self.totals["episodes"] % 20 == 0:
                print(f"{time.strftime('%H:%M:%S')} {self.totals['episodes']} episodes, "
                      f"{len(self.failures)} failed; the last took {took_s:.1f} s", flush=True)

    def end(self, pair):
        try:
            pair.read_venue_fills()
            pair.applied += pair.counted_faults()
        except OSError:
            pass
        pair.close()
        with self.lock:
            self.applied += pair.applied
            self.totals["fills"] += len(pair.fills)
            self.totals["starts failed"] += pair.starts_failed

    def table(self):
        print(f"seed {self.options.seed}: " + ", ".join(f"{v} {k}" for k, v in self.totals.items()))
        print(f"longest recovery {self.recovery_s:.1f} s")
        print(f"{'fault':22}{'asked':>8}{'applied':>9}")
        for kind in KINDS:
            print(f"{kind:22}{self.asked[kind]:8}{self.applied[kind]:9}")
        print(f"failures: {len(self.failures)}", *(f"\n  {n}: {e}" for n, e in self.failures))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--episodes", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1, help="number of the first episode")
    parser.add_argument("--only", type=int, help="run this episode alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=3, help="exchanges and runs at work at a time")
    parser.add_argument("--assets", type=int, default=8)
    parser.add_argument("--port", type=int, default=3101, help="of the first pair; the next take the next")
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build/cpu/maxmin")
    options = parser.parse_args()
    campaign = Campaign(options)
    workers = [threading.Thread(target=campaign.work, args=(options.port + i,)) for i in range(options.pairs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    campaign.table()
    whole = campaign.totals["episodes"] == (1 if options.only else options.episodes)
    if not whole:
        print("not all episodes were run")
    return 0 if whole and not campaign.failures else 1


if __name__ == "__main__":
    sys.exit(main())
