// The last step of a frame on its way to a client, where things may go wrong on command.
#include <utility>

#include "host/venue/api/hub.hpp"

namespace maxmin::venue::api {
namespace {

/// The same book with its sides exchanged: bids above asks.
Frame crossed(const Frame& frame) {
    Json json = Json::parse(*frame);
    Json& levels = json["data"]["levels"];
    std::swap(levels[0], levels[1]);
    return std::make_shared<const std::string>(json.dump());
}

}  // namespace

void Hub::deliver(Connection& connection, Frame frame, std::string_view channel) {
    Client& client = clients_.at(&connection);
    if (view_.exchange.time() < client.silent_until) {
        return;
    }
    if (const auto fault = faults_.on_frame(channel)) {
        deliver_badly(connection, client, std::move(frame), *fault);
    } else {
        send_out(connection, client, std::move(frame));
    }
}

/// A frame that was held back goes behind this one.
void Hub::send_out(Connection& connection, Client& client, Frame frame) {
    connection.send(std::move(frame));
    if (client.held != nullptr) {
        connection.send(std::exchange(client.held, nullptr));
    }
}

void Hub::deliver_badly(Connection& connection, Client& client, Frame frame, const Fault& fault) {
    const Timestamp until = view_.exchange.time() + fault.length;
    switch (fault.kind) {
        case FaultKind::duplicate:
            connection.send(frame);
            send_out(connection, client, std::move(frame));
            return;
        case FaultKind::delay:
            delayed_.emplace(until, Delayed{.connection = &connection,
                                            .generation = client.generation,
                                            .frame = std::move(frame)});
            return;
        case FaultKind::reorder:
            if (client.held == nullptr) {
                client.held = std::move(frame);
            } else {
                send_out(connection, client, std::move(frame));
            }
            return;
        case FaultKind::garbage:
            connection.send(std::make_shared<const std::string>(R"({"channel":"l2Bo)"));
            send_out(connection, client, std::move(frame));
            return;
        case FaultKind::partial:
            connection.cut(std::move(frame));
            return;
        case FaultKind::disconnect:
            connection.cut(nullptr);
            return;
        case FaultKind::silence:
            client.silent_until = until;
            return;
        case FaultKind::crossed_book:
            send_out(connection, client, crossed(frame));
            return;
        default:  // drop
            return;
    }
}

void Hub::deliver_late() {
    const auto end = delayed_.upper_bound(view_.exchange.time());
    for (auto each = delayed_.begin(); each != end; ++each) {
        const auto client = clients_.find(each->second.connection);
        if (client != clients_.end() && client->second.generation == each->second.generation) {
            each->second.connection->send(each->second.frame);
        }
    }
    delayed_.erase(delayed_.begin(), end);
}

}  // namespace maxmin::venue::api
