#include "vitrine_dump_vmcs.h"

void dump(void);
void put_text(const char *text, unsigned long long bytes);

static void put(void *context, const char *line)
{
    unsigned long long bytes = 0;
    (void)context;
    while (line[bytes] != 0) ++bytes;
    put_text(line, bytes);
}

void dump(void) { vitrine_dump_vmcs(put, 0); }
