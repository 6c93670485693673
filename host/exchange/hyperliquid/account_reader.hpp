// The account as the venue states it, over HTTP: what happened since the last time, what is open,
// what is held; and what became of single orders. Fills are always read last and told first, so a
// Truth or an answer never runs ahead of the fills it contains. Trading goes on meanwhile: a Truth
// says when its parts were asked for, and whatever was heard since is newer.
#pragma once

#include <functional>
#include <vector>

#include "host/exchange/config.hpp"
#include "host/exchange/hyperliquid/info_client.hpp"
#include "host/exchange/hyperliquid/order_table.hpp"
#include "host/exchange/hyperliquid/reply_codec.hpp"
#include "host/gateway/truth.hpp"

namespace maxmin::exchange::hyperliquid {

struct ReaderCounters {
    std::int64_t truths = 0;
    std::int64_t queries = 0;
    std::int64_t requeries = 0;  // "unknown" not believed yet
    std::int64_t refused = 0;    // bodies that could not be decoded
};

class AccountReader {
  public:
    struct Parts {
        const ExchangeConfig& config;
        const SymbolTable& coins;
        wire::hyperliquid::CloidPrefix prefix;
        std::string account;
        OrderTable& table;
        InfoClient& info;
        NowFunction now;
        std::function<void(const gateway::Truth&)> on_truth;
        std::function<void(const Fill&)> on_fill;  // told already or not
    };

    AccountReader(Parts parts, Timestamp fills_since);
    AccountReader(const AccountReader&) = delete;
    AccountReader& operator=(const AccountReader&) = delete;
    ~AccountReader() { *alive_ = false; }

    /// Starts over, whatever was being read. Ends in a Truth, however often it takes.
    void read(bool after_loss);
    /// Forgets the account being read and all queries: the link is gone.
    void stop();
    void query(const gateway::Request& query);
    void tick();
    bool is_reading() const { return stage_ != Stage::idle; }
    const ReaderCounters& counters() const { return counters_; }

  private:
    enum class Stage : std::uint8_t { idle, wait, first_fills, orders, account, allowance, fills };
    struct Query {
        gateway::Request request;
        int attempts = 0;
        Timestamp due;
        Timestamp asked_at;
        bool asked = false;
        bool answered = false;
        bool found = false;
        OrderUpdate update;
    };
    using Body = const std::string*;

    void ask(std::string body, double weight, void (AccountReader::*then)(Body));
    void ask_fills(Stage stage);
    void take_fills(Body body);
    void take_orders(Body body);
    void take_account(Body body);
    void take_allowance(Body body);
    void conclude();
    bool tell_fills(Body body, bool& more);
    void ask_statuses();
    void take_status(std::uint64_t id, Body body);
    void ask_query_fills();
    void take_query_fills(Body body);
    void answer(Query& query);

    Parts parts_;
    ReplyCodec codec_;
    Stage stage_ = Stage::idle;
    bool after_loss_ = false;
    Timestamp retry_at_;
    /// The newest fill read. One that only the socket told moves nothing: an older one may have
    /// been lost there.
    Timestamp fills_since_;
    std::vector<OrderView> orders_;
    std::vector<gateway::HeldPosition> positions_;
    gateway::Truth truth_;
    std::vector<Query> queries_;
    bool reading_query_fills_ = false;
    Timestamp query_fills_from_;
    ReaderCounters counters_;
    std::uint64_t round_ = 0;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace maxmin::exchange::hyperliquid
