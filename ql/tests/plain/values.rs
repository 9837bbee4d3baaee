//! Choices and records: their names, in texts and in JSON.

use std::str::FromStr;

use quality_link::plain::{self, ErrorKind, MapOptions, Provider, ProviderName, RdfFormat};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// `local_id` as JSON has it.
fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &part[..1].to_uppercase() + &part[1..])
}

fn check_choice<C>(name: &str, all: &[C], texts: &[&str], text_of: fn(C) -> &'static str)
where
    C: Copy + PartialEq + std::fmt::Debug + Default + Serialize + DeserializeOwned + FromStr<Err = plain::ErrorReport>,
{
    assert_eq!(all.len(), texts.len(), "{name}");
    assert_eq!(all[0], C::default(), "{name}");
    for (choice, text) in all.iter().zip(texts) {
        assert_eq!(text_of(*choice), *text, "{name}");
        assert_eq!(text.parse::<C>().unwrap(), *choice, "{name}");
        assert_eq!(serde_json::to_value(choice).unwrap(), json!(text), "{name}");
        assert_eq!(serde_json::from_value::<C>(json!(text)).unwrap(), *choice, "{name}");
    }
    for unknown in ["", "nonsense", &texts[0].to_uppercase(), &format!(" {}", texts[0])] {
        let error = unknown.parse::<C>().unwrap_err();
        assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Argument, "argument"), "{name}");
        let expected = format!("unknown {name}: `{unknown}`; known are {}", texts.join(", "));
        assert_eq!(error.to_string(), expected);
        assert!(serde_json::from_value::<C>(json!(unknown)).is_err(), "{name}");
    }
}

/// `fields` are names with whether they are optional.
fn check_record<R>(name: &str, fields: &[(&str, bool)])
where
    R: PartialEq + std::fmt::Debug + Default + Serialize + DeserializeOwned,
{
    let record = R::default();
    let read = |json: Value| serde_json::from_value::<R>(json);
    let json = serde_json::to_value(&record).unwrap();
    let mut always: Vec<String> =
        fields.iter().filter(|(_, optional)| !optional).map(|(field, _)| camel_case(field)).collect();
    always.sort();
    let mut members: Vec<String> = json.as_object().unwrap().keys().cloned().collect();
    members.sort();
    assert_eq!(members, always, "{name}: what has no value is left out");
    assert_eq!(read(json).unwrap(), record, "{name}");
    assert_eq!(read(json!({})).unwrap(), record, "{name}: what is missing");
    for (field, optional) in fields {
        assert_eq!(read(json!({ camel_case(field): null })).is_ok(), *optional, "{name} and no `{field}`");
        let is_known = camel_case(field) == *field;
        assert!(is_known || read(json!({ *field: null })).is_err(), "{name} takes `{field}`");
    }
    for unknown in ["unknown", "Source", "local-id"] {
        assert!(read(json!({ unknown: null })).is_err(), "{name} takes `{unknown}`");
    }
}

macro_rules! tests {
    (
        choices { $($(#[$choice_doc:meta])* $choice:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* })* }
        records { $($(#[$record_doc:meta])* $record:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })* }
    ) => {
        #[test]
        fn choices_have_names() {
            $(check_choice::<plain::$choice>(
                stringify!($choice), plain::$choice::ALL, &[$($text,)*], plain::$choice::as_str,
            );)*
        }

        #[test]
        fn records_are_json() {
            $(check_record::<plain::$record>(stringify!($record), &[$((stringify!($field), stringify!($type).starts_with("Option")),)*]);)*
        }
    };
}

quality_link::plain_types!(tests);

#[test]
fn filled_records_read_back() {
    let json = json!({
        "provider": {
            "schac": "example.edu", "country": "AT", "otherProvider": true,
            "names": [{ "text": "Example University", "lang": "en", "official": true, "source": "deqar" }],
        },
        "minting": { "scheme": "http", "base": "https://data.example.edu", "provider": "9001" },
        "institutions": { "example.org": "https://data.deqar.eu/institution/9002" },
        "maxTitle": 20, "keepRegions": true, "links": "both", "partTime": "none", "maxDocument": 1e6,
    });
    let options: MapOptions = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(options.provider.as_ref().unwrap().names[0].lang.as_deref(), Some("en"));
    assert_eq!(options.links, Some(plain::LinkForm::Both));
    assert_eq!(serde_json::from_value::<MapOptions>(serde_json::to_value(&options).unwrap()).unwrap(), options);
    for wrong in [json!({ "maxTitle": -1 }), json!({ "links": "none" }), json!({ "provider": { "name": 1 } })] {
        assert!(serde_json::from_value::<MapOptions>(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn members_without_value_are_left_out() {
    let provider = Provider { schac: Some("example.edu".into()), ..Provider::default() };
    let json = serde_json::to_value(&provider).unwrap();
    assert_eq!((&json["schac"], &json["names"], json.get("website")), (&json!("example.edu"), &json!([]), None));
}

/// Names of registries are texts in the plain interface, so that they are checked when they are used.
#[test]
fn providers_are_checked_when_they_are_used() {
    let name = ProviderName { text: "Example University".into(), source: "nobody".into(), ..ProviderName::default() };
    for provider in [
        Provider { names: vec![name], ..Provider::default() },
        Provider { country: Some("Austria".into()), ..Provider::default() },
    ] {
        let error = plain::plan_search(&provider).unwrap_err();
        assert_eq!((error.kind, error.code.as_str()), (ErrorKind::Argument, "argument"));
        assert!(error.message.starts_with("not a provider: "), "{error}");
    }
    for (provider, code) in [
        (Provider { schac: Some("example".into()), ..Provider::default() }, "ident.domain-"),
        (Provider { eter: Some("1".into()), ..Provider::default() }, "ident.eter"),
        (Provider { deqar: Some("9001".into()), ..Provider::default() }, "ident.deqar"),
    ] {
        let error = plain::plan_search(&provider).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Identifier);
        assert!(error.code.starts_with(code), "{}", error.code);
    }
}

#[test]
fn errors_are_sentences() {
    let long = "x".repeat(10_000);
    let message = RdfFormat::from_str(&long).unwrap_err().to_string();
    assert!(message.len() < 500, "{message}");
    let hostile = plain::ErrorReport { message: "a\u{1b}[2Jb".into(), ..plain::ErrorReport::default() };
    assert!(!hostile.to_string().contains('\u{1b}'), "{hostile}");
}
