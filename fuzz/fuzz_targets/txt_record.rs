#![no_main]
use libfuzzer_sys::fuzz_target;
use ql_core::Provider;
use ql_discovery::{Plan, TxtRecord};

fuzz_target!(|strings: Vec<&[u8]>| {
    if let Some(Ok(record)) = TxtRecord::parse(strings.iter().copied()) {
        assert!(matches!(record.manifest().scheme(), "http" | "https"));
    }
    let website = String::from_utf8_lossy(&strings.concat()).into_owned();
    let plan = Plan::of(&Provider::new().with_website(website));
    assert!(plan.domains().len() <= 3);
});
