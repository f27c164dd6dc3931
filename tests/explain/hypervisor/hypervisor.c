/* The least that fails a VM entry: from Vitrine's own boot code into VMX operation, a VMCS with no host state, VMLAUNCH. Then dump() of
 * dump_c.c or dump_rust.rs, which have the snippets, writes the VMCS to the first serial port. */

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

void dump(void);
void put_text(const char *text, u64 bytes);

_Alignas(4096) char boot_stacks[9 * 4096];
_Alignas(4096) static u32 vmxon_region[1024], vmcs_region[1024];

static void out8(u16 port, u8 value) { __asm__ __volatile__("outb %0, %1" : : "a"(value), "Nd"(port)); }
static u8 in8(u16 port)
{
    u8 value;
    __asm__ __volatile__("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static u64 rdmsr(u32 msr)
{
    u32 low, high;
    __asm__ __volatile__("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return (u64)high << 32 | low;
}

static void vmwrite(u64 encoding, u64 value) { __asm__ __volatile__("vmwrite %0, %1" : : "r"(value), "r"(encoding) : "cc"); }

/* With the bits that the processor wants as 1. */
static void write_controls(u64 encoding, u32 msr) { vmwrite(encoding, (u32)rdmsr(msr)); }

/* A field's line is 43 characters; the port takes one at a time. */
void put_text(const char *text, u64 bytes)
{
    for (; bytes != 0; --bytes) {
        while ((in8(0x3fd) & 0x20) == 0) {
        }
        out8(0x3f8, (u8)*text++);
    }
}

static void enter_vmx(void)
{
    u64 cr4, on = (u64)vmxon_region, current = (u64)vmcs_region;
    if ((rdmsr(0x3a) & 1) == 0) __asm__ __volatile__("wrmsr" : : "c"(0x3a), "a"(5), "d"(0));
    __asm__ __volatile__("mov %%cr4, %0" : "=r"(cr4));
    /* VMX, and the SSE that rustc uses. */
    __asm__ __volatile__("mov %0, %%cr4" : : "r"(cr4 | 1 << 13 | 1 << 9));
    vmxon_region[0] = vmcs_region[0] = (u32)rdmsr(0x480) & 0x7fffffff;
    __asm__ __volatile__("vmxon %0" : : "m"(on) : "cc", "memory");
    __asm__ __volatile__("vmclear %0" : : "m"(current) : "cc", "memory");
    __asm__ __volatile__("vmptrld %0" : : "m"(current) : "cc", "memory");
}

void kernel_main(u32 magic, u32 information);
void kernel_main(u32 magic, u32 information)
{
    (void)magic, (void)information;
    out8(0x3fb, 3); /* eight data bits */
    enter_vmx();
    write_controls(0x4000, 0x48d);
    write_controls(0x4002, 0x48e);
    write_controls(0x400c, 0x48f);
    write_controls(0x4012, 0x490);
    vmwrite(0x681e, 0x123456789abcdef0);
    __asm__ __volatile__("vmlaunch" : : : "cc", "memory");
    dump();
    while ((in8(0x3fd) & 0x40) == 0) {
    }
    for (const char *word = "Shutdown"; *word != 0; ++word) out8(0x8900, (u8)*word);
    for (;;) __asm__ __volatile__("hlt");
}
