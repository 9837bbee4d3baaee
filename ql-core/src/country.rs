use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A country, by its code in the EU's authority table: mostly ISO 3166 alpha-3, but `1A0` for Kosovo.
///
/// ```
/// use ql_core::Country;
/// let austria: Country = "at".parse().unwrap();
/// assert_eq!(austria, "AUT".parse().unwrap());
/// assert_eq!((austria.code(), austria.iso_alpha2(), austria.label()), ("AUT", Some("AT"), "Austria"));
/// assert_eq!("XK".parse::<Country>().unwrap().code(), "1A0");
/// assert_eq!("EL".parse::<Country>().unwrap(), "GR".parse().unwrap());
/// assert!("ZZ".parse::<Country>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(u16);

/// No country has this code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownCountry;

impl fmt::Display for UnknownCountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no country has this code")
    }
}

impl std::error::Error for UnknownCountry {}

struct Row {
    iri: &'static str,
    code: &'static str,
    label: &'static str,
    alpha2: &'static str,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or_default();
        Row { iri: next(), code: next(), label: next(), alpha2: next() }
    };
    Country::TABLE.lines().skip(1).map(row).collect()
});

static BY_CODE: LazyLock<HashMap<&'static str, Country>> = LazyLock::new(|| {
    let mut codes = HashMap::new();
    for (at, line) in Country::TABLE.lines().skip(1).enumerate() {
        let country = Country(u16::try_from(at).unwrap_or_default());
        let of_line = [1, 3, 4].into_iter().filter_map(|column| line.split('\t').nth(column));
        for code in of_line.filter(|code| !code.is_empty()) {
            codes.insert(code, country);
        }
    }
    // What the EU and others write beside ISO 3166.
    for (other, code) in [("EL", "GRC"), ("UK", "GBR"), ("XK", "1A0"), ("XKX", "1A0"), ("XKK", "1A0")] {
        if let Some(country) = codes.get(code).copied() {
            codes.insert(other, country);
        }
    }
    codes
});

impl Country {
    /// The table behind this type: IRI, code, English label, ISO alpha-2 and alpha-3, separated by tabs.
    #[doc(hidden)]
    pub const TABLE: &'static str = include_str!("../data/countries.tsv");

    fn row(self) -> &'static Row {
        &ROWS[usize::from(self.0)]
    }

    /// The code in the EU's authority table.
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// The IRI in the EU's authority table.
    pub fn iri(self) -> &'static str {
        self.row().iri
    }

    /// The English name.
    pub fn label(self) -> &'static str {
        self.row().label
    }

    /// The two letters of ISO 3166, if the country has some.
    pub fn iso_alpha2(self) -> Option<&'static str> {
        Some(self.row().alpha2).filter(|code| !code.is_empty())
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    /// Reads ISO 3166 alpha-2 or alpha-3, the EU's code, or the EU's own `EL`, `UK` and `XK`, in any case.
    fn from_str(text: &str) -> Result<Self, UnknownCountry> {
        let text = text.trim();
        if text.len() > 3 {
            return Err(UnknownCountry);
        }
        BY_CODE.get(text.to_ascii_uppercase().as_str()).copied().ok_or(UnknownCountry)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({})", self.code())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom(format_args!("unknown country: `{text}`")))
    }
}
