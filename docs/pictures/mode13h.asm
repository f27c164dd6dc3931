; A boot sector that draws in mode 13h: rings of the palette's colours around the middle of the screen, then waits. make.py makes its picture.
bits 16
org 0x7c00

    cld
    mov ax, 0x13
    int 0x10
    xor al, al                  ; the palette: 256 colours from blue over red to yellow
    mov dx, 0x3c8
    out dx, al
    inc dx
    xor cx, cx
.colour:
    mov al, cl                  ; red rises with the colour
    shr al, 2
    out dx, al
    mov al, cl                  ; green in the upper half alone
    sub al, 128
    jnc .green
    xor al, al
.green:
    shr al, 1
    out dx, al
    mov al, cl                  ; blue falls
    not al
    shr al, 2
    out dx, al
    inc cl
    jnz .colour

    mov ax, 0xa000
    mov es, ax
    xor di, di
    mov bp, -100                ; y from the middle
.row:
    mov si, -160                ; x
.pixel:
    mov ax, si
    imul si
    mov bx, ax
    mov ax, bp
    imul bp
    add ax, bx
    shr ax, 6                   ; the square of the distance
    stosb
    inc si
    cmp si, 160
    jl .pixel
    inc bp
    cmp bp, 100
    jl .row

.wait:
    hlt                         ; a guest that only waits has ended well
    jmp .wait

    times 510 - ($ - $$) db 0
    dw 0xaa55
