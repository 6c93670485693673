#include "host/wire/hyperliquid/digest.hpp"

#include <algorithm>
#include <array>

namespace maxmin::wire::hyperliquid {

Bytes32 bytes32_of(std::uint64_t number) {
    Bytes32 word{};
    for (std::size_t i = 0; i < 8; ++i) {
        word[31 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return word;
}

Bytes32 bytes32_of(const Address& address) {
    Bytes32 word{};
    std::ranges::copy(address.bytes, word.begin() + 12);
    return word;
}

Bytes32 domain_separator(const Domain& domain) {
    constexpr std::string_view type =
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    const std::array<Bytes32, 5> words = {keccak256(type), keccak256(domain.name), keccak256("1"),
                                          bytes32_of(domain.chain_id), bytes32_of({})};
    return hash_struct(words);
}

Bytes32 hash_struct(std::span<const Bytes32> words) {
    // Words lie one after the other: their bytes are the encoding.
    return keccak256(std::span(words.empty() ? nullptr : words.data()->data(), words.size_bytes()));
}

Bytes32 typed_digest(const Bytes32& separator, const Bytes32& struct_hash) {
    std::array<std::uint8_t, 66> data{0x19, 0x01};
    std::ranges::copy(separator, data.begin() + 2);
    std::ranges::copy(struct_hash, data.begin() + 34);
    return keccak256(data);
}

}  // namespace maxmin::wire::hyperliquid
