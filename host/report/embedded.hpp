// The page's sources as text; embedded.cpp is written by embed.cmake at build time.
#pragma once

#include <string_view>

namespace maxmin::report::embedded {

extern const std::string_view page_html;
extern const std::string_view page_css;
extern const std::string_view page_js;
extern const std::string_view tables_js;
extern const std::string_view charts_js;
extern const std::string_view uplot_css;
extern const std::string_view uplot_js;

}  // namespace maxmin::report::embedded
