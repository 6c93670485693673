#include "tests/host/exchange/transport/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace maxmin::test {
namespace {

void demand(bool ok) {
    if (!ok) {
        throw std::runtime_error("OpenSSL refused to make a certificate");
    }
}

std::shared_ptr<EVP_PKEY> make_key() {
    std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    demand(key != nullptr);
    return key;
}

template <class Write>
std::string to_pem(Write write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
    demand(write(bio.get()) == 1);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string to_pem(X509* certificate) {
    return to_pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

std::shared_ptr<X509> blank(const std::string& name, EVP_PKEY* key, long from_s, long to_s) {
    static long serial = 1;
    std::shared_ptr<X509> made(X509_new(), X509_free);
    demand(made != nullptr);
    demand(X509_set_version(made.get(), 2) == 1);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial++);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), from_s);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), to_s);
    demand(X509_set_pubkey(made.get(), key) == 1);
    demand(X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                                      reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                                      0) == 1);
    return made;
}

void extend(X509* certificate, int what, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str());
    demand(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

}  // namespace

Authority::Authority() : key_(make_key()) {
    certificate_ = blank("maxmin test authority", key_.get(), -43'200, 43'200);
    demand(X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get())) ==
           1);
    extend(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(certificate_.get(), NID_key_usage, "critical,keyCertSign");
    demand(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) > 0);
    pem_ = to_pem(certificate_.get());
}

Certificate Authority::issue(const std::string& dns_name, bool expired) const {
    const auto key = make_key();
    const long day = 86'400;
    const auto made = expired ? blank(dns_name, key.get(), -3 * day, -2 * day)
                              : blank(dns_name, key.get(), -day / 2, day / 2);
    demand(X509_set_issuer_name(made.get(), X509_get_subject_name(certificate_.get())) == 1);
    extend(made.get(), NID_subject_alt_name, "DNS:" + dns_name);
    demand(X509_sign(made.get(), key_.get(), EVP_sha256()) > 0);
    return {to_pem(made.get()), to_pem([&](BIO* bio) {
                return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr,
                                                nullptr);
            })};
}

}  // namespace maxmin::test
