# The kernel's ELF file: everything, freestanding, linked by linker.ld.
enable_language(ASM_NASM)

add_executable(vitrine.elf ${vitrine_pure_sources} ${vitrine_target_sources})
target_include_directories(vitrine.elf PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
target_compile_definitions(vitrine.elf PRIVATE VITRINE_VERSION="${PROJECT_VERSION}")
# Not -ffreestanding: with it the compiler calls strlen for the length of every literal. What it assumes instead of the
# functions in arch/memory.asm and kernel/runtime.cpp is so.
set_source_files_properties(${CMAKE_SOURCE_DIR}/kernel/runtime.cpp PROPERTIES COMPILE_OPTIONS -fno-builtin)
# DWARF 4: Debian 12's addr2line doesn't find all inlined functions in DWARF 5 (./vitrine bench --profile).
target_compile_options(vitrine.elf PRIVATE
  $<$<COMPILE_LANGUAGE:CXX>:-O2;-gdwarf-4;-fno-exceptions;-fno-rtti;-fno-pic;-fno-threadsafe-statics
  -fno-omit-frame-pointer;-momit-leaf-frame-pointer;-fno-stack-protector;-ffunction-sections;-fdata-sections
  -mno-red-zone;-mno-sse;-mno-mmx;-fno-asynchronous-unwind-tables;${vitrine_warnings}>)
target_link_options(vitrine.elf PRIVATE
  -fuse-ld=lld-19 -nostdlib -static -Wl,-T,${CMAKE_SOURCE_DIR}/linker.ld -Wl,--gc-sections
  -Wl,--orphan-handling=error -Wl,--fatal-warnings -Wl,--build-id=none -Wl,-z,max-page-size=4096)
set_property(TARGET vitrine.elf PROPERTY LINK_DEPENDS ${CMAKE_SOURCE_DIR}/linker.ld)

# What the ISO carries: the symbols stay, for backtraces; the debug information doesn't.
set(CMAKE_OBJCOPY objcopy)
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/vitrine-boot.elf
  COMMAND ${CMAKE_OBJCOPY} --strip-debug $<TARGET_FILE:vitrine.elf> ${CMAKE_BINARY_DIR}/vitrine-boot.elf
  DEPENDS vitrine.elf)
add_custom_target(boot_kernel ALL DEPENDS ${CMAKE_BINARY_DIR}/vitrine-boot.elf)
