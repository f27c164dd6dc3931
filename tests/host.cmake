# The pure code as an ordinary program, under AddressSanitizer and UndefinedBehaviorSanitizer: unit tests by GoogleTest,
# fuzzers by libFuzzer. CTest runs both; a fuzzer runs a fixed number of inputs from a fixed seed, so that it repeats.
include(tools/explain/sources.cmake)
find_package(GTest REQUIRED)
include(GoogleTest)

set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
set(host_flags ${vitrine_warnings} ${sanitizers} -O1 -g)

add_library(vitrine_pure STATIC ${vitrine_pure_sources} ${vitrine_explain_sources})
target_include_directories(vitrine_pure PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
target_compile_definitions(vitrine_pure PUBLIC VITRINE_VERSION="${PROJECT_VERSION}" _GLIBCXX_ASSERTIONS)
target_compile_options(vitrine_pure PRIVATE ${host_flags} -fsanitize=fuzzer-no-link)
# A third of what a source takes to compile is these headers; the kernel's build has none of this, so no source can lack one of its own.
# Without a time stamp in it the same sources give the same bytes.
target_precompile_headers(vitrine_pure PRIVATE <algorithm> <array> <cstdint> <cstring> <optional> <span> <string_view>)
target_compile_options(vitrine_pure PRIVATE "SHELL:-Xclang -fno-pch-timestamp")

add_custom_target(layers ALL
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tests/layers.py ${CMAKE_SOURCE_DIR}
    ${vitrine_pure_sources} ${vitrine_explain_sources}
  COMMENT "Checking that the layers hold")
add_dependencies(vitrine_pure layers)

file(GLOB unit_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/*.cpp)
add_executable(unit_tests ${unit_sources})
target_compile_definitions(unit_tests PRIVATE VITRINE_TESTS="${CMAKE_SOURCE_DIR}/tests")
target_compile_options(unit_tests PRIVATE ${host_flags})
# Half of what a test takes to compile is this header.
target_precompile_headers(unit_tests PRIVATE <gtest/gtest.h>)
target_compile_options(unit_tests PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
target_link_options(unit_tests PRIVATE ${sanitizers} -fsanitize=fuzzer-no-link -fuse-ld=lld --ld-path=${VITRINE_LLD})
target_link_libraries(unit_tests PRIVATE vitrine_pure GTest::gtest_main)
# Listed when they are built: two runs of CTest at once would otherwise write the same list.
gtest_discover_tests(unit_tests DISCOVERY_MODE POST_BUILD DISCOVERY_TIMEOUT 300 NO_PRETTY_VALUES)

file(GLOB fuzz_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*.cpp)
foreach(source ${fuzz_sources})
  get_filename_component(name ${source} NAME_WE)
  add_executable(fuzz_${name} ${source})
  target_compile_options(fuzz_${name} PRIVATE ${host_flags} -fsanitize=fuzzer)
  target_link_options(fuzz_${name} PRIVATE ${sanitizers} -fsanitize=fuzzer -fuse-ld=lld --ld-path=${VITRINE_LLD})
  target_link_libraries(fuzz_${name} PRIVATE vitrine_pure)
  # Some seconds each: an input of most takes 10 us and less, of a dump, a BIOS's calls or an address space 0.1 ms and more, of a
  # whole machine 0.25 ms.
  set(runs 100000)
  if(name MATCHES "^(address_space|bios|dump|machine)$")
    set(runs 20000)
  endif()
  add_test(NAME fuzz.${name} COMMAND fuzz_${name} -seed=1 -runs=${runs} -max_len=1024 -verbosity=0)
  set_tests_properties(fuzz.${name} PROPERTIES TIMEOUT 300)
  # `ctest -C long`, which `./vitrine test --long` runs: from another seed, thirty times as many.
  math(EXPR many "${runs} * 30")
  add_test(NAME fuzz.${name}.long CONFIGURATIONS long COMMAND fuzz_${name} -seed=2 -runs=${many} -max_len=1024 -verbosity=0)
  set_tests_properties(fuzz.${name}.long PROPERTIES TIMEOUT 3600)
endforeach()
