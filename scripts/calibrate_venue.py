#!/usr/bin/env python3
"""Measures in the bundled recordings what the served exchange's synthetic market is made of, and
prints it beside host/venue/markets/calibration.hpp. Standard library only; takes a minute.

Branching ratio of the taker flow: a Hawkes count over long windows has variance / mean =
1 / (1 - n)^2 (Hardiman, Bouchaud 2014). Decay: where the covariance of neighbouring windows has
fallen to 1/e of its first value. Volatility: from five-second returns of the mid.
"""

import csv
import gzip
import math
import pathlib
import statistics

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "tests/data/hyperliquid-multi-20250904"
SECONDS_A_YEAR = 365.0 * 86400.0
GAP = (1757015892.0, 1757015910.0)  # no data in the recording


def rows(name):
    with gzip.open(FOLDER / name, "rt", newline="") as text:
        yield from csv.DictReader(text)


def taker_orders(coin):
    """Prints of one exchange time and side are one taker order: {side: [(time_s, usd)]}."""
    seen, orders = set(), {"buy": {}, "sell": {}}
    for row in rows(f"trades_{coin}.csv.gz"):
        if row["trade_id"] in seen:
            continue
        seen.add(row["trade_id"])
        at = float(row["exchange_timestamp"]) * 1e-3
        side = orders[row["side"]]
        side[at] = side.get(at, 0.0) + float(row["price"]) * float(row["size"])
    return {side: sorted(found.items()) for side, found in orders.items()}


def books(coin):
    for row in rows(f"orderbooks_{coin}.csv.gz"):
        yield row


def mids(coin):
    best = {}
    for row in rows(f"prices_{coin}.csv.gz"):
        best[row["side"]] = float(row["price"])
        if len(best) == 2:
            yield float(row["exchange_timestamp"]) * 1e-3, best["bid"], best["ask"]


def counts(times, start, end, width):
    bins = [0] * int((end - start) / width)
    for at in times:
        place = int((at - start) / width)
        if 0 <= place < len(bins):
            bins[place] += 1
    return bins


def covariance(xs, ys):
    x, y = statistics.fmean(xs), statistics.fmean(ys)
    return statistics.fmean((a - x) * (b - y) for a, b in zip(xs, ys))


def branching(times, start, end, width=60.0):
    bins = counts(times, start, end, width)
    ratio = statistics.pvariance(bins) / statistics.fmean(bins)
    return max(0.0, 1.0 - 1.0 / math.sqrt(ratio)) if ratio > 0 else 0.0


def decay_per_s(times, start, end, width=0.25):
    bins = counts(times, start, end, width)
    covariances = [covariance(bins[:-lag], bins[lag:]) for lag in range(1, 80)]
    for lag, value in enumerate(covariances):
        if value < covariances[0] / math.e:
            return 1.0 / (lag * width)
    return 1.0 / (len(covariances) * width)


def report(coin):
    quotes = list(mids(coin))
    start, end = quotes[0][0], quotes[-1][0]
    spreads = [1e4 * (ask - bid) / (ask + bid) for _, bid, ask in quotes]
    returns, last, due = [], None, start
    for at, bid, ask in quotes:
        if at >= due:
            mid = 0.5 * (bid + ask)
            if last is not None and not GAP[0] < at < GAP[1] + 10:
                returns.append(math.log(mid / last))
            last, due = mid, at + 5.0
    volatility = statistics.pstdev(returns) * math.sqrt(SECONDS_A_YEAR / 5.0)
    orders = taker_orders(coin)
    usd = [value for side in orders.values() for _, value in side]
    levels = []
    for number, row in enumerate(books(coin)):
        if number % 20 == 0:
            levels += [float(row[f"{side}_price_{i}"]) * float(row[f"{side}_size_{i}"])
                       for side in ("bid", "ask") for i in range(20)]
    flows = [[at for at, _ in side if start <= at <= end] for side in orders.values()]
    per_s = sum(map(len, flows)) / 2.0 / (end - start)
    print(f"{coin:5} half spread {statistics.fmean(spreads):6.3f} bps   volatility "
          f"{volatility:5.2f}/yr   taker orders {per_s:5.2f}/s a side   order "
          f"{statistics.median(usd):8.0f} USD, log sd {statistics.pstdev(map(math.log, usd)):4.2f}"
          f"   level {statistics.median(levels):8.0f} USD, log sd "
          f"{statistics.pstdev(map(math.log, levels)):4.2f}   branching one side "
          f"{statistics.fmean(branching(f, start, end) for f in flows):4.2f}, both "
          f"{branching(sorted(flows[0] + flows[1]), start, end):4.2f}   decay "
          f"{statistics.fmean(decay_per_s(f, start, end) for f in flows):4.2f}/s")


def main():
    for coin in ("BTC", "ETH", "SOL", "WLFI"):
        report(coin)


if __name__ == "__main__":
    main()
