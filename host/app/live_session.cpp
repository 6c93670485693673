#include "host/app/live_session.hpp"

#include <algorithm>
#include <cstdlib>
#include <future>
#include <iostream>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "host/app/log.hpp"
#include "host/app/machine.hpp"
#include "host/app/options.hpp"
#include "host/app/startup.hpp"
#include "host/app/venue_access.hpp"
#include "host/config/errors.hpp"
#include "host/config/schema.hpp"
#include "host/config/validate.hpp"
#include "host/exchange/hyperliquid/network.hpp"
#include "host/exchange/hyperliquid/reply_codec.hpp"
#include "host/paper/fees.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::app {

namespace hyperliquid = exchange::hyperliquid;

namespace {

/// Fees that the file or the command line names; what is built in is no belief about this venue.
hyperliquid::ExpectedFees expected_fees(const config::Loaded& loaded) {
    const auto named = [&](std::string_view key) {
        const std::size_t index = config::run_schema().space.index_of(key);
        return loaded.run_origins[index].layer != config::Layer::built_in;
    };
    const paper::FeeConfig& fees = loaded.config.paper.fees;
    const paper::FeeRates rates = paper::fee_rates(fees);
    const bool by_tier = fees.tier >= 0 && named("paper.fees.tier");
    hyperliquid::ExpectedFees expected;
    if (by_tier || (fees.tier < 0 && named("paper.fees.maker_bps"))) {
        expected.maker = paper::to_bps(rates.maker) * 1e-4;
    }
    if (by_tier || (fees.tier < 0 && named("paper.fees.taker_bps"))) {
        expected.taker = paper::to_bps(rates.taker) * 1e-4;
    }
    return expected;
}

std::string first_words(const hyperliquid::VenueFacts& facts, const config::Loaded& loaded,
                        const wire::hyperliquid::Signer& signer) {
    std::string text = "account " + to_string(facts.account);
    if (facts.account != signer.address()) {
        text += " by agent " + to_string(signer.address());
    }
    text +=
        " at " + loaded.config.exchange.url + ": " +
        report::grouped_text(facts.state.value_usd, 2) + " USD, maker fee " +
        report::fixed_text(facts.maker_fee * 1e4, 2) + " bps, " +
        report::grouped_text(static_cast<double>(facts.allowance.limit - facts.allowance.used), 0) +
        " requests left";
    if (facts.agent_valid_until) {
        text += "; the agent may trade until " + report::utc_text(*facts.agent_valid_until, 0);
    }
    return text;
}

}  // namespace

void LiveSession::DeadManLine::arm(Timestamp at) {
    boost::asio::post(session_.io_, [this, at] {
        session_.gateway_->arm(at, [this, at](const hyperliquid::ArmResult& result) {
            using Kind = hyperliquid::ArmResult::Kind;
            if (result.kind == Kind::needs_volume) {
                session_.runner_->dead_man_refused();
            } else if (result.kind == Kind::armed && at != Timestamp::never()) {
                session_.runner_->dead_man_armed(at);
            }
        });
    });
}

LiveSession::LiveSession(config::Loaded loaded, const Options& options, Terminal& terminal)
    : loaded_(std::move(loaded)),
      config_hash_(config::config_hash(loaded_.config)),
      network_(hyperliquid::network_of(loaded_.config.exchange.url, options.mainnet_allowed)),
      tls_(make_tls(loaded_.config.exchange)),
      signer_(run_signer(loaded_)),
      work_(boost::asio::make_work_guard(io_)) {
    const std::string note = judge_backend(loaded_.config.run.backend, look_at_machine({}));
    print_warnings(loaded_.warnings, terminal);
    terminal.err << note << (note.empty() ? "" : "\n");
    std::filesystem::create_directories(state_folder_of(loaded_));
    nonces_ = std::make_unique<wire::hyperliquid::NonceSource>(
        nonce_file(state_folder_of(loaded_), signer_));
    ask_venue();
    terminal.err << first_words(facts_, loaded_, signer_) << '\n';
    judge(terminal);
    const auto format = loaded_.config.run.log_format;
    trouble_log_ = make_logger(format, terminal);
    const auto logger =
        options.log_file.empty() ? trouble_log_ : make_logger(format, options.log_file);
    logger->set_level(options.log_file.empty() ? spdlog::level::info : spdlog::level::debug);
    log_ = std::make_unique<EngineLog>(logger, facts_.markets.instruments);
    make_runner();
    make_gateway();
    control_ = std::make_unique<live::ControlServer>(*runner_);
}

LiveSession::~LiveSession() {
    end(Duration());
}

void LiveSession::ask_venue() {
    const exchange::ExchangeConfig& venue = loaded_.config.exchange;
    boost::asio::ssl::context* tls = tls_ ? &*tls_ : nullptr;
    const auto expected = expected_markets(loaded_.config);
    const hyperliquid::ExpectedFees fees = expected_fees(loaded_);
    facts_ = hyperliquid::ask_venue(tls, venue, signer_, expected, fees);
    if (!(facts_.state.value_usd > 0.0)) {
        hyperliquid::greet(tls, venue, signer_, network_, *nonces_, live::Clock().now());
        facts_ = hyperliquid::ask_venue(tls, venue, signer_, expected, fees);
    }
    if (!(facts_.state.value_usd > 0.0)) {
        throw InputError({.field = "exchange.account",
                          .wrong = to_string(facts_.account) + " holds nothing",
                          .right = "a funded account"});
    }
    const auto coins = hyperliquid::SymbolTable::of(facts_.markets.instruments);
    hyperliquid::ReplyCodec codec(coins);
    const auto mids = codec.mids(hyperliquid::ask_once(tls, venue, R"({"type":"allMids"})"));
    mid_usd_.assign(facts_.markets.instruments.size(), 0.0);
    for (const hyperliquid::Mid& mid : mids.value_or(std::vector<hyperliquid::Mid>{})) {
        mid_usd_[static_cast<std::size_t>(mid.asset)] = mid.usd;
    }
    for (std::size_t i = 0; i < mid_usd_.size(); ++i) {
        if (!(mid_usd_[i] > 0.0)) {
            throw InputError({.field = facts_.markets.instruments[i].symbol,
                              .wrong = "the venue has no price of it now",
                              .right = "leave it out, or start again when it trades"});
        }
    }
}

/// The venue's fees and prices take the place of what the file says of them.
void LiveSession::judge(Terminal& terminal) {
    loaded_.config.paper.fees = {
        .tier = -1, .maker_bps = facts_.maker_fee * 1e4, .taker_bps = facts_.taker_fee * 1e4};
    const double expires_s = loaded_.config.exchange.expires_after_s;
    if (!(expires_s > 0.0)) {
        // An order whose answer is lost could come to rest at any later time.
        throw InputError({.file = loaded_.file,
                          .field = "exchange.expires_after_s",
                          .wrong = "0 lets an action be executed however late",
                          .right = "some seconds, below fate.answer_timeout_s"});
    }
    if (expires_s >= loaded_.config.fate.answer_timeout_s) {
        // A query must not find an order missing that may still be executed.
        throw InputError({.file = loaded_.file,
                          .field = "exchange.expires_after_s",
                          .wrong = report::exact_text(expires_s) + " s is not below " +
                                   "fate.answer_timeout_s = " +
                                   report::exact_text(loaded_.config.fate.answer_timeout_s) + " s",
                          .right = "an action that expires before its answer counts as lost"});
    }
    config::Findings findings = config::cross_check(loaded_);
    if (!findings.faults.empty()) {
        throw config::ConfigErrors(std::move(findings.faults));
    }
    print_warnings(judge_values(loaded_, facts_.markets.instruments, mid_usd_), terminal);
}

void LiveSession::make_runner() {
    const live::LiveConfig& live = loaded_.config.live;
    const std::filesystem::path folder = state_folder_of(loaded_);
    if (live.record_frames) {
        recorder_ = std::make_unique<live::Recorder>(folder / "frames", live::Clock().now());
    }
    live::RunnerSetup setup{
        .config = loaded_.config,
        .config_hash = config_hash_,
        .instruments = facts_.markets.instruments,
        .mid_usd = mid_usd_,
        .maker_fee_bps = facts_.maker_fee * 1e4,
        .balance_usd = facts_.state.value_usd,
        .account = to_string(facts_.account),
        .venue = loaded_.config.exchange.url,
        .state_folder = folder,
        .record_inputs = live.record_inputs,
        .wake_gateway = [this] { wake_up_->ring(); },
        .reconnect = [this] { boost::asio::post(io_, [this] { gateway_->reconnect(); }); },
        .on_log = [this](const engine::LogRecord& record) { log_->write(record); },
        .dead_man = live.dead_man == live::DeadManChoice::venue ? &dead_man_ : nullptr,
        .dead_man_config = {.ahead = from_seconds(live.dead_man_ahead_s)},
        .recorder = recorder_.get()};
    runner_ = std::make_unique<live::Runner>(std::move(setup));
}

void LiveSession::make_gateway() {
    // A first run has no past: what the account traded before it is not ours to tell.
    const Timestamp known = runner_->past().fills_since();
    const Timestamp fills_since = known == Timestamp() ? runner_->clock().now() : known;
    hyperliquid::GatewaySetup setup{
        .io = io_,
        .tls = tls_ ? &*tls_ : nullptr,
        .config = loaded_.config.exchange,
        .markets = facts_.markets,
        .account = facts_.account,
        .vault = hyperliquid::vault_of(loaded_.config.exchange),
        .signer = signer_,
        .network = network_,
        .nonces = *nonces_,
        .prefix = order_prefix(loaded_),
        .now = [this] { return runner_->clock().now(); },
        .fills_since = fills_since,
        .seed = loaded_.config.run.seed,
        .latencies = runner_->latencies(),
        .wire = runner_->wire(),
        .on_trouble = [this](std::string_view text) { trouble_log_->warn("venue: {}", text); },
        .on_liquidated = [this] { runner_->liquidated(); }};
    if (recorder_) {
        setup.on_market_frame = [this](std::string_view frame, Timestamp now) {
            recorder_->frame(frame, now);
        };
    }
    gateway_ = std::make_unique<hyperliquid::Gateway>(std::move(setup), runner_->listener());
    wake_up_ = std::make_unique<exchange::transport::WakeUp>(
        io_, [this] { runner_->deliver_requests(*gateway_); });
}

void LiveSession::start() {
    runner_->start();
    boost::asio::post(io_, [this] { gateway_->start(); });
    thread_ = std::thread([this] { io_.run(); });
}

int LiveSession::stop() {
    return end(from_seconds(loaded_.config.live.stop_patience_s));
}

/// The engine ends before what it rings for.
int LiveSession::end(Duration patience) {
    if (!thread_.joinable()) {
        return 0;
    }
    control_.reset();
    const int left = runner_->stop(patience);
    boost::asio::post(io_, [this] {
        gateway_->stop();
        wake_up_->stop();
        work_.reset();
    });
    thread_.join();
    return left;
}

}  // namespace maxmin::app
