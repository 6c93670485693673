"""The fills a run has written down, read from its journal as it grows (host/live/journal_records.hpp)."""

import dataclasses
import struct

RUN, FILL, FUNDING, POSITION = 1, 2, 3, 4
HEAD = struct.Struct("<II")
FILL_FIELDS = struct.Struct("<iQQBBqqdq")  # asset, order, trade, side, liquidity, price, size, fee, time


@dataclasses.dataclass
class Journal:
    path: str
    offset: int = 0
    symbols: list = dataclasses.field(default_factory=list)
    fills: set = dataclasses.field(default_factory=set)  # (symbol, trade id), of all lives
    of_life: int = 0  # first told in the present life
    adoptions: int = 0  # positions taken over from the venue: a fill was never told

    def read(self):
        try:
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                data = file.read()
        except FileNotFoundError:
            return
        place = 0
        while len(data) - place >= HEAD.size:
            length, _ = HEAD.unpack_from(data, place)
            if len(data) - place - HEAD.size < length:
                break
            self.take(data[place + HEAD.size:place + HEAD.size + length])
            place += HEAD.size + length
        self.offset += place

    def take(self, payload):
        kind = payload[0]
        if kind == RUN:
            self.take_run(payload)
        elif kind == FILL:
            asset, _, trade, *_ = FILL_FIELDS.unpack_from(payload, 1)
            key = (self.symbols[asset], trade)
            self.of_life += key not in self.fills
            self.fills.add(key)
        elif kind == POSITION:
            self.adoptions += 1

    def take_run(self, payload):
        self.of_life = 0
        self.symbols = []
        _, _, count = struct.unpack_from("<QqI", payload, 1)
        place = 21
        for _ in range(count):
            length, = struct.unpack_from("<H", payload, place)
            self.symbols.append(payload[place + 2:place + 2 + length].decode())
            place += 2 + length + 16
