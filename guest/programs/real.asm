; The built-in guest `real`: in 16-bit real mode, where a boot sector starts, from beginning to end.

        bits    16
        org     0x7c00
%include "vitrine.inc"
%include "work.inc"

start:  work
        hlt                             ; interrupts are off: the end

message:
        db      "hello from real mode", 10
message_end:
        align   4
buffer: times 16 db 0
