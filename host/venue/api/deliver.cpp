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
    const Timestamp now = view_.exchange.time();
    if (now < client.silent_until) {
        return;
    }
    const auto fault = faults_.on_frame(channel);
    const auto kind = fault ? std::optional(fault->kind) : std::nullopt;
    if (kind == FaultKind::drop) {
        return;
    }
    if (kind == FaultKind::delay) {
        delayed_.emplace(now + fault->length, Delayed{.connection = &connection,
                                                      .generation = client.generation,
                                                      .frame = std::move(frame)});
        return;
    }
    if (kind == FaultKind::silence) {
        client.silent_until = now + fault->length;
        return;
    }
    if (kind == FaultKind::disconnect || kind == FaultKind::partial) {
        connection.cut(kind == FaultKind::partial ? std::move(frame) : nullptr);
        return;
    }
    if (kind == FaultKind::reorder && client.held == nullptr) {
        client.held = std::move(frame);
        return;
    }
    if (kind == FaultKind::garbage) {
        connection.send(std::make_shared<const std::string>(R"({"channel":"l2Bo)"));
    }
    if (kind == FaultKind::crossed_book) {
        frame = crossed(frame);
    }
    connection.send(frame);
    if (kind == FaultKind::duplicate) {
        connection.send(std::move(frame));
    }
    if (client.held != nullptr) {
        connection.send(std::exchange(client.held, nullptr));
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
