# Sets MAXMIN_COMMIT and MAXMIN_CUDA_ARCHITECTURES for version.cpp.in. A source tree without git, or
# one that lies inside somebody else's checkout, says "unknown".
set(MAXMIN_COMMIT "unknown")
find_package(Git QUIET)
if(GIT_FOUND)
    execute_process(COMMAND ${GIT_EXECUTABLE} rev-parse --show-toplevel
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE git_root
        OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    file(REAL_PATH ${PROJECT_SOURCE_DIR} source_root)
    if(git_root STREQUAL source_root)
        execute_process(COMMAND ${GIT_EXECUTABLE} describe --always --dirty --abbrev=12 --exclude=*
            WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE MAXMIN_COMMIT
            OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
        # A new commit configures again, so that the binary names it.
        execute_process(COMMAND ${GIT_EXECUTABLE} rev-parse --path-format=absolute --git-path logs/HEAD
            WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE git_log
            OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
        if(EXISTS "${git_log}")
            set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${git_log}")
        endif()
    endif()
endif()
if(MAXMIN_COMMIT STREQUAL "")
    set(MAXMIN_COMMIT "unknown")
endif()

set(MAXMIN_CUDA_ARCHITECTURES "")
get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
if("CUDA" IN_LIST languages)
    get_target_property(architectures maxmin_kernels CUDA_ARCHITECTURES)
    list(JOIN architectures ", " MAXMIN_CUDA_ARCHITECTURES)
endif()
