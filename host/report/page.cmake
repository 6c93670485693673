# Embeds the report page into maxmin_host. Included by host/CMakeLists.txt.
file(GLOB page_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/page/*
    ${CMAKE_CURRENT_LIST_DIR}/third_party/uplot/uPlot.*)
set(embedded ${CMAKE_CURRENT_BINARY_DIR}/report/embedded.cpp)
add_custom_command(OUTPUT ${embedded}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_CURRENT_LIST_DIR} -DOUTPUT=${embedded}
        -P ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
    DEPENDS ${page_sources} ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
    COMMENT "Embedding the report page")
target_sources(maxmin_host PRIVATE ${embedded})
