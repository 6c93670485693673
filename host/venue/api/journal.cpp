#include "host/venue/api/journal.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include <zlib.h>

#include "host/base/error.hpp"

namespace maxmin::venue::api {
namespace {

constexpr int version = 1;
constexpr std::size_t checksum_letters = 9;  // eight digits and a space
constexpr std::size_t compact_bytes = 64U << 20U;
constexpr Duration sync_interval = seconds(1);

std::string checksum_of(std::string_view text) {
    const auto* const bytes = reinterpret_cast<const Bytef*>(text.data());
    const auto sum = crc32(0, bytes, static_cast<uInt>(text.size()));
    char letters[16];
    std::snprintf(letters, sizeof letters, "%08lx ", sum);
    return letters;
}

std::string line_of(const Json& json) {
    const std::string text = json.dump();
    return checksum_of(text) + text + "\n";
}

[[noreturn]] void fail_disk(const std::filesystem::path& path) {
    throw std::runtime_error(path.string() + ": " + std::strerror(errno));
}

void write_all(int file, std::string_view text, const std::filesystem::path& path) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            fail_disk(path);
        }
        text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
}

InputError damaged(const std::filesystem::path& path, int line, const std::string& wrong) {
    return InputError({.file = path.string(),
                       .line = line,
                       .field = "",
                       .wrong = wrong,
                       .right = "the file as it was written, or an empty folder"});
}

}  // namespace

Journal::Journal(const std::filesystem::path& folder, State state)
    : lock_(folder), path_(folder / "state.jsonl"), state_(state) {
    std::error_code ignored;
    if (std::filesystem::status(path_, ignored).type() != std::filesystem::file_type::not_found) {
        load();
    }
    begin_file();
}

Journal::~Journal() {
    try {
        if (!is_torn_) {
            sync();  // time and market go on from here, even if nothing has changed for long
        }
    } catch (const std::exception&) {
        // What clients were answered for is there already.
    }
    ::close(file_);
}

void Journal::load() {
    std::ifstream file(path_, std::ios::binary);
    const auto check_readable = [&] {
        if (!file.is_open() || file.bad()) {
            throw InputError({.file = path_.string(),
                              .wrong = std::string("cannot be read: ") + std::strerror(errno),
                              .right = "a file that this user may read"});
        }
    };
    check_readable();
    std::string text;
    int number = 0;
    while (std::getline(file, text)) {
        ++number;
        const bool is_torn = file.eof();  // without its end of line
        const bool is_whole =
            !is_torn && text.size() > checksum_letters &&
            text.substr(0, checksum_letters) == checksum_of(text.substr(checksum_letters));
        if (!is_whole) {
            if (file.peek() != std::ifstream::traits_type::eof()) {
                throw damaged(path_, number, "a damaged line before the end");
            }
            return;
        }
        try {
            apply(Json::parse(text.substr(checksum_letters)));
        } catch (const nlohmann::json::exception& error) {
            throw damaged(path_, number, error.what());
        }
    }
    check_readable();
}

void Journal::apply(const Json& line) {
    if (line.contains("version")) {
        Json coins = Json::array();
        for (const Asset& asset : state_.exchange.assets()) {
            coins.push_back(asset.instrument.symbol);
        }
        if (line.at("version") != version || line.at("coins") != coins) {
            throw damaged(path_, 1, "a state of another version or of other assets");
        }
        return;
    }
    ++blocks_loaded_;
    for (const Json& record : line.at("clients")) {
        const auto id = static_cast<AccountId>(record.at("id").get<std::int32_t>());
        if (static_cast<std::size_t>(id) == state_.exchange.client_count()) {
            state_.exchange.restore_account();
            const auto address =
                wire::hyperliquid::parse_address(record.at("address").get<std::string>());
            state_.directory.add(address.value(), id);
        }
        Client& client = state_.exchange.client(id);
        client.account.restore_raw(MicroUsd(record.at("raw").get<std::int64_t>()));
        client.volume = MicroUsd(record.at("volume").get<std::int64_t>());
        client.budget.restore(record.at("requests"));
        client.scheduled_cancel = Timestamp(record.at("scheduled").get<std::int64_t>());
    }
    for (const Json& record : line.at("holdings")) {
        const auto id = static_cast<AccountId>(record.at("id").get<std::int32_t>());
        state_.exchange.client(id).account.restore_holding(record.at("asset"),
                                                           holding_from(record));
    }
    for (const Json& record : line.at("events")) {
        state_.history.record(event_from(record));
    }
    for (const Json& oid : line.at("gone")) {
        state_.exchange.forget_order(Oid{oid.get<std::uint64_t>()});
    }
    for (const Json& record : line.at("orders")) {
        state_.exchange.restore_order(order_from(record));
    }
    for (const Json& record : line.at("nonces")) {
        const auto signer = wire::hyperliquid::parse_address(record.at(0).get<std::string>());
        state_.directory.restore_nonce(signer.value(), record.at(1));
    }
    if (line.contains("agents")) {
        restore_agents(line);
    }
    state_.exchange.restore_counters({.time = Timestamp(line.at("time").get<std::int64_t>()),
                                      .ticket = line.at("ticket"),
                                      .oid = line.at("oid"),
                                      .match = line.at("match"),
                                      .fees = MicroUsd(line.at("fees").get<std::int64_t>())});
    if (line.contains("marks")) {
        const auto marks = line.at("marks").get<std::vector<std::int64_t>>();
        for (std::size_t i = 0; i < marks.size(); ++i) {
            state_.exchange.restore_mark(static_cast<AssetIndex>(i), Ticks(marks[i]));
        }
    }
}

void Journal::restore_agents(const Json& line) {
    std::map<Address, Agent> agents;
    for (const Json& record : line.at("agents")) {
        const auto address = wire::hyperliquid::parse_address(record.at(0).get<std::string>());
        agents[address.value()] = {
            .master = static_cast<AccountId>(record.at(1).get<std::int32_t>()),
            .name = record.at(2),
            .valid_until_ms = record.at(3)};
    }
    std::set<Address> former;
    for (const Json& text : line.value("formerAgents", Json::array())) {
        former.insert(wire::hyperliquid::parse_address(text.get<std::string>()).value());
    }
    state_.directory.restore_agents(std::move(agents), std::move(former));
}

Json Journal::client_record(AccountId id) const {
    const Client& client = state_.exchange.client(id);
    return {{"id", static_cast<std::int32_t>(id)},
            {"address", to_string(state_.directory.address_of(id))},
            {"raw", client.account.raw_usd().value()},
            {"volume", client.volume.value()},
            {"requests", client.budget.used()},
            {"scheduled", client.scheduled_cancel.ns()}};
}

Json Journal::holding_record(AccountId id, AssetIndex asset) const {
    Json record{{"id", static_cast<std::int32_t>(id)}, {"asset", asset}};
    record.update(to_record(state_.exchange.client(id).account.holding(asset)));
    return record;
}

/// Counters, and lists to be filled.
Json Journal::common_part() const {
    const Exchange::Counters counters = state_.exchange.counters();
    return {
        {"time", counters.time.ns()}, {"ticket", counters.ticket},     {"oid", counters.oid},
        {"match", counters.match},    {"fees", counters.fees.value()}, {"clients", Json::array()},
        {"holdings", Json::array()},  {"orders", Json::array()},       {"gone", Json::array()},
        {"events", Json::array()},    {"nonces", Json::array()}};
}

namespace {

void add_agents(Json& line, const Directory& directory) {
    line["agents"] = Json::array();
    for (const auto& [address, agent] : directory.agents()) {
        line["agents"].push_back({to_string(address), static_cast<std::int32_t>(agent.master),
                                  agent.name, agent.valid_until_ms});
    }
    line["formerAgents"] = Json::array();
    for (const Address& address : directory.former_agents()) {
        line["formerAgents"].push_back(to_string(address));
    }
}

Json marks_record(const Exchange& exchange) {
    Json list = Json::array();
    for (const Asset& asset : exchange.assets()) {
        list.push_back(asset.mark.value());
    }
    return list;
}

}  // namespace

Json Journal::snapshot() const {
    Json line = common_part();
    const auto keep = [&](const auto& events) {
        for (const auto& event : events) {
            line["events"].push_back(*to_record(Event(event)));
        }
    };
    for (std::size_t i = 0; i < state_.exchange.client_count(); ++i) {
        const auto id = static_cast<AccountId>(i);
        const Client& client = state_.exchange.client(id);
        line["clients"].push_back(client_record(id));
        for (const auto& [asset, held] : client.account.holdings()) {
            line["holdings"].push_back(holding_record(id, asset));
        }
        for (const Oid oid : client.open) {
            line["orders"].push_back(to_record(*state_.exchange.find(oid)));
        }
        keep(state_.history.fills(id));
        keep(state_.history.funding(id));
        keep(state_.history.transfers(id));
        for (const auto& [oid, change] : state_.history.orders(id)) {
            line["events"].push_back(*to_record(Event(change)));
        }
    }
    for (const auto& [signer, window] : state_.directory.nonces()) {
        for (const std::uint64_t nonce : window.used()) {
            line["nonces"].push_back({to_string(signer), nonce});
        }
    }
    add_agents(line, state_.directory);
    line["marks"] = marks_record(state_.exchange);
    return line;
}

/// The new file replaces the old one in one step.
void Journal::begin_file() {
    const std::filesystem::path fresh = path_.string() + ".new";
    const int file = ::open(fresh.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) {
        throw InputError({.file = fresh.string(),
                          .wrong = std::strerror(errno),
                          .right = "a folder that can be written to"});
    }
    if (file_ >= 0) {
        ::close(file_);
    }
    file_ = file;
    Json coins = Json::array();
    for (const Asset& asset : state_.exchange.assets()) {
        coins.push_back(asset.instrument.symbol);
    }
    const std::string text =
        line_of({{"version", version}, {"coins", std::move(coins)}}) + line_of(snapshot());
    write_all(file_, text, fresh);
    if (::fsync(file_) != 0 || ::rename(fresh.c_str(), path_.c_str()) != 0) {
        fail_disk(path_);
    }
    const int folder = ::open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
    bytes_ = snapshot_bytes_ = text.size();
    agents_written_ = state_.directory.agent_changes();
    state_.directory.take_used_nonces();
    state_.exchange.take_changed();
}

void Journal::write_block(std::span<const Event> events) {
    Json line = common_part();
    std::set<Oid> orders;
    for (const Event& event : events) {
        if (const auto record = to_record(event)) {
            line["events"].push_back(*record);
        }
        if (const auto* const change = std::get_if<OrderChange>(&event)) {
            orders.insert(change->order.oid);
            orders.insert(change->order.parent);
            orders.insert(change->order.children.begin(), change->order.children.end());
        } else if (const auto* const fill = std::get_if<Fill>(&event)) {
            orders.insert(fill->oid);
        }
    }
    orders.erase(Oid::none);
    for (const Oid oid : orders) {
        const Order* const order = state_.exchange.find(oid);
        if (order != nullptr) {
            line["orders"].push_back(to_record(*order));
        } else {
            line["gone"].push_back(static_cast<std::uint64_t>(oid));
        }
    }
    const Exchange::Changed changed = state_.exchange.take_changed();
    for (const AccountId id : changed.clients) {
        line["clients"].push_back(client_record(id));
    }
    for (const auto& [id, asset] : changed.holdings) {
        line["holdings"].push_back(holding_record(id, asset));
    }
    for (const auto& [signer, nonce] : state_.directory.take_used_nonces()) {
        line["nonces"].push_back({to_string(signer), nonce});
    }
    const bool has_agents = state_.directory.agent_changes() != agents_written_;
    if (has_agents) {
        agents_written_ = state_.directory.agent_changes();
        add_agents(line, state_.directory);
    }
    const bool is_empty = line["events"].empty() && line["clients"].empty() &&
                          line["holdings"].empty() && line["nonces"].empty() && !has_agents;
    if (!is_empty) {
        append(line);
    }
    sync_if_due();
}

void Journal::append(const Json& line) {
    const std::string text = line_of(line);
    is_torn_ = true;
    write_all(file_, text, path_);
    is_torn_ = false;
    bytes_ += text.size();
    is_unsynced_ = true;
    if (bytes_ > compact_bytes && bytes_ > 4 * snapshot_bytes_) {
        begin_file();
    }
}

void Journal::sync_if_due() {
    const Timestamp now = state_.exchange.time();
    if (is_unsynced_ && now - synced_at_ >= sync_interval) {
        sync();
    }
}

void Journal::sync() {
    // Where the market stood goes with it: a synthetic one goes on from there.
    Json line = common_part();
    line["marks"] = marks_record(state_.exchange);
    append(line);
    if (::fdatasync(file_) != 0) {
        fail_disk(path_);
    }
    synced_at_ = state_.exchange.time();
    is_unsynced_ = false;
}

}  // namespace maxmin::venue::api
