vitrine_sources(
  PURE
    bios.cpp
    call.cpp
    disk_drives.cpp
    disk_extensions.cpp
    disk_services.cpp
    keyboard_buffer.cpp
    keyboard_interrupt.cpp
    keyboard_services.cpp
    rom.cpp
    screen.cpp
    screen_log.cpp
    serial.cpp
    system.cpp
    time_services.cpp
    video.cpp
    video_fonts.cpp
    video_graphics.cpp
    video_palette.cpp
    video_text.cpp)

# The ROM's handlers become a flat binary; its fonts come from Debian's VGA BIOS. rom.cpp embeds both.
set(bios ${CMAKE_CURRENT_LIST_DIR})
set(vga_bios ${VITRINE_VGABIOS})
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/bios)
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/bios/rom.bin
  COMMAND ${VITRINE_NASM} ${vitrine_flat_binary} -o ${CMAKE_BINARY_DIR}/bios/rom.bin ${bios}/rom.asm
  DEPENDS ${bios}/rom.asm
  COMMENT "Assembling the guest's BIOS")
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/bios/fonts.bin
  COMMAND ${Python3_EXECUTABLE} ${bios}/fonts.py ${vga_bios} ${CMAKE_BINARY_DIR}/bios/fonts.bin
  DEPENDS ${bios}/fonts.py ${vga_bios}
  COMMENT "Taking the fonts of the guest's BIOS out of the VGA BIOS")
set_source_files_properties(${bios}/rom.cpp
  PROPERTIES OBJECT_DEPENDS "${CMAKE_BINARY_DIR}/bios/rom.bin;${CMAKE_BINARY_DIR}/bios/fonts.bin"
             COMPILE_OPTIONS "--embed-dir=${CMAKE_BINARY_DIR}")
