// The port to any venue. The paper exchange implements it in process; a live adapter over sockets.
#pragma once

#include <span>

#include "host/base/time.hpp"
#include "host/gateway/messages.hpp"

namespace maxmin::gateway {

class Port {
  public:
    Port() = default;
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;
    virtual ~Port() = default;

    /// Sends one batch at local time `now`. Never blocks; answers come back as Reports.
    virtual void submit(std::span<const Request> requests, Timestamp now) = 0;
};

}  // namespace maxmin::gateway
