// What the live adapter adds to a message and to an order: from a frame's bytes to the listener's
// call, and from a request to a signed frame in the socket's queue. No network is in it.
#include <deque>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "bench/latency.hpp"
#include "host/exchange/hyperliquid/actions.hpp"
#include "host/exchange/hyperliquid/frame_codec.hpp"
#include "host/exchange/hyperliquid/order_table.hpp"
#include "host/exchange/hyperliquid/request_queue.hpp"
#include "host/exchange/transport/frame_queue.hpp"
#include "host/exchange/transport/websocket.hpp"
#include "host/wire/hyperliquid/encode.hpp"
#include "host/wire/hyperliquid/request.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

using gateway::Request;
using gateway::RequestKind;
namespace wire = maxmin::wire::hyperliquid;

constexpr const char* key = "0x0123456789012345678901234567890123456789012345678901234567890123";

Markets markets_of(std::size_t assets) {
    Markets markets;
    for (std::size_t i = 0; i < assets; ++i) {
        markets.instruments.push_back(market::hyperliquid_instrument(
            std::string("C").append(std::to_string(i)), 4, market::AssetType::perp, 20));
        markets.ids.push_back(wire::AssetId{static_cast<std::uint32_t>(i)});
    }
    return markets;
}

/// Hears everything, keeps a sum so that nothing is optimised away.
struct Sum final : FrameHandler {
    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel>) override {
        sum += event.bid.price.value() + static_cast<std::int64_t>(bids.size());
    }
    void on_mid(AssetIndex, double) override {}
    void on_context(const AssetContext&) override {}
    void on_order_update(const OrderUpdate&) override {}
    void on_fill(const Fill&, FillSource) override {}
    void on_funding(const Funding&, bool) override {}
    void on_non_user_cancel(const NonUserCancel&) override {}
    void on_liquidation(double, double) override {}
    void on_open_orders(std::span<const OrderView>) override {}
    void on_account(const AccountState&) override {}
    void on_post(const PostReply&) override {}
    void on_subscription(const SubscriptionReply&) override {}
    void on_pong() override {}
    void on_error(std::string_view) override {}
    void on_notification(std::string_view) override {}
    std::int64_t sum = 0;
};

std::string best_frame(std::size_t asset) {
    return R"({"channel":"bbo","data":{"coin":"C)" + std::to_string(asset) +
           R"(","time":1765887848009,"bbo":[{"px":"128.5","sz":"36.93","n":2},)"
           R"({"px":"128.54","sz":"18.7","n":2}]}})";
}

std::string book_frame(std::size_t asset, int levels) {
    std::string frame = R"({"channel":"l2Book","data":{"coin":"C)" + std::to_string(asset) +
                        R"(","time":1765887848009,"levels":[)";
    for (const bool bids : {true, false}) {
        frame += bids ? "[" : ",[";
        for (int level = 0; level < levels; ++level) {
            const Ticks price(bids ? 12'850 - level : 12'854 + level);
            frame += level > 0 ? R"(,{"px":")" : R"({"px":")";
            frame += market::format_decimal(price.value(), 2);
            frame += R"(","sz":"36.93","n":2})";
        }
        frame += "]";
    }
    return frame + "]}}";
}

/// A frame as a socket hands it over: from the first byte to the return of the listener.
void frame_to_listener(benchmark::State& bench, const std::string& text) {
    const Markets markets = markets_of(200);
    const SymbolTable coins = SymbolTable::of(markets.instruments);
    Sum sum;
    FrameCodec codec(coins, sum);
    std::string padded = text;
    padded.resize(text.size() + transport::frame_padding);
    const simdjson::padded_string_view frame(padded.data(), text.size(), padded.size());
    for (auto _ : bench) {
        codec.decode(frame, Timestamp(1));
    }
    if (codec.counts().refusals != 0 || sum.sum == 0) {
        bench.SkipWithError("the frame was refused");
    }
    bench.SetBytesProcessed(bench.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK_CAPTURE(frame_to_listener, best, best_frame(150));
BENCHMARK_CAPTURE(frame_to_listener, book_5, book_frame(150, 5));
BENCHMARK_CAPTURE(frame_to_listener, book_20, book_frame(150, 20));
BENCHMARK_CAPTURE(frame_to_listener, best_smallest, best_frame(150))
    ->Iterations(bench::smallest_iterations);

/// From requests to a frame in the socket's queue: order table, queue, action, MessagePack and
/// JSON; with or without hash and signature.
void submit_to_socket(benchmark::State& bench, bool signs) {
    const auto orders = static_cast<std::size_t>(bench.range(0));
    const Markets markets = markets_of(200);
    const wire::CloidPrefix prefix(1);
    const auto signer = wire::Signer::from_text(key, "a benchmark");
    wire::RequestWriter writer(signer, wire::Network::testnet);
    OrderTable table(prefix, seconds(5), [](const gateway::Report&) {});
    RequestQueue queue;
    ActionWriter actions(markets, prefix);
    transport::FrameQueue socket(4, 1u << 20);
    std::vector<Request> batch;
    std::vector<Request> dropped;
    std::vector<std::uint8_t> msgpack;
    std::string body;
    std::string frame;
    bench::Latencies latencies;
    std::uint64_t nonce = 1'700'000'000'000;
    std::uint64_t id = 0;
    for (auto _ : bench) {
        latencies.time([&] {
            const Timestamp now(static_cast<std::int64_t>(++nonce) * 1'000'000);
            for (std::size_t i = 0; i < orders; ++i) {
                Request request;
                request.kind = RequestKind::place;
                request.id = gateway::OrderId{++id % 4'096};
                request.asset = static_cast<AssetIndex>(i % markets.instruments.size());
                request.price = Ticks(12'850);
                request.size = Lots(10'000);
                table.sent(request, now);
                queue.add({request, 0.0, now}, dropped);
            }
            queue.take(orders, batch);
            const wire::Action& action = actions.write(batch);
            const wire::ActionTerms terms{.nonce = nonce, .vault = {}, .expires_after_ms = nonce};
            frame.clear();
            if (signs) {
                wire::append_post(frame, nonce, wire::PostKind::action,
                                  writer.write(action, terms));
            } else {
                msgpack.clear();
                body.clear();
                wire::append_msgpack(msgpack, action);
                wire::append_request(body, action, terms, {});
                wire::append_post(frame, nonce, wire::PostKind::action, body);
            }
            if (!socket.push(frame)) {
                bench.SkipWithError("the queue is full");
            }
            socket.pop();
        });
    }
    latencies.report(bench);
    bench.SetItemsProcessed(bench.iterations() * static_cast<std::int64_t>(orders));
}
BENCHMARK_CAPTURE(submit_to_socket, unsigned, false)->ArgName("orders")->Arg(1)->Arg(6)->Arg(40);
BENCHMARK_CAPTURE(submit_to_socket, signed, true)->ArgName("orders")->Arg(1)->Arg(6)->Arg(40);
BENCHMARK_CAPTURE(submit_to_socket, signed_smallest, true)
    ->Arg(1)
    ->Iterations(bench::smallest_iterations);

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
