// The whole exchange behind one door, without sockets and clocks: requests and frames in with the
// time of their arrival, answers and frames out; blocks when told to run one. Everything a server
// does besides is transport.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "host/venue/api/documented_refusals.hpp"
#include "host/venue/api/gate.hpp"
#include "host/venue/api/hub.hpp"
#include "host/venue/api/info.hpp"
#include "host/venue/api/journal.hpp"

namespace maxmin::venue::api {

struct Counters {
    std::uint64_t blocks = 0;
    std::uint64_t info_requests = 0;
    std::uint64_t actions = 0;  // that reached a block
    std::uint64_t actions_refused = 0;
    std::uint64_t malformed = 0;
    std::uint64_t rate_limited = 0;
    std::uint64_t orders_opened = 0;
    std::uint64_t fills = 0;
    std::uint64_t trades = 0;
};

class Venue {
  public:
    using Reply = std::function<void(const HttpReply&)>;

    /// `market` and `faults` outlive the venue.
    Venue(const VenueConfig& config, OutsideMarket& market, Faults& faults, Network network);

    /// Takes up what the folder holds, and writes there from now on. Throws InputError if the state
    /// is of another universe or cannot be read.
    void keep_state_in(const std::filesystem::path& folder);

    /// POST /info, /exchange, and /paper/... from this machine. `reply` is called at once or by a
    /// later run_block.
    void post(std::string_view path, std::string_view body, const std::string& ip, Timestamp clock,
              Reply reply);
    void open(Connection& connection, const std::string& ip) { hub_.open(connection, ip); }
    void close(Connection& connection) { hub_.close(connection); }
    void on_frame(Connection& connection, std::string_view text, Timestamp clock);
    /// Does nothing while the venue's time has passed the clock's, or it is down.
    void run_block(Timestamp clock);

    Exchange& exchange() { return exchange_; }
    const Exchange& exchange() const { return exchange_; }
    const View& view() const { return view_; }
    const Counters& counters() const { return counters_; }
    const Gate& gate() const { return gate_; }
    const Hub& hub() const { return hub_; }
    const Faults& faults() const { return faults_; }

  private:
    /// Returns the weight of what it has answered or handed to the next block.
    int take(bool is_action, const Json& body, Timestamp now, Reply reply);
    /// False if a fault has answered; else the reply may be another one now.
    bool passes_faults(bool is_action, const Json& body, Timestamp now, Reply& reply);
    int take_info(const Json& body, const Reply& reply);
    int take_action(const Json& body, Timestamp now, Reply reply);
    HttpReply control(std::string_view what, const Json& body);
    HttpReply advance(const Json& body);
    HttpReply inject(const Json& body);
    void execute_block(Timestamp now);
    Timestamp time_at(Timestamp clock) const { return clock + faults_.clock_offset() + advanced_; }

    VenueConfig config_;
    Network network_;
    Faults& faults_;
    Exchange exchange_;
    History history_;
    Directory directory_;
    View view_;
    Gate gate_;
    Timestamp frame_time_;  // of the frame being handled
    Hub hub_;
    std::unique_ptr<Journal> journal_;
    std::map<Ticket, Reply> waiting_;
    std::multimap<Timestamp, std::function<void()>> late_answers_;
    std::map<std::string, Meter> weights_;  // of HTTP requests, by IP address
    Duration advanced_;                     // by control, ahead of the clock
    DocumentedRefusals refusals_;
    Counters counters_;
};

}  // namespace maxmin::venue::api
