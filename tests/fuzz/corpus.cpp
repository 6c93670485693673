// Inputs to start from: the collected messages, each in front of the decoder it is meant for.
#include <fstream>
#include <initializer_list>
#include <utility>

#include <nlohmann/json.hpp>

#include "tests/fuzz/targets.hpp"

namespace maxmin::fuzz {
namespace {

using Json = nlohmann::ordered_json;

/// Texts of the messages whose kind starts so.
std::vector<std::string> messages(std::string_view kind) {
    std::vector<std::string> chosen;
    std::ifstream file(MAXMIN_SOURCE_DIR "/tests/data/hyperliquid-messages/messages.jsonl");
    for (std::string line; std::getline(file, line);) {
        const Json json = Json::parse(line);
        if (json.at("kind").get<std::string>().starts_with(kind)) {
            chosen.push_back(json.at("message").dump());
        }
    }
    return chosen;
}

}  // namespace

std::vector<std::string> frame_corpus() {
    return messages("ws.");
}

std::vector<std::string> http_reply_corpus() {
    std::vector<std::string> corpus;
    for (const auto& [letter, kind] :
         std::initializer_list<std::pair<char, const char*>>{{'m', "http.info.meta"},
                                                             {'s', "http.info.spotMeta"},
                                                             {'c', "http.info.metaAndAssetCtxs"},
                                                             {'i', "http.info.allMids"},
                                                             {'b', "http.info.l2Book"},
                                                             {'o', "http.info.openOrders"},
                                                             {'o', "http.info.frontendOpenOrders"},
                                                             {'q', "http.info.orderStatus"},
                                                             {'f', "http.info.userFills"},
                                                             {'a', "http.info.clearinghouseState"},
                                                             {'e', "http.info.userFees"},
                                                             {'l', "http.info.userRateLimit"},
                                                             {'g', "http.info.extraAgents"},
                                                             {'r', "http.info.userRole"}}) {
        for (const std::string& message : messages(kind)) {
            corpus.push_back(letter + message);
        }
    }
    return corpus;
}

std::vector<std::string> exchange_reply_corpus() {
    return messages("http.exchange.");
}

std::vector<std::string> request_corpus() {
    return messages("client.http.exchange.");
}

std::vector<std::string> text_corpus() {
    return {"c0x6d61786d696e00010000000000001234",
            "a0x5eCb62791B22A3108367c2A2024019Ee7eA88431",
            "h0x66eee",
            "h0xfFfF",
            "d0.00001234",
            "d-98765432100.5",
            "d100.0",
            "ePost only order would have immediately matched, bbo was 1@2. asset=3",
            "eError placing new order during modify: Insufficient margin to place order."};
}

}  // namespace maxmin::fuzz
