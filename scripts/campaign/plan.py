"""What goes wrong in one episode: a function of the campaign's seed and the episode's number.

Kinds are those of host/venue/faults.hpp. Most faults of frames are aimed at one channel: left to chance,
nearly all would hit market data, since a hundred frames of it come for every fill.
"""

import dataclasses
import random

ACCOUNT_CHANNELS = ["userFills", "orderUpdates", "post", "subscriptionResponse"]

# Milliseconds, from and to. Upper ends lie beyond the limits of CONFIG in pair.py (2 s for an answer,
# 3 s of silence), so that both sides of each limit are met.
LENGTHS = {"slow_answer": (200, 3000), "delay": (100, 2500), "silence": (500, 5000),
           "stale_book": (500, 4000), "outage": (300, 3000), "clock_jump": (50, 400), "post_only": (500, 2500)}

OF_REQUESTS = ["too_many_requests", "unavailable", "unavailable_executed", "no_answer", "lost_request",
               "slow_answer", "refuse"]
OF_FRAMES = ["drop", "duplicate", "delay", "reorder", "garbage", "partial", "disconnect", "silence", "crossed_book"]
OF_VENUE = ["stale_book", "outage", "clock_jump", "post_only"]
KINDS = OF_REQUESTS + OF_FRAMES + OF_VENUE


# Refusals that say nothing of what rests: a venue that calls a resting order gone would be a liar, and
# whoever believes it has found no fault of the client.
REFUSALS = ["Insufficient margin to place order.", "Price must be divisible by tick size.",
            "Order has invalid size.", "Too many cumulative requests sent (2 > 1) for cumulative volume traded $0."]


@dataclasses.dataclass
class Action:
    at_s: float
    what: str  # "fault", "halt", "kill", "reopen"
    fault: dict = dataclasses.field(default_factory=dict)

    def text(self):
        words = [f"{value}" for value in self.fault.values()] if self.what == "fault" else [self.what.upper()]
        return f"{self.at_s:.2f}s " + "/".join(words)


@dataclasses.dataclass
class Plan:
    number: int
    length_s: float
    actions: list
    halts: bool

    def text(self):
        return ", ".join(action.text() for action in self.actions)


def draw_fault(draw):
    kind = draw.choice(KINDS)
    fault = {"kind": kind}
    if kind in LENGTHS:
        fault["ms"] = draw.randint(*LENGTHS[kind])
    if kind == "refuse":
        fault["text"] = draw.choice(REFUSALS)
    if kind in OF_FRAMES and kind != "crossed_book" and draw.random() < 0.7:
        fault["channel"] = draw.choice(ACCOUNT_CHANNELS)
    return fault


def draw_plan(seed, number):
    draw = random.Random(f"{seed}/{number}")
    length_s = draw.uniform(2.0, 4.0)
    actions = []
    for _ in range(draw.randint(4, 10)):
        fault = draw_fault(draw)
        at_s = draw.uniform(0.0, length_s)
        # A bad line seldom errs once.
        times = draw.randint(1, 4) if fault["kind"] in OF_REQUESTS + ["drop", "duplicate", "reorder", "delay"] else 1
        actions += [Action(at_s + 0.02 * i, "fault", fault) for i in range(times)]
    halts = number % 5 == 0
    if halts:
        actions.append(Action(draw.uniform(0.2, length_s), "halt"))
    if number % 7 == 0:
        actions.append(Action(draw.uniform(0.2, length_s), "kill"))
    if number % 11 == 0:
        actions.append(Action(draw.uniform(0.2, length_s), "reopen"))
    return Plan(number, length_s, sorted(actions, key=lambda a: a.at_s), halts)
