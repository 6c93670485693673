// Why a connection ended: the error, and what it was doing.
#pragma once

#include <boost/system/error_code.hpp>

namespace maxmin::exchange::transport {

struct Failure {
    boost::system::error_code error;
    const char* where = "";  // resolve, connect, tls, handshake, read, write, silent, ...
};

}  // namespace maxmin::exchange::transport
