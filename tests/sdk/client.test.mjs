// A public client library, unmodified, trades against the paper exchange: what works here works
// because the exchange speaks the venue's protocol, not because both sides are ours.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { ExchangeClient, HttpTransport, InfoClient, SubscriptionClient, WebSocketTransport } from "@nktkas/hyperliquid";
import { privateKeyToAccount } from "viem/accounts";
import WebSocket from "ws";

import { startExchange, until } from "./exchange.mjs";

const keys = [1, 2, 3, 4].map((digit) => `0x${String(digit).repeat(64)}`);
// Not a small number: the library reads "0x00..01" as the order id 1.
const cloid = (number) => `0xc10d${number.toString(16).padStart(28, "0")}`;

let exchange;
let http;
let socket;
let info;
let stream;

before(async () => {
    exchange = await startExchange(["--synthetic", "8", "--seed", "7", "--no-limits"]);
    http = new HttpTransport({ isTestnet: true, apiUrl: exchange.url });
    socket = new WebSocketTransport({ isTestnet: true, url: exchange.socketUrl, reconnect: { WebSocket } });
    info = new InfoClient({ transport: http });
    stream = new SubscriptionClient({ transport: socket });
    await until("a market", async () => (await info.allMids()).BTC !== "0.0");
});

after(async () => {
    await socket.close();
    assert.equal(await exchange.stop(), 0);
});

const trader = (key, transport = http) => new ExchangeClient({ transport, wallet: privateKeyToAccount(key) });
const address = (key) => privateKeyToAccount(key).address;

function order(market, isBuy, price, size, tif, extra = {}) {
    return { a: market, b: isBuy, p: String(price), s: String(size), r: false, t: { limit: { tif } }, ...extra };
}

async function statuses(client, orders) {
    const reply = await client.order({ orders, grouping: "na" });
    return reply.response.data.statuses;
}

/** Text of a refusal, which the library throws. */
async function refusal(action) {
    try {
        await action();
    } catch (error) {
        return error.message;
    }
    throw new Error("nothing was refused");
}

test("reads of the market", async () => {
    const meta = await info.meta();
    assert.equal(meta.universe.length, 8);
    assert.deepEqual([meta.universe[0].name, meta.universe[0].szDecimals], ["BTC", 5]);
    const [, contexts] = await info.metaAndAssetCtxs();
    assert.equal(contexts.length, 8);
    assert.ok(Number(contexts[0].markPx) > 0);
    const book = await info.l2Book({ coin: "ETH" });
    assert.equal(book.levels[0].length, 20);
    assert.ok(Number(book.levels[0][0].px) < Number(book.levels[1][0].px));
    const coarse = await info.l2Book({ coin: "BTC", nSigFigs: 3 });
    assert.equal(Number(coarse.levels[0][0].px) % 1000, 0);
    assert.equal(await info.l2Book({ coin: "NOPE" }), null);
    assert.deepEqual(await info.perpDexs(), [null]);
    assert.equal((await info.spotMeta()).tokens[0].name, "USDC");
    assert.ok((await info.exchangeStatus()).time > 1.7e12);
    assert.deepEqual(await info.fundingHistory({ coin: "BTC", startTime: 0 }), []);
    assert.equal((await info.predictedFundings()).length, 8);
    const trades = await until("trades", async () => {
        const found = await info.recentTrades({ coin: "BTC" });
        return found.length > 0 && found;
    }, 60);
    assert.match(trades[0].hash, /^0x[0-9a-f]{64}$/);
    const candles = await info.candleSnapshot({ coin: "BTC", interval: "1m", startTime: Date.now() - 3600e3 });
    assert.ok(candles.length > 0 && Number(candles[0].h) >= Number(candles[0].l));
});

test("an account nobody knows is empty, not an error", async () => {
    const user = "0x00000000000000000000000000000000000000aa";
    assert.deepEqual(await info.openOrders({ user }), []);
    assert.deepEqual(await info.userFills({ user }), []);
    assert.equal((await info.clearinghouseState({ user })).marginSummary.accountValue, "0.0");
    assert.deepEqual(await info.userRole({ user }), { role: "missing" });
    assert.deepEqual(await info.orderStatus({ user, oid: 1 }), { status: "unknownOid" });
});

test("place, modify, cancel", async () => {
    const client = trader(keys[0]);
    const user = address(keys[0]);
    const [placed] = await statuses(client, [order(1, true, 3000, 0.01, "Alo", { c: cloid(1) })]);
    assert.equal(placed.resting.cloid, cloid(1));
    let [open] = await info.openOrders({ user });
    assert.deepEqual([open.coin, open.side, open.limitPx, open.sz, open.oid], ["ETH", "B", "3000.0", "0.01", placed.resting.oid]);
    assert.equal((await info.orderStatus({ user, oid: cloid(1) })).order.status, "open");

    await client.modify({ oid: placed.resting.oid, order: order(1, true, 3001, 0.02, "Alo", { c: cloid(1) }) });
    [open] = await info.frontendOpenOrders({ user });
    assert.ok(open.oid > placed.resting.oid);
    assert.deepEqual([open.limitPx, open.sz, open.tif, open.orderType], ["3001.0", "0.02", "Alo", "Limit"]);
    assert.equal((await info.orderStatus({ user, oid: placed.resting.oid })).order.status, "canceled");

    const batch = await client.batchModify({ modifies: [{ oid: cloid(1), order: order(1, true, 3002, 0.02, "Gtc") }] });
    const moved = batch.response.data.statuses[0].resting.oid;
    assert.equal((await info.frontendOpenOrders({ user }))[0].tif, "Alo");  // a Gtc that rests

    const cancelled = await client.cancel({ cancels: [{ a: 1, o: moved }] });
    assert.deepEqual(cancelled.response.data.statuses, ["success"]);
    assert.match(await refusal(() => client.cancel({ cancels: [{ a: 1, o: moved }] })), /never placed, already canceled, or filled\. asset=1/);
    assert.match(await refusal(() => client.modify({ oid: moved, order: order(1, true, 3000, 0.01, "Alo") })), /Cannot modify canceled or filled order/);

    await statuses(client, [order(1, true, 3000, 0.01, "Alo", { c: cloid(2) }), order(2, false, 300, 1, "Alo", { c: cloid(3) })]);
    await client.cancelByCloid({ cancels: [{ asset: 1, cloid: cloid(2) }, { asset: 2, cloid: cloid(3) }] });
    assert.deepEqual(await info.openOrders({ user }), []);
    assert.ok((await info.historicalOrders({ user })).length >= 5);
});

test("a taker order fills, and the account adds up", async () => {
    const client = trader(keys[1]);
    const user = address(keys[1]);
    const [bought] = await statuses(client, [order(0, true, 115000, 0.01, "Ioc")]);
    assert.equal(bought.filled.totalSz, "0.01");
    const fills = await info.userFills({ user });
    const size = fills.reduce((sum, fill) => sum + Number(fill.sz), 0);
    assert.ok(Math.abs(size - 0.01) < 1e-12);
    assert.ok(fills.every((fill) => fill.dir === "Open Long" && fill.crossed && fill.feeToken === "USDC"));
    const value = fills.reduce((sum, fill) => sum + fill.px * fill.sz, 0);
    const fee = fills.reduce((sum, fill) => sum + Number(fill.fee), 0);
    assert.ok(Math.abs(fee - 0.00045 * value) < 1e-6 * fills.length);  // each truncated to 6 decimals
    const state = await info.clearinghouseState({ user });
    assert.equal(state.assetPositions[0].position.szi, "0.01");
    const raw = Number(state.marginSummary.totalRawUsd);
    assert.ok(Math.abs(raw - (100000 - value - fee)) < 1e-5);  // six decimals each

    await client.updateLeverage({ asset: 0, isCross: true, leverage: 5 });
    assert.equal((await info.activeAssetData({ user, coin: "BTC" })).leverage.value, 5);
    assert.match(await refusal(() => client.updateLeverage({ asset: 0, isCross: false, leverage: 5 })), /Cannot switch leverage type/);

    const [sold] = await statuses(client, [order(0, false, 100000, 0.02, "Ioc", { r: true })]);
    assert.equal(sold.filled.totalSz, "0.01");  // never through zero
    assert.deepEqual((await info.clearinghouseState({ user })).assetPositions, []);
    const limit = await info.userRateLimit({ user });
    assert.equal(limit.nRequestsCap, 10000 + Math.floor(Number(limit.cumVlm)));
    assert.equal((await info.userFees({ user })).userCrossRate, "0.00045");
});

test("refusals in the venue's words", async () => {
    const client = trader(keys[0]);
    const refused = (item) => refusal(() => statuses(client, [item]));
    assert.match(await refused(order(1, true, 5000, 0.01, "Alo")), /Post only order would have immediately matched, bbo was [\d.]+@[\d.]+\. asset=1/);
    assert.match(await refused(order(1, true, 3000, 0.003, "Gtc")), /Order must have minimum value of \$10\. asset=1/);
    assert.match(await refused(order(1, true, 3000.12, 0.01, "Gtc")), /Price must be divisible by tick size\. asset=1/);
    assert.match(await refused(order(1, true, 3000.123, 0.01, "Gtc")), /Order has invalid price\./);
    assert.match(await refused(order(1, true, 3000, 0.00001, "Gtc")), /Order has invalid size\./);
    assert.match(await refused(order(1, true, 3000, 0.01, "Ioc")), /could not immediately match against any resting orders\. asset=1/);
    assert.match(await refused(order(1, true, 20, 1, "Gtc")), /more than 95% away/);
    assert.match(await refused(order(1, true, 4000, 1000, "Gtc")), /Insufficient margin to place order\. asset=1/);
    assert.match(await refused(order(1, true, 3000, 0.01, "Gtc", { r: true })), /Reduce only order would increase position\. asset=1/);
    assert.match(await refusal(() => client.scheduleCancel({ time: Date.now() + 60000 })), /until enough volume traded\. Required: \$1000000/);
    assert.match(await refusal(() => client.createSubAccount({ name: "x" })), /does not know the action createSubAccount/);
});

test("two clients meet inside the spread, over the socket, and hear of it", async () => {
    const maker = trader(keys[2], socket);
    const taker = trader(keys[3]);
    const user = address(keys[2]);
    const heard = { updates: [], fills: [], events: [], books: [], bests: [], trades: [], open: [], states: [], mids: [], contexts: [], candles: [] };
    await maker.noop();  // opens the account
    await stream.orderUpdates({ user }, (list) => heard.updates.push(...list));
    await stream.userFills({ user }, (data) => heard.fills.push(...data.fills));
    await stream.userEvents({ user }, (data) => heard.events.push(data));
    await stream.openOrders({ user }, (data) => heard.open.push(data));
    await stream.clearinghouseState({ user }, (data) => heard.states.push(data));
    await stream.l2Book({ coin: "WLFI" }, () => {}).catch((error) => assert.match(error.message, /Invalid subscription/));
    await stream.l2Book({ coin: "SUI" }, (data) => heard.books.push(data));
    await stream.bbo({ coin: "SUI" }, (data) => heard.bests.push(data));
    await stream.trades({ coin: "SUI" }, (data) => heard.trades.push(...data));
    await stream.allMids((data) => heard.mids.push(data));
    await stream.activeAssetCtx({ coin: "SUI" }, (data) => heard.contexts.push(data));
    await stream.candle({ coin: "SUI", interval: "1m" }, (data) => heard.candles.push(data));

    const meta = await info.meta();
    const market = meta.universe.findIndex((entry) => entry.name === "SUI");
    // Where the spread has room: a bid one step above the best outside bid.
    let rested;
    await until("a resting order that is the best", async () => {
        const book = await info.l2Book({ coin: "SUI" });
        const bid = Number(book.levels[0][0].px);
        const ask = Number(book.levels[1][0].px);
        const price = Number((bid + 0.0001).toFixed(4));
        if (price >= ask) {
            return false;
        }
        const [status] = await statuses(maker, [order(market, true, price, 20, "Alo", { c: cloid(77) })]).catch(() => [{}]);
        rested = status.resting;
        return rested !== undefined;
    });
    const lowest = Number((await info.openOrders({ user }))[0].limitPx) * 0.97;
    await statuses(taker, [order(market, false, lowest.toFixed(4), 20, "Ioc")]);
    await until("the maker's fill", () => heard.fills.some((fill) => fill.oid === rested.oid));
    await until("the end of the order", () => heard.updates.some((update) => update.order.oid === rested.oid && update.status === "filled"));
    const kinds = heard.updates.filter((update) => update.order.oid === rested.oid).map((update) => update.status);
    assert.deepEqual(kinds, ["open", "filled"]);
    const own = heard.fills.filter((fill) => fill.oid === rested.oid);
    assert.ok(own.every((fill) => !fill.crossed && fill.cloid === cloid(77)));
    assert.equal(own.reduce((sum, fill) => sum + Number(fill.sz), 0), 20);
    const public_ = await until("the public trade", () => heard.trades.find((trade) => own.some((fill) => fill.tid === trade.tid)));
    assert.equal(public_.users[0], user.toLowerCase());
    await until("books", () => heard.books.length > 2 && heard.bests.length > 0 && heard.mids.length > 0 && heard.contexts.length > 0);
    await until("account states", () => heard.states.at(-1)?.clearinghouseState.assetPositions.length === 1);
    assert.ok(heard.events.some((event) => "fills" in event));
    assert.ok(heard.open.length >= 2);
    for (const book of heard.books) {
        assert.ok(Number(book.levels[0][0].px) < Number(book.levels[1][0].px));
    }
});

test("an agent trades for its account; its own address stays empty", async () => {
    const agentKey = `0x${"5".repeat(64)}`;
    await trader(keys[0]).approveAgent({ agentAddress: address(agentKey), agentName: "robot" });
    assert.equal((await info.extraAgents({ user: address(keys[0]) }))[0].name, "robot");
    assert.deepEqual(await info.userRole({ user: address(agentKey) }), { role: "agent", data: { user: address(keys[0]).toLowerCase() } });
    const [placed] = await statuses(trader(agentKey), [order(1, true, 3000, 0.01, "Alo")]);
    assert.equal((await info.openOrders({ user: address(keys[0]) }))[0].oid, placed.resting.oid);
    assert.deepEqual(await info.openOrders({ user: address(agentKey) }), []);
    await trader(agentKey).cancel({ cancels: [{ a: 1, o: placed.resting.oid }] });
});

test("money moves between accounts", async () => {
    const from = address(keys[1]);
    const to = "0x00000000000000000000000000000000000000bb";
    await trader(keys[1]).usdSend({ destination: to, amount: "12.5" });
    assert.equal((await info.clearinghouseState({ user: to })).withdrawable, "12.5");
    const ledger = await info.userNonFundingLedgerUpdates({ user: from, startTime: 0 });
    assert.deepEqual([ledger.at(-1).delta.type, ledger.at(-1).delta.usdc], ["internalTransfer", "12.5"]);
});

test("take-profit and stop-loss wait for their parent", async () => {
    const client = trader(keys[0]);
    const user = address(keys[0]);
    const trigger = (price, tpsl) => ({ a: 1, b: false, p: String(price), s: "0.01", r: true, t: { trigger: { isMarket: true, triggerPx: String(price), tpsl } } });
    const reply = await client.order({ orders: [order(1, true, 3000, 0.01, "Gtc"), trigger(6000, "tp"), trigger(2500, "sl")], grouping: "normalTpsl" });
    const [parent, ...children] = reply.response.data.statuses;
    assert.deepEqual(children, ["waitingForFill", "waitingForFill"]);
    const all = await info.frontendOpenOrders({ user });
    assert.equal(all.length, 3);
    assert.equal(all.find((each) => each.oid === parent.resting.oid).children.length, 2);
    assert.deepEqual(all.map((each) => each.orderType).sort(), ["Limit", "Stop Market", "Take Profit Market"]);
    await client.cancel({ cancels: [{ a: 1, o: parent.resting.oid }] });
    assert.deepEqual(await info.frontendOpenOrders({ user }), []);
});
