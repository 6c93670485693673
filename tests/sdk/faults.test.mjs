// The exchange misbehaves on command, seen from a client's side of real sockets; and it is killed.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { ExchangeClient, HttpTransport, InfoClient } from "@nktkas/hyperliquid";
import { privateKeyToAccount } from "viem/accounts";
import WebSocket from "ws";

import { startExchange, until } from "./exchange.mjs";

const wallet = privateKeyToAccount(`0x${"1".repeat(64)}`);
const order = (price) => ({ orders: [{ a: 1, b: true, p: String(price), s: "0.01", r: false, t: { limit: { tif: "Alo" } } }], grouping: "na" });

function clients(exchange) {
    const transport = new HttpTransport({ isTestnet: true, apiUrl: exchange.url });
    return { info: new InfoClient({ transport }), trader: new ExchangeClient({ transport, wallet }) };
}

/** An open socket with the texts it was sent. */
async function openSocket(exchange) {
    const socket = new WebSocket(exchange.socketUrl);
    socket.texts = [];
    socket.on("message", (data) => socket.texts.push(data.toString()));
    socket.ended = new Promise((resolve) => socket.on("close", (code) => resolve(code)));
    socket.on("error", (error) => { socket.failure = error.message; });
    await new Promise((resolve) => socket.on("open", resolve));
    return socket;
}

let exchange;
before(async () => { exchange = await startExchange(["--synthetic", "2", "--no-limits"]); });
after(async () => { assert.equal(await exchange.stop(), 0); });

test("a connection ends without a farewell, or in the middle of a frame", async () => {
    for (const kind of ["disconnect", "partial"]) {
        const socket = await openSocket(exchange);
        await exchange.control("inject", { kind });
        socket.send(JSON.stringify({ method: "ping" }));
        assert.equal(await socket.ended, 1006, kind);  // no close frame came
        assert.deepEqual(socket.texts, []);
    }
});

test("a half-open connection says nothing, and comes back", async () => {
    const socket = await openSocket(exchange);
    await exchange.control("inject", { kind: "silence", ms: 400 });
    socket.send(JSON.stringify({ method: "ping" }));
    socket.send(JSON.stringify({ method: "ping" }));
    await new Promise((resolve) => setTimeout(resolve, 250));
    assert.deepEqual(socket.texts, []);
    await until("a pong", () => { socket.send(JSON.stringify({ method: "ping" })); return socket.texts.length > 0; });
    socket.close();
});

test("an answer that does not come may have executed", async () => {
    const { info, trader } = clients(exchange);
    await trader.noop();
    await exchange.control("inject", { kind: "no_answer" });
    await assert.rejects(trader.order(order(3000)));
    assert.equal((await info.openOrders({ user: wallet.address })).length, 1);
    await exchange.control("inject", { kind: "lost_request" });
    await assert.rejects(trader.order(order(3001)));
    assert.equal((await info.openOrders({ user: wallet.address })).length, 1);
    await exchange.control("inject", { kind: "unavailable_executed" });
    await assert.rejects(trader.order(order(3002)), /502/);
    assert.equal((await info.openOrders({ user: wallet.address })).length, 2);
    await exchange.control("inject", { kind: "too_many_requests" });
    await assert.rejects(info.meta(), /429/);
});

test("time moves on command", async () => {
    const before = (await exchange.control("state")).time;
    await exchange.control("advance", { ms: 3_600_000 });
    const after_ = (await exchange.control("state")).time;
    assert.ok(after_ - before >= 3_600_000 && after_ - before < 3_610_000);
    const { info } = clients(exchange);
    assert.equal((await info.fundingHistory({ coin: "BTC", startTime: 0 })).length, 1);
});

test("killed and started again, it knows every order it has answered for", async () => {
    const folder = await mkdtemp(join(tmpdir(), "maxmin-state-"));
    try {
        let oids = [];
        for (let round = 0; round < 3; ++round) {
            const again = await startExchange(["--synthetic", "2", "--no-limits", "--state", folder]);
            const { info, trader } = clients(again);
            const open = await info.openOrders({ user: wallet.address });
            assert.deepEqual(open.map((each) => each.oid).sort((a, b) => a - b), oids);
            for (let i = 0; i < 5; ++i) {
                const reply = await trader.order(order(3000 + 10 * round + i));
                oids.push(reply.response.data.statuses[0].resting.oid);
            }
            assert.equal(new Set(oids).size, oids.length);
            assert.equal(await again.stop("SIGKILL"), null);
        }
    } finally {
        await rm(folder, { recursive: true });
    }
});

test("a saved time ahead of the machine's is gone on from, and orders are answered", async () => {
    const folder = await mkdtemp(join(tmpdir(), "maxmin-state-"));
    const options = ["--synthetic", "2", "--no-limits", "--state", folder];
    try {
        const fast = await startExchange(options);
        await clients(fast).trader.order(order(3000));
        await fast.control("advance", { ms: 600_000 });
        const saved = (await fast.control("state")).time;
        assert.equal(await fast.stop(), 0);

        const again = await startExchange(options);
        const { info, trader } = clients(again);
        assert.equal((await trader.order(order(3001))).status, "ok");
        const times = [saved, (await again.control("state")).time, (await info.l2Book({ coin: "BTC" })).time];
        assert.ok(times[1] > saved && times[1] < saved + 60_000, times.join(" "));
        assert.ok(times[2] >= times[1], times.join(" "));
        assert.equal(await again.stop(), 0);
    } finally {
        await rm(folder, { recursive: true });
    }
});
