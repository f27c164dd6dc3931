# Clang's own target for WebAssembly, with libc++ and wasi-libc. The page gives it nothing of a system's: no file, no network, no clock.
include(${CMAKE_CURRENT_LIST_DIR}/../../../llvm.cmake)
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(VITRINE_WASM ON)
