//! What a hostile document may cost: time in proportion to its size.

use std::time::{Duration, Instant};

use ql_discovery::{MergeOptions, ProviderList, RegistryFormat, RegistryRead};

use super::cases::catalogue_of;

/// How long a document of so many parts takes to be read and merged.
fn time(format: RegistryFormat, [before, after]: [&str; 2], part: impl Fn(usize) -> String, parts: usize) -> Duration {
    let document = (0..parts).map(part).collect::<Vec<_>>().join(if format == RegistryFormat::Ewp { "" } else { "," });
    let document = format!("{before}{document}{after}");
    let start = Instant::now();
    let read = RegistryRead::parse(document.as_bytes(), format);
    assert!(read.complete);
    ProviderList::merge(read.entries, &MergeOptions::new().matching_by_website());
    start.elapsed()
}

/// Four times as large, it takes about four times as long, and by no means sixteen times.
fn in_proportion(format: RegistryFormat, frame: [&str; 2], part: impl Fn(usize) -> String, parts: usize) {
    // Other tests, and whatever else the machine does, run beside this one: that it can be done once is what counts.
    let mut measured = Vec::new();
    for _ in 0..12 {
        let small = time(format, frame, &part, parts);
        let large = time(format, frame, &part, 4 * parts);
        if large < 8 * small + Duration::from_millis(100) {
            return;
        }
        measured.push((small, large));
    }
    panic!("four times as large it always takes too much longer: {measured:?}");
}

#[test]
fn many_institutions() {
    let catalogue = catalogue_of("|");
    let (before, after) = catalogue.split_once('|').expect("a place between");
    in_proportion(RegistryFormat::Ewp, [before, after], |at| format!("<hei id=\"u{at}.example\"/>"), 2000);
}

#[test]
fn many_identifiers() {
    let frame = [r#"{"results":[{"deqar_id":"DEQARINST9001","identifiers":["#, "]}]}"];
    in_proportion(RegistryFormat::Deqar, frame, |at| format!(r#"{{"resource":"X","identifier":"{at}"}}"#), 1000);
}

#[test]
fn many_names() {
    let frame = [r#"{"data":[{"attributes":{"hei_id":"uni.example","name":["#, "]}}]}"];
    in_proportion(RegistryFormat::HeiApi, frame, |at| format!(r#"{{"string":"N{at}"}}"#), 3000);
}

#[test]
fn many_locations() {
    let frame = [r#"{"results":[{"deqar_id":"DEQARINST9001","locations":["#, "]}]}"];
    in_proportion(RegistryFormat::Deqar, frame, |at| format!(r#"{{"city":"C{at}"}}"#), 3000);
}

#[test]
fn many_codes_in_one_record() {
    let frame = [r#"{"results":[{"deqar_id":"DEQARINST9001","identifiers":["#, "]}]}"];
    let code = |at| format!(r#"{{"resource":"SCHAC","identifier":"u{at}.example"}}"#);
    in_proportion(RegistryFormat::Deqar, frame, code, 6000);
}

#[test]
fn many_records_of_one_provider() {
    let record = |at| {
        let schac = r#"{"resource":"SCHAC","identifier":"uni.example"}"#;
        format!(r#"{{"id":{at},"website_link":"www.u{at}.example","identifiers":[{schac}]}}"#)
    };
    in_proportion(RegistryFormat::Deqar, [r#"{"results":["#, "]}"], record, 2000);
}

#[test]
fn many_former_codes_of_several() {
    let item = |at: usize| {
        let former = format!(r#"{{"type":"previous-schac","value":"old{}.example"}}"#, at % 500);
        format!(r#"{{"attributes":{{"hei_id":"u{at}.example","other_id":{former}}}}}"#)
    };
    in_proportion(RegistryFormat::HeiApi, [r#"{"data":["#, "]}"], item, 2000);
}

#[test]
fn many_without_code_that_share_an_id() {
    let record = |at: usize| {
        let schac = if at.is_multiple_of(2) {
            format!(r#",{{"resource":"SCHAC","identifier":"u{at}.example"}}"#)
        } else {
            String::new()
        };
        format!(r#"{{"deqar_id":"{at}","identifiers":[{{"resource":"EU-PIC","identifier":"999000001"}}{schac}]}}"#)
    };
    in_proportion(RegistryFormat::Deqar, [r#"{"results":["#, "]}"], record, 2000);
}
