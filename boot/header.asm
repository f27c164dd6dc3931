; The Multiboot2 header. Multiboot2 Specification version 2.0, section 3.1.

        section .multiboot2 progbits alloc noexec nowrite align=8

MAGIC           equ 0xe85250d6
ARCHITECTURE    equ 0                           ; 32-bit protected mode of i386
END_TAG         equ 0

        global  multiboot2_header
multiboot2_header:
        dd      MAGIC
        dd      ARCHITECTURE
        dd      header_end - multiboot2_header
        dd      -(MAGIC + ARCHITECTURE + (header_end - multiboot2_header)) & 0xffffffff

        dw      END_TAG, 0
        dd      8
header_end:
