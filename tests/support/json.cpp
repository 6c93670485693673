#include "tests/support/json.hpp"

#include <charconv>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace maxmin::test {

class JsonParser {
  public:
    explicit JsonParser(std::string_view text) : text_(text) {}

    Json document() {
        Json value = parse_value();
        skip_space();
        require(at_ == text_.size(), "nothing after the document");
        return value;
    }

  private:
    Json parse_value() {
        skip_space();
        require(at_ < text_.size(), "a value");
        switch (text_[at_]) {
            case '{':
                return parse_object();
            case '[':
                return parse_array();
            case '"': {
                Json value;
                value.kind_ = Json::Kind::string;
                value.text_ = parse_text();
                return value;
            }
            default:
                return parse_scalar();
        }
    }

    Json parse_object() {
        Json value;
        value.kind_ = Json::Kind::object;
        ++at_;
        for (skip_space(); !take('}'); skip_space()) {
            require(value.object_.empty() || take(','), "',' or '}'");
            skip_space();
            const std::string key = parse_text();
            skip_space();
            require(take(':'), "':'");
            require(value.object_.emplace(key, parse_value()).second, "a key that is not repeated");
        }
        return value;
    }

    Json parse_array() {
        Json value;
        value.kind_ = Json::Kind::array;
        ++at_;
        for (skip_space(); !take(']'); skip_space()) {
            require(value.array_.empty() || take(','), "',' or ']'");
            value.array_.push_back(parse_value());
        }
        return value;
    }

    /// `at_` is on the letter after the backslash, and on its last character afterwards. Code
    /// points beyond the first 128 are written '?': no text here escapes them.
    char parse_escape() {
        if (text_[at_] != 'u') {
            return text_[at_] == 'n' ? '\n' : text_[at_] == 't' ? '\t' : text_[at_];
        }
        require(at_ + 4 < text_.size(), "four hex digits");
        const char* begin = text_.data() + at_ + 1;
        int code = 0;
        const auto [end, error] = std::from_chars(begin, begin + 4, code, 16);
        require(error == std::errc() && end == begin + 4, "four hex digits");
        at_ += 4;
        return code < 128 ? static_cast<char>(code) : '?';
    }

    std::string parse_text() {
        require(take('"'), "'\"'");
        std::string out;
        while (at_ < text_.size() && text_[at_] != '"') {
            if (text_[at_] == '\\') {
                ++at_;
                require(at_ < text_.size(), "an escaped character");
                out += parse_escape();
            } else {
                out += text_[at_];
            }
            ++at_;
        }
        require(take('"'), "a closing quote");
        return out;
    }

    Json parse_scalar() {
        Json value;
        if (take_word("null")) {
            return value;
        }
        if (const bool yes = take_word("true"); yes || take_word("false")) {
            value.kind_ = Json::Kind::boolean;
            value.number_ = yes ? 1.0 : 0.0;
            return value;
        }
        value.kind_ = Json::Kind::number;
        const char* begin = text_.data() + at_;
        const auto [end, error] =
            std::from_chars(begin, text_.data() + text_.size(), value.number_);
        require(error == std::errc() && end != begin, "a value");
        at_ += static_cast<std::size_t>(end - begin);
        return value;
    }

    void skip_space() {
        while (at_ < text_.size() &&
               std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
            ++at_;
        }
    }

    bool take(char wanted) {
        if (at_ < text_.size() && text_[at_] == wanted) {
            ++at_;
            return true;
        }
        return false;
    }

    bool take_word(std::string_view word) {
        if (text_.substr(at_, word.size()) != word) {
            return false;
        }
        at_ += word.size();
        return true;
    }

    void require(bool holds, const char* expected) const {
        if (!holds) {
            throw std::runtime_error("JSON: expected " + std::string(expected) + " at byte " +
                                     std::to_string(at_));
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

Json Json::parse(std::string_view text) {
    return JsonParser(text).document();
}

Json Json::vectors(const std::string& name) {
    const std::string path = std::string(MAXMIN_TEST_VECTORS) + "/" + name;
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw std::runtime_error("cannot open " + path);
    }
    std::ostringstream text;
    text << file.rdbuf();
    try {
        return parse(text.view());
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(path + ": " + error.what());
    }
}

double Json::number() const {
    if (kind_ != Kind::number) {
        throw std::runtime_error("JSON: not a number");
    }
    return number_;
}

double Json::number_or_nan() const {
    return is_null() ? std::numeric_limits<double>::quiet_NaN() : number();
}

double Json::number_or(const std::string& key, double fallback) const {
    return has(key) ? (*this)[key].number() : fallback;
}

bool Json::boolean() const {
    if (kind_ != Kind::boolean) {
        throw std::runtime_error("JSON: not true or false");
    }
    return number_ != 0.0;
}

const std::string& Json::text() const {
    if (kind_ != Kind::string) {
        throw std::runtime_error("JSON: not a string");
    }
    return text_;
}

const std::vector<Json>& Json::array() const {
    if (kind_ != Kind::array) {
        throw std::runtime_error("JSON: not an array");
    }
    return array_;
}

std::vector<double> Json::numbers() const {
    std::vector<double> out;
    for (const Json& value : array()) {
        out.push_back(value.number_or_nan());
    }
    return out;
}

const Json& Json::operator[](const std::string& key) const {
    const auto found = object_.find(key);
    if (found == object_.end()) {
        throw std::runtime_error("JSON: no key '" + key + "'");
    }
    return found->second;
}

}  // namespace maxmin::test
