; PAUSE-loop exiting: the guest spins longer than the window.
; REQUIRES: bochs
; RUN: %status 100 %vitrine run --no-build --cpu corei7_skylake_x --inject secondary_processor_controls^0x400,ple_gap:0x80,ple_window:0x200 %s | %check %s
; CHECKS BY HAND
        bits    16
        org     0x7c00
spin:   pause
        jmp     spin

;CHECK:exit n=0 kind=unhandled reason=40 name=pause qualification=0x0 rip=0x7c00
;CHECK:end guest=pause_loop status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
;CHECK:result status=crash code=100 exits=1 cause="an exit that Vitrine doesn't handle"
