// maxmin paper: the exchange of one's own machine, in the venue's protocol.
#include <csignal>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "host/app/commands.hpp"
#include "host/venue/markets/synthetic_market.hpp"
#include "host/venue/server/server.hpp"
#include "host/wire/hyperliquid/signer.hpp"

namespace maxmin::app {
namespace {

// The key that the venue's public client library signs its test vectors with: known to everyone.
constexpr std::string_view example_key =
    "0x0123456789012345678901234567890123456789012345678901234567890123";

struct Options {
    venue::VenueConfig venue;
    venue::SyntheticConfig synthetic;
    venue::server::Endpoint endpoint;
    double speed = 1.0;
};

void print_served(const Options& options, std::uint16_t port, Terminal& terminal) {
    const auto signer = wire::hyperliquid::Signer::from_text(example_key, "example key");
    const std::string place = options.endpoint.address + ":" + std::to_string(port);
    terminal.out << "Serving " << options.synthetic.assets << " synthetic perps, seed "
                 << options.synthetic.seed << ", on http://" << place << " and ws://" << place
                 << "/ws\n"
                 << "Sign as for testnet. Any key may trade: its first signed action is given "
                 << options.venue.faucet_usd << " USD.\nA key for trying: " << example_key
                 << "\n  its address: " << to_string(signer.address()) << "\nStop with Ctrl-C.\n"
                 << std::flush;
}

void print_counters(const venue::api::Venue& venue, Terminal& terminal) {
    const venue::api::Counters& counters = venue.counters();
    terminal.out << "Served " << counters.blocks << " blocks, " << counters.info_requests
                 << " reads, " << counters.actions << " actions (" << counters.actions_refused
                 << " refused before a block, " << counters.malformed << " malformed, "
                 << counters.rate_limited << " over the limit)\n"
                 << "Orders opened " << counters.orders_opened << ", fills " << counters.fills
                 << ", trades " << counters.trades << ", accounts "
                 << venue.exchange().client_count() << '\n';
}

ExitCode serve(const Options& options, Terminal& terminal) {
    const Timestamp start = venue::server::Clock::machine_time();
    venue::markets::SyntheticMarket market(options.synthetic, start);
    venue::api::Venue venue(options.venue, market, wire::hyperliquid::Network::testnet);
    venue::server::Clock clock(start, options.speed);
    boost::asio::io_context io(1);
    venue::server::Server server(io, options.endpoint, venue, clock,
                                 std::chrono::milliseconds(options.venue.block_interval_ms));
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) {
            server.stop();
            io.stop();
        }
    });
    print_served(options, server.port(), terminal);
    io.run();
    print_counters(venue, terminal);
    return ExitCode::ok;
}

}  // namespace

Action attach_paper(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    command.add_option("--synthetic", options->synthetic.assets, "number of synthetic assets")
        ->type_name("N");
    command.add_option("--seed", options->synthetic.seed, "picks the synthetic market")
        ->type_name("N");
    command.add_option("--address", options->endpoint.address, "listen on this address")
        ->type_name("IP");
    command.add_option("--port", options->endpoint.port, "listen on this port; 0: any")
        ->type_name("N");
    command.add_option("--speed", options->speed, "how many times as fast as life")->type_name("X");
    command.footer("Example: maxmin paper --synthetic 20 --port 3001");
    return [options](Terminal& terminal) { return serve(*options, terminal); };
}

}  // namespace maxmin::app
