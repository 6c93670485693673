// Builds a schema line by line. The kind, the getter and the setter of a key follow from the type
// of the struct member it is bound to, so a line says only what the type cannot: unit, range,
// meaning.
#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "host/config/choices.hpp"
#include "host/config/schema.hpp"

/// Binds a key to a member, for reading and for writing.
#define MAXMIN_MEMBER(member) ([](auto& root) -> auto& { return root.member; })

namespace maxmin::config {

struct About {
    std::string_view unit;
    Range range;
    std::string_view meaning;
    std::vector<std::string_view> choices;  // for a std::string member with a closed list
};

template <typename Member>
constexpr Kind kind_of() {
    if constexpr (std::is_same_v<Member, bool>) {
        return Kind::boolean;
    } else if constexpr (std::is_enum_v<Member>) {
        return Kind::choice;
    } else if constexpr (std::integral<Member>) {
        return Kind::integer;
    } else if constexpr (std::floating_point<Member>) {
        return Kind::number;
    } else if constexpr (std::is_same_v<Member, std::string>) {
        return Kind::text;
    } else if constexpr (std::is_same_v<Member, std::vector<double>>) {
        return Kind::numbers;
    } else {
        static_assert(std::is_same_v<Member, std::vector<std::string>>);
        return Kind::texts;
    }
}

template <typename Member>
Value value_of(const Member& member) {
    if constexpr (std::is_enum_v<Member>) {
        for (const auto& [word, enumerator] : Choices<Member>::words) {
            if (enumerator == member) {
                return std::string(word);
            }
        }
        return std::string();
    } else if constexpr (kind_of<Member>() == Kind::integer) {
        return static_cast<std::int64_t>(member);
    } else {
        return member;
    }
}

/// The value has been checked: its kind, range and choices fit the member.
template <typename Member>
void assign(Member& member, const Value& value) {
    if constexpr (std::is_enum_v<Member>) {
        for (const auto& [word, enumerator] : Choices<Member>::words) {
            if (word == std::get<std::string>(value)) {
                member = enumerator;
            }
        }
    } else if constexpr (kind_of<Member>() == Kind::integer) {
        member = static_cast<Member>(std::get<std::int64_t>(value));
    } else {
        member = std::get<Member>(value);
    }
}

template <typename Root>
class KeyList {
  public:
    explicit KeyList(Schema<Root>& schema) : schema_(schema) {}

    /// Lines that follow are named so.
    void named_by(NamedBy named_by) { named_by_ = named_by; }

    template <typename Access>
    void add(const std::string& path, Access access, const About& about) {
        using Member = std::remove_cvref_t<decltype(access(std::declval<Root&>()))>;
        KeyInfo key{.path = path,
                    .kind = kind_of<Member>(),
                    .unit = about.unit,
                    .range = about.range,
                    .choices = about.choices,
                    .named_by = named_by_,
                    .meaning = about.meaning};
        if constexpr (std::is_enum_v<Member>) {
            for (const auto& [word, enumerator] : Choices<Member>::words) {
                key.choices.push_back(word);
            }
        }
        if (!key.choices.empty()) {
            key.kind = Kind::choice;
        }
        schema_.space.keys.push_back(std::move(key));
        schema_.fields.push_back(
            {.get = [access](const Root& root) { return value_of(access(root)); },
             .set = [access](Root& root, const Value& value) { assign(access(root), value); }});
    }

  private:
    Schema<Root>& schema_;
    NamedBy named_by_ = NamedBy::ours;
};

}  // namespace maxmin::config
