// Certificates made on the spot for servers under test: an authority of our own and what it signs.
#pragma once

#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string>

namespace maxmin::test {

struct Certificate {
    std::string certificate_pem;
    std::string key_pem;
};

/// P-256 keys, valid for a day around now.
class Authority {
  public:
    Authority();

    const std::string& pem() const { return pem_; }
    /// A server certificate for one DNS name; `expired`: its day was the one before yesterday.
    Certificate issue(const std::string& dns_name, bool expired = false) const;

  private:
    std::shared_ptr<EVP_PKEY> key_;
    std::shared_ptr<X509> certificate_;
    std::string pem_;
};

}  // namespace maxmin::test
