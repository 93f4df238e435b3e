#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| eccn_fuzz::vendor_table(bytes));
