// The whole exchange behind one door, without sockets and clocks: requests and frames in with the
// time of their arrival, answers and frames out; blocks when told to run one. Everything a server
// does besides is transport.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "host/venue/api/gate.hpp"
#include "host/venue/api/hub.hpp"
#include "host/venue/api/info.hpp"

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

    Venue(const VenueConfig& config, OutsideMarket& market, Network network);

    /// POST /info and /exchange. `reply` is called at once or by a later run_block.
    void post(std::string_view path, std::string_view body, const std::string& ip, Timestamp now,
              Reply reply);
    void open(Connection& connection) { hub_.open(connection); }
    void close(Connection& connection) { hub_.close(connection); }
    void on_frame(Connection& connection, std::string_view text, const std::string& ip,
                  Timestamp now);
    void run_block(Timestamp now);

    Exchange& exchange() { return exchange_; }
    const Exchange& exchange() const { return exchange_; }
    const View& view() const { return view_; }
    const Counters& counters() const { return counters_; }
    const Gate& gate() const { return gate_; }
    const Hub& hub() const { return hub_; }

  private:
    void take_info(const Json& body, const std::string& ip, Timestamp now, const Reply& reply);
    void take_action(const Json& body, const std::string& ip, Timestamp now, Reply reply);
    bool has_room(const std::string& ip, Timestamp now);
    void charge(const std::string& ip, int weight);

    VenueConfig config_;
    Exchange exchange_;
    History history_;
    Directory directory_;
    View view_;
    Gate gate_;
    Hub hub_;
    std::map<Ticket, Reply> waiting_;
    std::map<std::string, Meter> meters_;  // by IP address
    std::string frame_ip_;                 // of the frame being handled
    Timestamp frame_time_;
    Counters counters_;
};

}  // namespace maxmin::venue::api
