#![no_std]
#![allow(unused_unsafe)] // as older compilers see it

mod vitrine_dump_vmcs;

extern "C" {
    fn put_text(text: *const u8, bytes: u64);
}

#[no_mangle]
pub extern "C" fn dump() {
    unsafe { vitrine_dump_vmcs::dump_vmcs(|line| put_text(line.as_ptr(), line.len() as u64)) };
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
