# The kernel's ELF file: everything, freestanding, linked by linker.ld.
enable_language(ASM_NASM)

add_executable(vitrine.elf ${vitrine_pure_sources} ${vitrine_target_sources})
target_include_directories(vitrine.elf PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
target_compile_definitions(vitrine.elf PRIVATE VITRINE_VERSION="${PROJECT_VERSION}")
# For size: -Oz over the whole program at once. A function whose frame is large isn't inlined, since what it leaves free
# on the stack wouldn't be used again. Not -ffreestanding: with it the compiler calls strlen for the length of every
# literal. What it assumes instead of the functions in arch/memory.asm and kernel/runtime.cpp is so.
set_source_files_properties(${CMAKE_SOURCE_DIR}/kernel/runtime.cpp PROPERTIES COMPILE_OPTIONS "-fno-builtin;-fno-lto")
# DWARF 4: Debian 12's addr2line doesn't find all inlined functions in DWARF 5 (./vitrine bench --profile).
target_compile_options(vitrine.elf PRIVATE
  $<$<COMPILE_LANGUAGE:CXX>:-Oz;-flto=full;-fno-jump-tables;-finline-max-stacksize=256;-mstack-alignment=8
  -gdwarf-4;-fno-exceptions;-fno-rtti;-fno-pic;-fno-threadsafe-statics
  -fno-omit-frame-pointer;-momit-leaf-frame-pointer;-fno-stack-protector;-ffunction-sections;-fdata-sections
  -mno-red-zone;-mno-sse;-mno-mmx;-fno-asynchronous-unwind-tables;${vitrine_warnings}>)

# For speed: the way from an exit to the next entry. It stays out of the link-time optimization, which would inline the
# rest into it.
set(vitrine_exit_path guest/devices/uart.cpp guest/machine/run_loop.cpp guest/machine/dispatch.cpp
    guest/machine/emulate/control_register.cpp guest/machine/emulate/cpuid.cpp guest/machine/emulate/hypercall.cpp
    guest/machine/emulate/msr.cpp guest/machine/emulate/string_io.cpp
    svm/vcpu.cpp svm/vcpu_registers.cpp vmx/vcpu.cpp vmx/vcpu_registers.cpp)
list(TRANSFORM vitrine_exit_path PREPEND ${CMAKE_SOURCE_DIR}/)
set_source_files_properties(${vitrine_exit_path} PROPERTIES COMPILE_OPTIONS "-O2;-fno-lto;-fjump-tables;-fomit-frame-pointer")

# A little inlining saves more than the calls cost; identical code is folded, and strings share their ends (-O2).
target_link_options(vitrine.elf PRIVATE
  -fuse-ld=lld --ld-path=${VITRINE_LLD} -nostdlib -static -Wl,-T,${CMAKE_SOURCE_DIR}/linker.ld -Wl,--gc-sections
  -Wl,-mllvm,-inline-threshold=20 -Wl,--icf=all -Wl,-O2
  -Wl,--orphan-handling=error -Wl,--fatal-warnings -Wl,--build-id=none -Wl,-z,max-page-size=4096)
set_property(TARGET vitrine.elf PROPERTY LINK_DEPENDS ${CMAKE_SOURCE_DIR}/linker.ld)

# What the ISO carries: the symbols stay, for backtraces; the debug information doesn't.
set(CMAKE_OBJCOPY ${VITRINE_OBJCOPY})
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/vitrine-boot.elf
  COMMAND ${CMAKE_OBJCOPY} --strip-debug $<TARGET_FILE:vitrine.elf> ${CMAKE_BINARY_DIR}/vitrine-boot.elf
  DEPENDS vitrine.elf)
add_custom_target(boot_kernel ALL DEPENDS ${CMAKE_BINARY_DIR}/vitrine-boot.elf)
