# The kernel's cross toolchain: Clang and LLD for a freestanding x86-64, NASM for assembly.
# libstdc++'s freestanding headers are found through the host triple; nothing of the host is linked.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
include(${CMAKE_CURRENT_LIST_DIR}/llvm.cmake)
set(CMAKE_CXX_COMPILER_TARGET x86_64-pc-linux-gnu)
set(CMAKE_ASM_NASM_OBJECT_FORMAT elf64)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
