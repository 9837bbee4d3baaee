//! Writes Kotlin, Swift and Python for the library: `uniffi-bindgen generate --library … --language kotlin --out-dir …`.

fn main() {
    uniffi::uniffi_bindgen_main();
}
