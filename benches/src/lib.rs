//! Inputs of the benchmarks, made here so that no large file has to be committed.
#![forbid(unsafe_code)]

use ql_core::{Auth, Ciphertext, DataSource, Manifest, SourceType};

/// A valid manifest of so many sources, of every type and with the access control methods in turn.
///
/// # Panics
/// Never: what is described is valid.
pub fn manifest(sources: usize) -> Manifest {
    let mut builder = Manifest::builder().schac("example.edu".parse().expect("a domain name"));
    for number in 0..sources {
        let kind = SourceType::KNOWN[number % 4].clone();
        let version = ["3.3", "5", "1.0", "2"][number % 4];
        let path = format!("https://api{number}.example.edu/catalogue/v{version}/").parse().expect("a URL");
        let auth = match number % 3 {
            0 => Auth::None,
            1 => Auth::HttpHeader { field: "X-Api-Key".into(), value: Ciphertext::new("QUJD".repeat(86)) },
            _ => Auth::HttpSig { alg: Some("ed25519".into()) },
        };
        let source = DataSource::builder(kind, path)
            .version(version)
            .id(format!("source-{number}"))
            .name(format!("Courses of faculty {number}"))
            .auth(auth)
            .refresh_hours(24.0)
            .query_parameter("faculty", number.to_string());
        builder = builder.source(source);
    }
    builder.build().expect("a valid manifest")
}

/// An OOAPI 5 course of about 3 kB, with texts in two languages.
pub fn course(number: usize) -> String {
    let outcome = |n: usize| {
        format!(
            r#"[{{"language":"en-GB","value":"Explain method {n} of marine biology and apply it to a case"}},{{"language":"nl-NL","value":"Methode {n} van de mariene biologie uitleggen en toepassen"}}]"#
        )
    };
    let outcomes: Vec<String> = (0..6).map(outcome).collect();
    let text = "Students learn how plankton communities are sampled, sorted and identified. ".repeat(8);
    format!(
        r#"{{"courseId":"c0ffee00-0000-4000-8000-{number:012}","primaryCode":{{"codeType":"identifier","code":"BIO-{number}"}},"name":[{{"language":"en-GB","value":"Marine Biology {number}"}},{{"language":"nl-NL","value":"Mariene biologie {number}"}}],"abbreviation":"BIO-{number}","description":[{{"language":"en-GB","value":"{text}"}},{{"language":"nl-NL","value":"{text}"}}],"teachingLanguage":"eng","level":"master","studyLoad":{{"studyLoadUnit":"ects","value":7.5}},"modeOfDelivery":["on campus"],"fieldsOfStudy":"0511","learningOutcomes":[{}],"admissionRequirements":[{{"language":"en-GB","value":"A bachelor's degree in biology"}}],"assessment":[{{"language":"en-GB","value":"Written examination"}}],"link":"https://www.example.edu/courses/{number}"}}"#,
        outcomes.join(",")
    )
}

/// The most memory that this process has had so far, in bytes, where the system says so.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}
