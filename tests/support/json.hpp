// A small JSON reader for the reference vectors. The kernels' tests must build on a machine that
// has GoogleTest and nothing else, so no library is used here. Strict enough to refuse a broken
// file.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace maxmin::test {

class Json {
  public:
    enum class Kind { null, boolean, number, string, array, object };

    /// Throws std::runtime_error with the byte position if the text is not JSON.
    static Json parse(std::string_view text);
    /// Reads tests/vectors/<name>. Throws std::runtime_error naming the file.
    static Json vectors(const std::string& name);

    Kind kind() const { return kind_; }
    bool is_null() const { return kind_ == Kind::null; }
    bool has(const std::string& key) const { return object_.count(key) != 0; }
    double number() const;
    /// NaN where the value is null: the vectors write "not applicable" so.
    double number_or_nan() const;
    /// `fallback` where the key is absent.
    double number_or(const std::string& key, double fallback) const;
    bool boolean() const;
    const std::string& text() const;
    const std::vector<Json>& array() const;
    const std::map<std::string, Json>& object() const { return object_; }
    /// All numbers of an array, null as NaN.
    std::vector<double> numbers() const;
    std::size_t size() const { return array_.size(); }
    const Json& operator[](const std::string& key) const;
    const Json& operator[](std::size_t index) const { return array().at(index); }

  private:
    friend class JsonParser;
    Kind kind_ = Kind::null;
    double number_ = 0.0;
    std::string text_;
    std::vector<Json> array_;
    std::map<std::string, Json> object_;
};

}  // namespace maxmin::test
