//! Properties of the identifiers over arbitrary Unicode.
#![cfg(feature = "idna")]

use std::fmt::{Debug, Write as _};
use std::str::FromStr;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use ql_ident::{
    CourseDid, CourseId, CourseUrn, DeqarInstId, EterId, IdentError, Lenient, SchacCode, SubjectMinter, SubjectScheme,
};

/// What the properties need of every type of identifier.
trait Identifier: FromStr<Err = IdentError> + ToString + PartialEq + Debug {
    fn lenient(text: &str) -> Result<Lenient<Self>, IdentError>;
}

macro_rules! identifiers {
    ($($name:ident),*) => {
        $(impl Identifier for $name {
            fn lenient(text: &str) -> Result<Lenient<Self>, IdentError> {
                Self::parse_lenient(text)
            }
        })*

        /// Checks a property of all types on one text.
        macro_rules! for_every_type {
            ($property:ident, $text:expr) => { $($property::<$name>($text)?;)* };
        }
    };
}

identifiers!(CourseDid, CourseId, CourseUrn, DeqarInstId, EterId, SchacCode);

type Checked = Result<(), TestCaseError>;

fn places_lie_inside<T: Identifier>(text: &str) -> Checked {
    let lenient = T::lenient(text);
    let repairs = lenient.as_ref().map(|read| read.repairs.as_slice()).unwrap_or_default();
    prop_assert!(repairs.is_sorted_by_key(|repair| repair.span.start), "{repairs:?} in {text:?}");
    let errors = [text.parse::<T>().err(), lenient.as_ref().err().cloned()];
    let spans = errors.iter().flatten().map(IdentError::span).chain(repairs.iter().map(|repair| repair.span.clone()));
    for span in spans {
        // `get` refuses what lies outside or cuts a character in two.
        prop_assert!(text.get(span.clone()).is_some(), "{span:?} of {} bytes in {text:?}", text.len());
    }
    Ok(())
}

fn normal_form_is_stable<T: Identifier>(text: &str) -> Checked {
    let Ok(read) = T::lenient(text) else { return Ok(()) };
    let shown = read.value.to_string();
    let again: T = shown.parse().map_err(|error| TestCaseError::fail(format!("{error}: {shown:?} of {text:?}")))?;
    // Equality ignores components, the text doesn't.
    prop_assert_eq!(again.to_string(), shown);
    prop_assert_eq!(again, read.value);
    Ok(())
}

fn strict_is_lenient_without_repairs<T: Identifier>(text: &str) -> Checked {
    match (text.parse::<T>(), T::lenient(text)) {
        (Ok(strict), Ok(lenient)) => {
            prop_assert!(lenient.repairs.is_empty(), "{:?} in {text:?}", lenient.repairs);
            prop_assert_eq!(strict.to_string(), lenient.value.to_string());
            prop_assert_eq!(strict, lenient.value);
        }
        (Ok(strict), Err(error)) => prop_assert!(false, "only strictly right: {strict:?}, {error}"),
        (Err(_), Ok(lenient)) => prop_assert!(!lenient.repairs.is_empty(), "refused without need: {text:?}"),
        (Err(_), Err(_)) => {}
    }
    Ok(())
}

const TEMPLATES: [&str; 16] = [
    "urn:schac:uniqueCourseId:example.edu:BIO-101",
    "URN:Schac:uniqueCourseId:Example.EDU:PSUNV;GRAD;0650",
    "urn:schac:uniqueCourseId:münchen.de:caf%C3%A9/%F0%9F%8E%93?+res?=query#offering-1",
    "urn:schac:courseId:uni-lj.si.:50% of é",
    "did:web:example.edu:courseId:BIO%20101",
    "did:web:xn--mnchen-3ya.de:courseId:%2E%2e?service=turtle#f",
    "did:web:localhost%3A8443:courseId:1",
    // The name as A-labels is longer than the whole of this.
    "did:web:ü.ü.ü.ü.ü.ü.edu%3A8443:courseId:1",
    "DID:WEB:example.edu:COURSEID:a/b:c",
    " urn:schac:uniqueCourseId:example.edu:1\n",
    "example.edu",
    "παράδειγμα.gr",
    "XN--MNCHEN-3YA.de.",
    "AT0005",
    "int6006",
    "DEQARINST0382",
];

/// What a mutation inserts: the signs that mean something, and characters that are wide, odd or forbidden.
const PIECES: [&str; 24] = [
    ":", "/", "%", "%4", "%C3", "%00", "%C2%85", "%3A", "?", "?+", "?=", "#", ".", "-", "xn--", " ", "\n", "\u{85}",
    "\u{ad}", "é", "€", "🎓", "。", "٣",
];

#[derive(Clone, Debug)]
enum Mutation {
    Insert(Index, String),
    Remove(Index),
    Truncate(Index),
    SwapCase(Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let piece = prop_oneof![3 => select(&PIECES).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop_oneof![
        3 => (any::<Index>(), piece).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        1 => any::<Index>().prop_map(Mutation::Remove),
        1 => any::<Index>().prop_map(Mutation::Truncate),
        1 => any::<Index>().prop_map(Mutation::SwapCase),
    ]
}

fn mutate(text: &str, mutation: &Mutation) -> String {
    // The end of the text is a place, too.
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let split = |at: &Index| text.split_at(*at.get(&places));
    let first = |text: &str| text.chars().next().map_or(0, char::len_utf8);
    match mutation {
        Mutation::Insert(at, piece) => {
            let (before, after) = split(at);
            format!("{before}{piece}{after}")
        }
        Mutation::Remove(at) => {
            let (before, after) = split(at);
            format!("{before}{}", &after[first(after)..])
        }
        Mutation::Truncate(at) => split(at).0.to_owned(),
        Mutation::SwapCase(at) => {
            let (before, after) = split(at);
            let (letter, after) = after.split_at(first(after));
            let swapped = if letter == letter.to_lowercase() { letter.to_uppercase() } else { letter.to_lowercase() };
            format!("{before}{swapped}{after}")
        }
    }
}

/// Texts that are identifiers, nearly identifiers, or anything.
fn texts() -> impl Strategy<Value = String> {
    let mutated = (select(&TEMPLATES), prop::collection::vec(mutation(), 0..5))
        .prop_map(|(template, mutations)| mutations.iter().fold(template.to_owned(), |text, one| mutate(&text, one)));
    let arbitrary = || prop::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter);
    let prefix = select(&["urn:schac:uniqueCourseId:", "did:web:", "did:web:example.edu:courseId:"]);
    let behind_prefix = (prefix, arbitrary()).prop_map(|(prefix, rest)| format!("{prefix}{rest}"));
    prop_oneof![4 => mutated, 2 => behind_prefix, 1 => arbitrary()]
}

fn characters() -> impl Strategy<Value = char> {
    let special = [':', '/', '%', '?', '#', '+', '=', ';', '~', '.', ' ', '\\', 'é', '€', '🎓', '\u{200d}'];
    prop_oneof![2 => any::<char>(), 1 => select(special.to_vec()), 1 => prop::char::range('0', 'z')]
        // Replaced, not filtered: a filter gives up when many cases are run.
        .prop_map(|c| if c.is_control() { '_' } else { c })
}

/// Ids that the limits allow: 1 to 1,024 bytes without control characters.
fn local_ids() -> impl Strategy<Value = String> {
    prop::collection::vec(characters(), 1..=256).prop_map(String::from_iter)
}

/// Texts within and beyond the limits, with `%41` that is plain text and no code.
fn plain_texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![9 => characters().prop_map(String::from), 1 => Just("%41".to_owned())];
    prop::collection::vec(piece, 0..400).prop_map(|pieces| pieces.concat())
}

fn providers() -> impl Strategy<Value = SchacCode> {
    let ascii = "[a-zA-Z0-9]{1,8}(-[a-z0-9]{1,8})?(\\.[a-zA-Z]{2,8}){1,3}";
    let international = select(&["münchen.de", "παράδειγμα.gr", "университет.рф", "faß.xn--mnchen-3ya.example"]);
    prop_oneof![3 => ascii, 1 => international.prop_map(str::to_owned)]
        .prop_map(|name| name.parse().expect("a domain name"))
}

fn courses() -> impl Strategy<Value = CourseId> {
    (providers(), local_ids()).prop_map(|(provider, local)| CourseId::new(provider, local).expect("an id"))
}

fn every_byte_encoded(text: &str, capitals: bool) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if capitals { write!(encoded, "%{byte:02X}") } else { write!(encoded, "%{byte:02x}") }.expect("a String");
        encoded
    })
}

proptest! {
    // No files of failures beside the tests: a failure worth keeping becomes a vector.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn urn_to_did_to_urn_is_the_identity(id in courses(), fragment in prop::option::of("[a-z0-9/?%]{0,8}")) {
        let urn: CourseUrn = id.to_string().parse()?;
        prop_assert_eq!(urn.course_id(), &id);
        let did: CourseDid = urn.to_did().to_string().parse()?;
        prop_assert_eq!(did.to_urn()?.to_string(), id.to_string());
        prop_assert_eq!(did.to_string().parse::<CourseId>()?, id);
        if let Some(fragment) = fragment {
            let did = did.with_fragment(&fragment);
            let urn = did.to_urn()?;
            prop_assert_eq!(urn.f_component(), did.fragment());
            prop_assert_eq!(urn.to_did().to_string(), did.to_string());
        }
    }

    #[test]
    fn notations_keep_to_their_alphabet(id in courses()) {
        let (urn, did) = (id.to_string(), id.to_did().to_string());
        let nss = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/%".contains(c);
        prop_assert!(urn.chars().all(nss), "{}", urn);
        prop_assert!(did.chars().all(|c| c.is_ascii_alphanumeric() || "-._:%".contains(c)), "{}", did);
        prop_assert_eq!(did.matches(':').count(), 4, "{}", did);
    }

    #[test]
    fn encoding_every_byte_changes_nothing(id in courses(), capitals: bool) {
        let local = every_byte_encoded(id.local_id(), capitals);
        let provider = id.provider();
        prop_assert_eq!(&format!("urn:schac:uniqueCourseId:{provider}:{local}").parse::<CourseId>()?, &id);
        prop_assert_eq!(&format!("did:web:{provider}:courseId:{local}").parse::<CourseId>()?, &id);
    }

    #[test]
    fn limits_of_the_id(
        provider in providers(),
        text in plain_texts(),
        control in prop::option::of((any::<Index>(), select(&["\0", "\u{7f}", "\u{85}"]))),
    ) {
        let local = match control {
            Some((at, control)) => mutate(&text, &Mutation::Insert(at, control.to_owned())),
            None => text,
        };
        let allowed = (1..=1024).contains(&local.len()) && !local.contains(char::is_control);
        let encoded = every_byte_encoded(&local, true);
        prop_assert_eq!(format!("urn:schac:uniqueCourseId:{provider}:{encoded}").parse::<CourseId>().is_ok(), allowed);
        match CourseId::new(provider, local.as_str()) {
            Ok(_) => prop_assert!(allowed),
            Err(error) => {
                prop_assert!(!allowed);
                prop_assert!(local.get(error.span()).is_some(), "{:?} in {:?}", error.span(), local);
            }
        }
    }

    #[test]
    fn places_of_errors_and_repairs_lie_inside(text in texts()) {
        for_every_type!(places_lie_inside, &text);
    }

    #[test]
    fn what_is_shown_is_read_again(text in texts()) {
        for_every_type!(normal_form_is_stable, &text);
    }

    #[test]
    fn strict_reading_is_lenient_reading_without_repairs(text in texts()) {
        for_every_type!(strict_is_lenient_without_repairs, &text);
    }

    #[test]
    fn minted_subjects_are_read_again(provider in providers(), id in local_ids(), offering in local_ids()) {
        for scheme in [SubjectScheme::Urn(provider.clone()), SubjectScheme::Did(provider.clone())] {
            let minter = SubjectMinter::new(scheme).expect("a minter");
            let course = CourseId::new(provider.clone(), id.as_str())?;
            for subject in [minter.course(&id)?, minter.programme(&id)?] {
                prop_assert_eq!(&subject.parse::<CourseId>()?, &course);
                prop_assert_eq!(&minter.offering(&subject, &offering)?.parse::<CourseId>()?, &course);
            }
            // The prefix counts towards the limit.
            if let Ok(subject) = minter.programme_beside_course(&id) {
                let programme = subject.parse::<CourseId>()?;
                prop_assert_eq!(programme.local_id(), format!("programme-{id}"));
            }
        }
    }

    #[test]
    fn different_ids_are_minted_differently(a in local_ids(), b in local_ids(), path in any::<bool>()) {
        prop_assume!(a != b);
        let scheme = if path {
            SubjectScheme::Http { base: "https://example.org/ql".into(), provider: "AT0005".into() }
        } else {
            SubjectScheme::Urn("example.edu".parse()?)
        };
        let minter = SubjectMinter::new(scheme).expect("a minter");
        prop_assert_ne!(minter.course(&a)?, minter.course(&b)?);
    }
}
