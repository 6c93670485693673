"""A paper exchange and a run that trades on it: their processes, and what each says of the account."""

import collections
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

from campaign.journal import Journal

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COINS = ["BTC", "ETH", "SOL", "XRP", "DOGE", "kPEPE", "SUI", "AVAX", "LINK", "LTC", "BNB", "ARB"]

# Times are a tenth of the defaults, so that an episode takes seconds and not minutes; for the same reason the
# limits per minute are off, the day's losses may be any and quoting begins a second after a start. Prices jump
# often: jumps bring fills.
CONFIG = """
[run]
seed = {seed}
particles = 128
[exchange]
url = "http://localhost:{port}"
open_timeout_s = 2.0
request_timeout_s = 2.0
ping_after_s = 1.0
silence_limit_s = 3.0
stream_alarm_s = 3.0
reconnect_first_s = 0.1
reconnect_most_s = 1.0
expires_after_s = 2.0
check_interval_s = 3.0
ip_weight_a_minute = 100_000
messages_a_minute = 100_000
dials_a_minute = 100_000
[fate]
answer_timeout_s = 2.5
query_interval_s = 0.5
query_interval_max_s = 2.0
[venue]
enforce_limits = false
request_allowance = 1_000_000_000
synthetic = {{ jumps_per_hour = 1_200.0, jump_bps = 15.0 }}
[live]
state_folder = "state"
[risk]
loss_usd_max = 1e7
drawdown_usd_max = 1e7
[defaults]
size_unit = "usd"
max_absolute_position_size = 4_000.0
enable_multi_level = true
enable_robust_control = true
multi_level_config = {{ total_size_per_side = 400.0 }}
signal = {{ fill_rates = "estimated" }}
order = {{ minimum_life_s = 0.3 }}
gate = {{ forced_open = true }}
filter = {{ volatility_annual = 0.5, warm_up_s = 1.0 }}
[groups.all]
assets = [{coins}]
"""

# A line that is always a little bad: none of these loses anything for good.
BACKGROUND = """seed = {seed}
[rates]
duplicate = 0.002
reorder = 0.002
delay = 0.001
slow_answer = 0.002
[lengths_ms]
delay = 150
slow_answer = 150
"""


class Pair:
    def __init__(self, options, port):
        self.binary = options.binary.resolve()
        self.port = port
        self.folder = ROOT / "out" / f"campaign-{port}"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        coins = ", ".join(f'"{coin}"' for coin in COINS[:options.assets])
        (self.folder / "run.toml").write_text(CONFIG.format(seed=options.seed, port=port, coins=coins))
        (self.folder / "faults.toml").write_text(BACKGROUND.format(seed=options.seed + port))
        self.assets = options.assets
        self.address = self.new_key()
        self.journal = Journal(self.folder / "state/journal")
        self.fills = {}  # (coin, trade id): signed size, as the venue tells them
        self.fills_from = 0  # ms
        self.applied = collections.Counter()  # faults of exchanges that are closed
        self.jumped_ms = 0
        self.paper = self.run = None
        self.starts_failed = 0
        self.counted = collections.Counter()  # links lost and recovered in this life, as far as counted
        self.open_paper()
        self.start_run()

    def new_key(self):
        out = subprocess.run([self.binary, "key", "new", "--out", self.folder / "account.key"], check=True,
                             capture_output=True, text=True).stdout
        return out.split()[1]

    def start(self, arguments, log):
        environment = dict(os.environ, MAXMIN_KEY=(self.folder / "account.key").read_text())
        with open(self.folder / log, "a") as file:
            return subprocess.Popen([self.binary, *arguments], stdout=file, stderr=file, env=environment,
                                    cwd=self.folder)

    def open_paper(self):
        self.paper = self.start(["paper", "--config", "run.toml", "--faults", "faults.toml", "--state", "venue",
                                 "--synthetic", str(self.assets), "--port", str(self.port)], "paper.log")
        self.jumped_ms = 0
        end = time.time() + 15
        while time.time() < end:
            try:
                self.control("state")
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the paper exchange on port {self.port} does not open")

    def reopen_paper(self, how):
        try:
            self.applied += self.counted_faults()
        except OSError:
            pass
        try:
            ahead_s = self.control("state")["time"] / 1000 - time.time()
        except OSError:
            ahead_s = 2.0
        self.paper.send_signal(how)
        self.paper.wait(15)
        time.sleep(max(0.0, ahead_s) + 0.1)  # its time never goes back: jumps would add up
        self.open_paper()

    def start_run(self):
        self.counted.clear()
        self.run = self.start(["run", "--config", "run.toml", "--log", "decisions.log"], "run.log")

    def kill_run(self):
        self.run.send_signal(signal.SIGKILL)
        self.run.wait()
        self.start_run()

    def close(self):
        for process in (self.run, self.paper):
            if process and process.poll() is None:
                process.kill()
                process.wait()

    def keep(self, name):
        """Sets the folder of a failed episode aside."""
        kept = self.folder.with_name(f"{self.folder.name}-{name}")
        shutil.rmtree(kept, ignore_errors=True)
        self.folder.rename(kept)
        return kept

    # The venue's side.

    def ask(self, path, body):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            answer = link.getresponse()
            return json.load(answer) if answer.status == 200 else None
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            link.close()

    def control(self, what, body=None):
        return self.ask("/paper/" + what, body or {})

    def counted_faults(self):
        return collections.Counter(self.control("state")["counters"]["faults"])

    def venue(self):
        accounts = self.control("state")["accounts"]
        return next((a for a in accounts if a["address"] == self.address), None)

    def venue_orders(self):
        return {order.get("cloid") for order in self.venue()["openOrders"]}

    def venue_positions(self):
        positions = self.venue()["clearinghouseState"]["assetPositions"]
        return {p["position"]["coin"]: float(p["position"]["szi"]) for p in positions}

    def read_venue_fills(self):
        while True:
            page = None
            while page is None:  # a background fault may have hit the question
                page = self.ask("/info", {"type": "userFillsByTime", "user": self.address,
                                          "startTime": self.fills_from})
            for fill in page:
                size = float(fill["sz"]) * (1 if fill["side"] == "B" else -1)
                self.fills[(fill["coin"], fill["tid"])] = size
            newest = max((fill["time"] for fill in page), default=self.fills_from)
            if len(page) < 2000 or newest == self.fills_from:
                return
            self.fills_from = newest

    # The run's side.

    def status(self):
        try:
            with socket.socket(socket.AF_UNIX) as link:
                link.settimeout(5)
                link.connect(str(self.folder / "state/control"))
                link.sendall(b'{"command": "status", "who": "campaign"}\n')
                data = b""
                while not data.endswith(b"\n"):
                    more = link.recv(1 << 16)
                    if not more:
                        return None
                    data += more
        except OSError:
            return None
        return json.loads(data).get("status")

    def say(self, word):
        return subprocess.run([self.binary, word, "--config", "run.toml", "--who", "campaign"], cwd=self.folder,
                              capture_output=True, text=True, check=False).returncode
