// A live run, wired: key and account, what the venue says of both, the gateway on its own thread,
// the engine on its own, recordings and the control socket. Nothing is sent before start().
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ssl/context.hpp>

#include "host/app/engine_log.hpp"
#include "host/app/terminal.hpp"
#include "host/config/loaded.hpp"
#include "host/exchange/hyperliquid/gateway.hpp"
#include "host/exchange/hyperliquid/startup.hpp"
#include "host/exchange/transport/wake_up.hpp"
#include "host/live/control_server.hpp"
#include "host/live/runner.hpp"

namespace maxmin::app {

class LiveSession {
  public:
    struct Options {
        bool mainnet_allowed = false;
        std::string log_file;  // empty: the terminal's err, without quotes
    };

    /// Asks the venue about markets, account and fees, and reads the state folder. Throws
    /// InputError, config::ConfigErrors and ExitError; says on err what it found.
    LiveSession(config::Loaded loaded, const Options& options, Terminal& terminal);
    LiveSession(const LiveSession&) = delete;
    LiveSession& operator=(const LiveSession&) = delete;
    ~LiveSession();

    void start();
    /// Cancels everything, waits for the venue to confirm, closes the sockets. Returns how many
    /// orders may still be there.
    int stop();

    live::Runner& runner() { return *runner_; }
    const config::Loaded& loaded() const { return loaded_; }
    const exchange::hyperliquid::VenueFacts& facts() const { return facts_; }

  private:
    /// Carries the dead man's word to the gateway's thread and its refusal back.
    class DeadManLine final : public live::DeadManPort {
      public:
        explicit DeadManLine(LiveSession& session) : session_(session) {}
        void arm(Timestamp at) override;
        void disarm() override { arm(Timestamp::never()); }

      private:
        LiveSession& session_;
    };

    void ask_venue();
    void judge(Terminal& terminal);
    void make_runner();
    void make_gateway();
    int end(Duration patience);

    config::Loaded loaded_;
    std::uint64_t config_hash_;  // as given, before the venue's fees take their place
    wire::hyperliquid::Network network_;
    std::optional<boost::asio::ssl::context> tls_;
    wire::hyperliquid::Signer signer_;
    exchange::hyperliquid::VenueFacts facts_;
    std::vector<double> mid_usd_;
    std::shared_ptr<spdlog::logger> trouble_log_;  // to the terminal, wherever decisions go
    std::unique_ptr<EngineLog> log_;
    std::unique_ptr<live::Recorder> recorder_;
    DeadManLine dead_man_{*this};

    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::unique_ptr<live::Runner> runner_;
    std::unique_ptr<wire::hyperliquid::NonceSource> nonces_;
    std::unique_ptr<exchange::hyperliquid::Gateway> gateway_;
    std::unique_ptr<exchange::transport::WakeUp> wake_up_;
    std::unique_ptr<live::ControlServer> control_;
    std::thread thread_;  // the gateway's
};

}  // namespace maxmin::app
