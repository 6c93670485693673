// What is fuzzed: every function that reads bytes somebody else wrote. A target must not crash, and
// checks on the way that what was accepted keeps its promises. The same targets run under libFuzzer
// (preset `fuzz`) and, over their corpora and some thousand mutations, in the ordinary tests.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maxmin::fuzz {

struct Target {
    std::string_view name;
    void (*run)(std::string_view input);
    /// Inputs to start from, made of the collected messages.
    std::vector<std::string> (*corpus)();
};

std::span<const Target> targets();

// Each throws std::logic_error naming the broken promise.
void run_frame(std::string_view input);
/// The first letter says which question the rest answers.
void run_http_reply(std::string_view input);
void run_exchange_reply(std::string_view input);
void run_request(std::string_view input);
/// The first letter says what kind of text the rest is.
void run_text(std::string_view input);

std::vector<std::string> frame_corpus();
std::vector<std::string> http_reply_corpus();
std::vector<std::string> exchange_reply_corpus();
std::vector<std::string> request_corpus();
std::vector<std::string> text_corpus();

}  // namespace maxmin::fuzz
