// maxmin key: makes a key for an agent, or says whose a key is. A key is shown to nobody.
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <sys/random.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "host/app/commands.hpp"
#include "host/app/exit_error.hpp"
#include "host/app/options.hpp"
#include "host/app/venue_access.hpp"
#include "host/base/error.hpp"
#include "host/exchange/hyperliquid/network.hpp"
#include "host/exchange/hyperliquid/startup.hpp"
#include "host/live/clock.hpp"
#include "host/wire/hyperliquid/address.hpp"
#include "host/wire/hyperliquid/hex.hpp"
#include "host/wire/hyperliquid/signer.hpp"

namespace maxmin::app {
namespace {

namespace wire = maxmin::wire::hyperliquid;

struct Options {
    std::string file;
    std::string agent;
    std::string name = "maxmin";
    ConfigOptions config;
    bool mainnet = false;
};

InputError file_error(const std::string& file, const std::string& right) {
    return InputError({.file = file,
                       .wrong = std::string("cannot be written: ") + std::strerror(errno),
                       .right = right});
}

/// A new file that only its owner may read; one that is there is left alone.
void write_key(const std::string& file, const std::string& text) {
    const std::filesystem::path folder = std::filesystem::path(file).parent_path();
    if (!folder.empty()) {
        std::error_code failed;  // then the file cannot be made either, and that is told
        std::filesystem::create_directories(folder, failed);
    }
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        throw file_error(file, "the name of a new file, in a folder of yours");
    }
    const bool is_written =
        write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        fsync(descriptor) == 0;
    close(descriptor);
    if (!is_written) {
        unlink(file.c_str());
        throw file_error(file, "a disk with room");
    }
}

ExitCode make_key(const Options& options, Terminal& terminal) {
    wire::SecretBytes secret;
    if (getrandom(secret.bytes().data(), secret.bytes().size(), 0) !=
        static_cast<ssize_t>(secret.bytes().size())) {
        throw InputError({.wrong = "the system gives no random numbers"});
    }
    std::string text;
    text.reserve(2 + 2 * secret.bytes().size());
    wire::append_hex(text, secret.bytes());
    const wire::Signer signer = wire::Signer::from_text(text, "the new key");
    write_key(options.file, text);
    explicit_bzero(text.data(), text.size());
    terminal.out << "address " << to_string(signer.address()) << '\n';
    terminal.err << "The key is in " << options.file << ", readable by you alone; keep no copy "
                 << "elsewhere.\nOn a paper exchange it may trade at once. At the venue, approve "
                 << "this address as an API wallet (agent) of your account,\nset exchange.account "
                 << "to that account and exchange.key_file to this file.\n";
    return ExitCode::ok;
}

ExitCode show_address(const Options& options, Terminal& terminal) {
    terminal.out << to_string(wire::Signer::from_file(options.file).address()) << '\n';
    return ExitCode::ok;
}

ExitCode approve(const Options& options, Terminal& terminal) {
    const auto agent = wire::parse_address(options.agent);
    if (!agent) {
        throw ExitError(ExitCode::usage,
                        "--agent " + options.agent + ": no address; 0x and 40 hexadecimal digits");
    }
    const config::Loaded loaded = load(options.config);
    const exchange::ExchangeConfig& venue = loaded.config.exchange;
    const wire::Signer signer = run_signer(loaded);
    auto tls = make_tls(venue);
    std::filesystem::create_directories(state_folder_of(loaded));
    wire::NonceSource nonces(nonce_file(state_folder_of(loaded), signer));
    exchange::hyperliquid::approve_agent(
        tls ? &*tls : nullptr, venue, signer,
        exchange::hyperliquid::network_of(venue.url, options.mainnet), nonces, *agent, options.name,
        live::Clock().now());
    terminal.out << options.agent << " may now trade for " << to_string(signer.address()) << " as '"
                 << options.name << "'\n";
    return ExitCode::ok;
}

}  // namespace

Action attach_key(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    command.require_subcommand(1);
    CLI::App* make = command.add_subcommand("new", "make a key in a new file (mode 0600)");
    make->add_option("--out", options->file, "the file to make")->type_name("FILE")->required();
    make->footer("Example: maxmin key new --out agent.key");
    CLI::App* show = command.add_subcommand("address", "say whose key a file holds");
    show->add_option("--file", options->file, "the key's file")->type_name("FILE")->required();
    show->footer("Example: maxmin key address --file agent.key");
    CLI::App* allow = command.add_subcommand("approve", "let an agent trade for the run's account");
    add_file_options(*allow, options->config, FileIs::required);
    allow->add_option("--agent", options->agent, "the agent's address")
        ->type_name("0x...")
        ->required();
    allow->add_option("--name", options->name, "its name at the venue")->capture_default_str();
    allow->add_flag("--mainnet", options->mainnet, "needed besides exchange.url");
    allow->footer(
        "Signed by the account's own key, as the configuration names it.\n"
        "Example: maxmin key approve --config scripts/live.toml --agent 0x...");
    return [options, make, show](Terminal& terminal) {
        return make->parsed()   ? make_key(*options, terminal)
               : show->parsed() ? show_address(*options, terminal)
                                : approve(*options, terminal);
    };
}

}  // namespace maxmin::app
