#include "host/exchange/transport/tls.hpp"

#include <openssl/err.h>

#include <boost/asio/ssl/host_name_verification.hpp>

#include "host/base/error.hpp"

namespace maxmin::exchange::transport {

namespace ssl = boost::asio::ssl;

ssl::context make_tls_context(const TlsConfig& config) {
    ssl::context context(ssl::context::tls_client);
    boost::system::error_code error;
    context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                        ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
    if (config.ca_file.empty()) {
        context.set_default_verify_paths(error);
    } else {
        context.load_verify_file(config.ca_file, error);
    }
    if (error) {
        throw InputError({.file = config.ca_file,
                          .wrong = "certificate authorities cannot be read: " + error.message(),
                          .right = "a PEM file"});
    }
    context.set_verify_mode(config.verify ? ssl::verify_peer : ssl::verify_none);
    return context;
}

boost::system::error_code expect_host(TlsStream& stream, const std::string& host) {
    if (SSL_set_tlsext_host_name(stream.native_handle(), host.c_str()) != 1) {
        return {static_cast<int>(::ERR_get_error()), boost::asio::error::get_ssl_category()};
    }
    boost::system::error_code error;
    stream.set_verify_callback(ssl::host_name_verification(host), error);
    return error;
}

}  // namespace maxmin::exchange::transport
