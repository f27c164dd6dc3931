#pragma once
// Every word of the log's grammar: the one source of event and key names.
// instructions.md, "The log", explains each; a test holds the two together.

namespace vitrine {

// One pointer and no length: there are hundreds of places that name a key.
struct Event {
    const char* name;
};

struct Key {
    const char* name;
};

/// The version of the grammar, in the first line of every log. It grows when an event or key changes its
/// meaning.
inline constexpr unsigned log_format = 1;

namespace event {
inline constexpr Event vitrine{"vitrine"};        ///< first line: who writes, in which format
inline constexpr Event boot{"boot"};              ///< who loaded the kernel, and with which command line
inline constexpr Event memory{"memory"};          ///< what memory there is
inline constexpr Event cpu{"cpu"};                ///< which processor this is
inline constexpr Event vmx{"vmx"};                ///< a step in the life of a virtual machine on Intel VMX
inline constexpr Event svm{"svm"};                ///< the same on AMD SVM
inline constexpr Event guest{"guest"};            ///< a guest is about to be built
inline constexpr Event exit{"exit"};              ///< the guest left to Vitrine
inline constexpr Event bios{"bios"};              ///< the guest called its BIOS
inline constexpr Event irq{"irq"};                ///< a device of the guest interrupts it
inline constexpr Event screen{"screen"};          ///< what the guest's screen shows, a row or a picture
inline constexpr Event repeat{"repeat"};          ///< the events before came again
inline constexpr Event trace{"trace"};            ///< what becomes of the lines of exits
inline constexpr Event summary{"summary"};        ///< how many exits there were, at the guest's end
inline constexpr Event disk{"disk"};              ///< a disk of the guest
inline constexpr Event console{"console"};        ///< a line of text that the guest wrote
inline constexpr Event state{"state"};            ///< registers of a guest that did not end well
inline constexpr Event end{"end"};                ///< how one guest ended
inline constexpr Event caps{"caps"};              ///< what the processor's virtualization can do
inline constexpr Event vmcs{"vmcs"};              ///< a field of the VMCS as it is at an entry
inline constexpr Event vmcb{"vmcb"};              ///< the same of the VMCB
inline constexpr Event experiment{"experiment"};  ///< an entry broken on purpose, and what came of it
inline constexpr Event explain{"explain"};  ///< a dump that is explained on the host, and what to know of it
inline constexpr Event error{"error"};      ///< what was wrong, in words
inline constexpr Event panic{"panic"};      ///< a fault in Vitrine itself
inline constexpr Event backtrace{"backtrace"};  ///< one frame of Vitrine's stack, innermost first
inline constexpr Event check{"check"};          ///< the outcome of a self-check that was asked for, or failed
inline constexpr Event cost{"cost"};            ///< what the run took, when asked for
inline constexpr Event result{"result"};        ///< last line
}  // namespace event

namespace key {
// About the run.
inline constexpr Key version{"version"};
inline constexpr Key format{"format"};
inline constexpr Key loader{"loader"};
inline constexpr Key firmware{"firmware"};
inline constexpr Key command{"command"};
inline constexpr Key total{"total"};
inline constexpr Key vendor{"vendor"};
inline constexpr Key family{"family"};
inline constexpr Key model{"model"};
inline constexpr Key stepping{"stepping"};
inline constexpr Key brand{"brand"};
inline constexpr Key status{"status"};
inline constexpr Key code{"code"};
inline constexpr Key exits{"exits"};
inline constexpr Key cause{"cause"};
inline constexpr Key hint{"hint"};
inline constexpr Key write{"write"};  ///< the value with which a field would be right
inline constexpr Key when{"when"};    ///< on which processors a cause is one
inline constexpr Key option{"option"};
inline constexpr Key valid{"valid"};
inline constexpr Key close{"close"};  ///< known names near to one that isn't
inline constexpr Key tag{"tag"};
inline constexpr Key free{"free"};
inline constexpr Key pages{"pages"};
inline constexpr Key writable{"writable"};
inline constexpr Key executable{"executable"};
inline constexpr Key writable_executable{"writable-executable"};
inline constexpr Key null_mapped{"null-mapped"};
inline constexpr Key guards_mapped{"guards-mapped"};
inline constexpr Key guest{"guest"};
inline constexpr Key mode{"mode"};
inline constexpr Key budget{"budget"};
inline constexpr Key memory{"memory"};
inline constexpr Key platform{"platform"};  ///< what is around the guest: a pc, or nothing
inline constexpr Key time{"time"};          ///< what makes the guest's time pass: work or real
// About anything.
inline constexpr Key name{"name"};        ///< of what the line is about
inline constexpr Key error{"error"};      ///< an error's number, or an exception's error code
inline constexpr Key field{"field"};      ///< a VMCS or control field, by the manual's name
inline constexpr Key missing{"missing"};  ///< what the processor or its firmware lacks
inline constexpr Key number{"number"};    ///< of a hypercall
inline constexpr Key value{"value"};      ///< read or written
inline constexpr Key size{"size"};        ///< bytes an element
inline constexpr Key address{"address"};  ///< linear address
inline constexpr Key base{"base"};        ///< of a segment or table
inline constexpr Key limit{"limit"};      ///< of a segment or table, in bytes
inline constexpr Key access{
    "access"};  ///< how: read, write, fetch, clts, lmsw; in `state` a segment's access rights
inline constexpr Key detail{"detail"};  ///< more of the cause
inline constexpr Key offset{"offset"};  ///< bytes into a function
inline constexpr Key count{"count"};    ///< how many
inline constexpr Key index{"index"};    ///< of an MSR or XCR
inline constexpr Key vector{"vector"};  ///< of an interrupt or exception

// Steps.
inline constexpr Key step{"step"};                              ///< in the life of a virtual machine
inline constexpr Key outcome{"outcome"};                        ///< of a VMX instruction that failed
inline constexpr Key revision{"revision"};                      ///< VMCS revision identifier
inline constexpr Key region{"region"};                          ///< bytes of a VMCS
inline constexpr Key memory_type{"memory-type"};                ///< of VMX regions
inline constexpr Key locked{"locked"};                          ///< IA32_FEATURE_CONTROL.lock
inline constexpr Key true_controls{"true-controls"};            ///< IA32_VMX_TRUE_* exist
inline constexpr Key ept{"ept"};                                ///< extended page tables
inline constexpr Key unrestricted_guest{"unrestricted-guest"};  ///< real mode in a guest
inline constexpr Key vpid{"vpid"};                              ///< virtual-processor identifiers
inline constexpr Key preemption_timer{"preemption-timer"};      ///< VMX-preemption timer
inline constexpr Key area{"area"};                              ///< of the VMCS that was written
inline constexpr Key fields{"fields"};                          ///< how many were written
inline constexpr Key pin{"pin"};                                ///< pin-based VM-execution controls
inline constexpr Key primary{"primary"};                        ///< processor-based VM-execution controls
inline constexpr Key secondary{"secondary"};          ///< secondary processor-based VM-execution controls
inline constexpr Key exit{"exit"};                    ///< VM-exit controls
inline constexpr Key entry{"entry"};                  ///< VM-entry controls; of a guest: its first address
inline constexpr Key reason{"reason"};                ///< basic exit reason
inline constexpr Key qualification{"qualification"};  ///< exit qualification
inline constexpr Key asids{"asids"};                  ///< how many address-space identifiers there are
inline constexpr Key asid{"asid"};                    ///< the guest's
inline constexpr Key disabled{"disabled"};            ///< VM_CR.SVMDIS
inline constexpr Key nested_paging{"nested-paging"};
inline constexpr Key next_rip{"next-rip"};  ///< NRIP save
inline constexpr Key decode_assists{"decode-assists"};
inline constexpr Key flush_by_asid{"flush-by-asid"};
inline constexpr Key clean_bits{"clean-bits"};  ///< VMCB clean bits
inline constexpr Key exceptions{"exceptions"};  ///< intercepted, by vector
inline constexpr Key section{"section"};        ///< of the manual, where a broken rule stands
inline constexpr Key bits{"bits"};              ///< of the value that are wrong
inline constexpr Key other{"other"};            ///< a second field that a broken rule speaks of
inline constexpr Key other_value{"other-value"};
inline constexpr Key rules{"rules"};          ///< how many were checked
inline constexpr Key broken{"broken"};        ///< how many of them don't hold
inline constexpr Key unknown{"unknown"};      ///< how many could not be judged
inline constexpr Key predicted{"predicted"};  ///< how the entry ends by the manual's rules
inline constexpr Key found{"found"};          ///< how it ended
inline constexpr Key agreed{"agreed"};        ///< how many ended as predicted
inline constexpr Key disagreed{"disagreed"};
inline constexpr Key unsupported{"unsupported"};  ///< how many set a field that the processor hasn't got
inline constexpr Key line{"line"};                ///< of a file, from 1
inline constexpr Key msr{"msr"};                  ///< a capability MSR, by the manual's name
inline constexpr Key bit{"bit"};                  ///< of the MSR or CPUID register
inline constexpr Key setting{"setting"};          ///< what a control may be: 0, 1 or either
inline constexpr Key use{"use"};                  ///< what Vitrine would do with it
inline constexpr Key cpuid{"cpuid"};              ///< leaf
inline constexpr Key reg{"register"};             ///< eax, ebx, ecx or edx
inline constexpr Key info1{"info1"};              ///< EXITINFO1
inline constexpr Key info2{"info2"};              ///< EXITINFO2
inline constexpr Key length{"length"};            ///< of the instruction that exited, in bytes

// Exits.
inline constexpr Key n{"n"};                      ///< number of the exit, from 0
inline constexpr Key kind{"kind"};                ///< of exit
inline constexpr Key argument{"argument"};        ///< of a hypercall, or the unclaimed vector
inline constexpr Key returned{"returned"};        ///< to the guest in EAX
inline constexpr Key caller{"caller"};            ///< where an unclaimed vector would return to
inline constexpr Key direction{"direction"};      ///< in or out
inline constexpr Key port{"port"};                ///< I/O port
inline constexpr Key device{"device"};            ///< that answered; none for a port without one
inline constexpr Key instruction{"instruction"};  ///< mnemonic
inline constexpr Key rep{"rep"};                  ///< 1 with a REP prefix
inline constexpr Key segment{"segment"};          ///< register
inline constexpr Key values{"values"};            ///< a string's first elements
inline constexpr Key leaf{"leaf"};                ///< EAX
inline constexpr Key subleaf{"subleaf"};          ///< ECX
inline constexpr Key interrupts{"interrupts"};    ///< RFLAGS.IF
inline constexpr Key cr{"cr"};                    ///< number of a control register
inline constexpr Key dr6{"dr6"};                  ///< debug status
inline constexpr Key physical{"physical"};        ///< guest-physical address
inline constexpr Key linear{"linear"};            ///< guest-linear address
inline constexpr Key inject{"inject"};            ///< exception delivered to the guest
inline constexpr Key cs{"cs"};                    ///< CS selector, where CS's base isn't 0

// Calls of the guest's BIOS.
inline constexpr Key interrupt{"int"};      ///< its vector
inline constexpr Key function{"function"};  ///< what was asked for
inline constexpr Key drive{"drive"};        ///< number of a disk, 0x00 and 0x80 are the first
inline constexpr Key lba{"lba"};            ///< sector, from 0
inline constexpr Key cylinder{"cylinder"};
inline constexpr Key head{"head"};
inline constexpr Key sector{"sector"};  ///< of a track, from 1
inline constexpr Key cylinders{"cylinders"};
inline constexpr Key heads{"heads"};
inline constexpr Key sectors{"sectors"};
inline constexpr Key page{"page"};      ///< of the screen
inline constexpr Key row{"row"};        ///< of the screen, from 0
inline constexpr Key column{"column"};  ///< of the screen, from 0
inline constexpr Key rows{"rows"};
inline constexpr Key columns{"columns"};
inline constexpr Key character{"char"};
inline constexpr Key attribute{"attribute"};  ///< of a character: colours
inline constexpr Key scan{"scan"};            ///< scan code
inline constexpr Key ticks{"ticks"};          ///< timer ticks since midnight
inline constexpr Key ax{"ax"};
inline constexpr Key bx{"bx"};
inline constexpr Key microseconds{"microseconds"};
inline constexpr Key kind_of_memory{"type"};  ///< of a range in the memory map
inline constexpr Key target{"target"};        ///< of a copy, linear address
inline constexpr Key state_word{"state"};     ///< on or off

// Counts.
inline constexpr Key events{"events"};  ///< lines of a loop
inline constexpr Key times{"times"};    ///< how often they came again
inline constexpr Key last{"last"};      ///< number of the last exit
inline constexpr Key in{"in"};          ///< reads of a port
inline constexpr Key out{"out"};        ///< writes of a port

// The guest's screen and disks.
inline constexpr Key width{"width"};
inline constexpr Key height{"height"};
inline constexpr Key checksum{"checksum"};  ///< CRC-32 of a picture's bytes
inline constexpr Key cursor_row{"cursor-row"};
inline constexpr Key cursor_column{"cursor-column"};
inline constexpr Key kept{"kept"};        ///< whether what was written leaves the machine
inline constexpr Key beyond{"beyond"};    ///< sectors read behind the end of the image: zeros
inline constexpr Key written{"written"};  ///< sectors that the guest changed

// What the run took.
inline constexpr Key boot_ticks{"boot-ticks"};    ///< from the kernel's first instruction to the first guest
inline constexpr Key guest_ticks{"guest-ticks"};  ///< from there to the last guest's end
inline constexpr Key loaded{"loaded"};            ///< bytes of the kernel that the loader copies
inline constexpr Key image{"image"};    ///< bytes of the kernel in memory, with stacks and what starts as 0
inline constexpr Key frames{"frames"};  ///< bytes of other memory taken at most

// Interrupt controllers.
inline constexpr Key pic{"pic"};  ///< an 8259A: first or second
inline constexpr Key irr{"irr"};  ///< its lines that request an interrupt, a bit each
inline constexpr Key isr{"isr"};  ///< those in service: delivered, and not yet ended
inline constexpr Key imr{"imr"};  ///< those masked

// Text of the guest.
inline constexpr Key source{"source"};  ///< uart, debug-console or hypercall
inline constexpr Key text{"text"};      ///< one line

// Registers.
inline constexpr Key rip{"rip"};
inline constexpr Key rflags{"rflags"};
inline constexpr Key rax{"rax"};
inline constexpr Key rbx{"rbx"};
inline constexpr Key rcx{"rcx"};
inline constexpr Key rdx{"rdx"};
inline constexpr Key rsi{"rsi"};
inline constexpr Key rdi{"rdi"};
inline constexpr Key rbp{"rbp"};
inline constexpr Key rsp{"rsp"};
inline constexpr Key r8{"r8"};
inline constexpr Key r9{"r9"};
inline constexpr Key r10{"r10"};
inline constexpr Key r11{"r11"};
inline constexpr Key r12{"r12"};
inline constexpr Key r13{"r13"};
inline constexpr Key r14{"r14"};
inline constexpr Key r15{"r15"};
inline constexpr Key eax{"eax"};
inline constexpr Key ebx{"ebx"};
inline constexpr Key ecx{"ecx"};
inline constexpr Key edx{"edx"};
inline constexpr Key cr0{"cr0"};
inline constexpr Key cr2{"cr2"};
inline constexpr Key cr3{"cr3"};
inline constexpr Key cr4{"cr4"};
inline constexpr Key efer{"efer"};
inline constexpr Key dr7{"dr7"};
inline constexpr Key selector{"selector"};
inline constexpr Key ss{"ss"};
inline constexpr Key table{"table"};                ///< gdtr or idtr
inline constexpr Key instructions{"instructions"};  ///< bytes at CS:RIP
}  // namespace key

}  // namespace vitrine
