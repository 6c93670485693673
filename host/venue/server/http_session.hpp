// One client connection: requests one after the other, until it asks for a WebSocket.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "host/venue/api/venue.hpp"
#include "host/venue/server/clock.hpp"

namespace maxmin::venue::server {

class HttpSession : public std::enable_shared_from_this<HttpSession> {
  public:
    HttpSession(boost::asio::ip::tcp::socket socket, api::Venue& venue, Clock& clock);

    void run() { read(); }

  private:
    using Request = boost::beast::http::request<boost::beast::http::string_body>;
    using Response = boost::beast::http::response<boost::beast::http::string_body>;
    using Error = boost::beast::error_code;

    void read();
    void on_read(Error error);
    void answer(const api::HttpReply& reply);
    void on_written(Error error);
    void fail(Error error, const char* where);

    boost::beast::tcp_stream stream_;
    boost::beast::flat_buffer buffer_;
    std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
    Request request_;
    Response response_;
    api::Venue& venue_;
    Clock& clock_;
    std::string ip_;
};

}  // namespace maxmin::venue::server
