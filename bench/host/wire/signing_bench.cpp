// What an order costs before it leaves: encoding, hashing, signing, writing; the signature alone
// for comparison, since nothing can be faster than it.
#include <string>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "host/wire/hyperliquid/encode.hpp"
#include "host/wire/hyperliquid/request.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

// A public test key (tests/vectors).
const Signer& test_signer() {
    static const Signer signer = Signer::from_text(
        "0123456789012345678901234567890123456789012345678901234567890123", "bench");
    return signer;
}

OrderAction batch(std::int64_t orders) {
    const auto btc = market::hyperliquid_instrument("BTC", 5, market::AssetType::perp, 40);
    OrderAction action;
    for (std::int64_t i = 0; i < orders; ++i) {
        action.orders.push_back(
            {.asset = AssetId{static_cast<std::uint32_t>(i)},
             .is_buy = i % 2 == 0,
             .price = price_text(Ticks(1'110'650 + 10 * i), btc),
             .size = size_text(Lots(12'345 + i), btc),
             .reduce_only = false,
             .type = LimitType{Tif::alo},
             .cloid = Cloid{0x6d61786d696e0001U, static_cast<std::uint64_t>(i)}});
    }
    return action;
}

/// Ticks and lots to the body of the request, one signature.
void signed_batch(benchmark::State& bench) {
    RequestWriter writer(test_signer(), Network::testnet);
    std::uint64_t nonce = 1'713'825'891'591;
    for (auto _ : bench) {
        const Action action = batch(bench.range(0));
        benchmark::DoNotOptimize(writer.write(action, {.nonce = ++nonce}).data());
    }
    bench.SetItemsProcessed(bench.iterations() * bench.range(0));
}
BENCHMARK(signed_batch)->ArgName("orders")->Arg(1)->Arg(6)->Arg(40)->Unit(benchmark::kMicrosecond);
BENCHMARK(signed_batch)
    ->Name("signed_batch/smallest")
    ->Arg(1)
    ->Iterations(bench::smallest_iterations);

/// The same without hash and signature: what is left when signing is taken off.
void encoded_batch(benchmark::State& bench) {
    std::vector<std::uint8_t> msgpack;
    std::string body;
    std::uint64_t nonce = 1'713'825'891'591;
    for (auto _ : bench) {
        const Action action = batch(bench.range(0));
        msgpack.clear();
        body.clear();
        append_msgpack(msgpack, action);
        append_request(body, action, {.nonce = ++nonce}, {});
        benchmark::DoNotOptimize(body.data());
        benchmark::DoNotOptimize(msgpack.data());
    }
    bench.SetItemsProcessed(bench.iterations() * bench.range(0));
}
BENCHMARK(encoded_batch)->ArgName("orders")->Arg(1)->Arg(6)->Arg(40)->Unit(benchmark::kMicrosecond);
BENCHMARK(encoded_batch)
    ->Name("encoded_batch/smallest")
    ->Arg(1)
    ->Iterations(bench::smallest_iterations);

void signature_alone(benchmark::State& bench) {
    Bytes32 digest{};
    for (auto _ : bench) {
        ++digest[0];
        benchmark::DoNotOptimize(test_signer().sign(digest));
    }
}
BENCHMARK(signature_alone)->Unit(benchmark::kMicrosecond);
BENCHMARK(signature_alone)
    ->Name("signature_alone/smallest")
    ->Iterations(bench::smallest_iterations);

void recover_signer(benchmark::State& bench) {
    const Bytes32 digest{7};
    const Signature signature = test_signer().sign(digest);
    for (auto _ : bench) {
        benchmark::DoNotOptimize(recover_address(digest, signature));
    }
}
BENCHMARK(recover_signer)->Unit(benchmark::kMicrosecond);
BENCHMARK(recover_signer)->Name("recover_signer/smallest")->Iterations(bench::smallest_iterations);

}  // namespace
}  // namespace maxmin::wire::hyperliquid
