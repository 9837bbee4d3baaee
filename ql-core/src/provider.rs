use std::fmt;

use ql_ident::{DeqarInstId, EterId, SchacCode};
use serde::{Deserialize, Serialize};

use crate::{Country, LanguageTag};

/// An education provider: what is known of an institution before its manifest is looked for.
///
/// ```
/// use ql_core::Provider;
/// let provider = Provider::new()
///     .with_schac("tuwien.ac.at".parse()?)
///     .with_website("https://www.tuwien.at/en/");
/// assert_eq!(provider.label(), "tuwien.ac.at");
/// # Ok::<(), ql_ident::IdentError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Provider {
    /// The SCHAC code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schac: Option<SchacCode>,
    /// The ETER/OrgReg id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eter: Option<EterId>,
    /// The DEQARINST id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deqar: Option<DeqarInstId>,
    /// The website, as registries have it: often with a path, without a scheme or with blanks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// The name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The IRI in linked data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iri: Option<String>,
    /// The country of its seat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Its names beside the one for people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<ProviderName>,
    /// Its further identifiers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<ProviderIdentifier>,
    /// Where it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<ProviderLocation>,
    /// Other SCHAC codes and IRIs of the same provider, such as former ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The [key](Provider::key) of the provider that this one is a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// The day since which it no longer exists, as `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<String>,
    /// Whether it is another provider of education than a higher education institution.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub other_provider: bool,
    /// The registries that know it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<ProviderSource>,
}

/// Where a list of providers comes from (registries of education providers, "Overview").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Registry {
    /// The Database of External Quality Assurance Results.
    Deqar,
    /// The registry of Erasmus Without Paper.
    Ewp,
    /// The HEI API of the European University Foundation.
    HeiApi,
    /// A list of the user's own.
    List,
}

impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Deqar => "DEQAR",
            Self::Ewp => "the EWP registry",
            Self::HeiApi => "the HEI API",
            Self::List => "a list",
        })
    }
}

/// A name of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProviderName {
    /// The name.
    pub text: String,
    /// Its language, if the registry says so.
    #[serde(default, rename = "lang", skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageTag>,
    /// Whether it is the official name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub official: bool,
    /// Whether it is no longer valid.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub former: bool,
    /// Who says so.
    pub source: Registry,
}

impl ProviderName {
    /// A name that is valid.
    pub fn new(text: impl Into<String>, language: Option<LanguageTag>, source: Registry) -> Self {
        Self { text: text.into(), language, official: false, former: false, source }
    }
}

/// What kind of identifier it is; in JSON a word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum IdentifierScheme {
    /// A domain name that is no valid SCHAC code, or a further one.
    Schac,
    /// Participant identification code of the EU, nine digits.
    Pic,
    /// Number of the Erasmus charter for higher education.
    Eche,
    /// Erasmus code, such as `PL WARSZAW01`; white space counts in its official form.
    Erasmus,
    /// World higher education database.
    Whed,
    /// Another one, by the name that the registry gives it.
    Other(String),
}

impl From<String> for IdentifierScheme {
    fn from(name: String) -> Self {
        Self::from_name(&name)
    }
}

impl From<IdentifierScheme> for String {
    fn from(scheme: IdentifierScheme) -> Self {
        match scheme {
            IdentifierScheme::Schac => "schac".into(),
            IdentifierScheme::Pic => "pic".into(),
            IdentifierScheme::Eche => "eche".into(),
            IdentifierScheme::Erasmus => "erasmus".into(),
            IdentifierScheme::Whed => "whed".into(),
            IdentifierScheme::Other(name) => name,
        }
    }
}

impl IdentifierScheme {
    /// The scheme by the name that a registry gives it.
    pub fn from_name(name: &str) -> Self {
        match name.trim().to_ascii_lowercase().as_str() {
            "schac" => Self::Schac,
            "pic" | "eu-pic" => Self::Pic,
            // `euc` is what EWP called it once.
            "eche" | "erasmus-charter" | "euc" => Self::Eche,
            "erasmus" => Self::Erasmus,
            "whed" => Self::Whed,
            _ => Self::Other(name.trim().to_owned()),
        }
    }

    /// The name of the scheme, as DEQAR writes it.
    pub fn name(&self) -> &str {
        match self {
            Self::Schac => "SCHAC",
            Self::Pic => "EU-PIC",
            Self::Eche => "Erasmus-Charter",
            Self::Erasmus => "Erasmus",
            Self::Whed => "WHED",
            Self::Other(name) => name,
        }
    }

    /// The identifier as it is compared with others: without what is only a manner of writing.
    pub fn normalised(&self, value: &str) -> String {
        match self {
            Self::Schac => value.trim().trim_end_matches('.').to_lowercase(),
            Self::Pic => {
                let digits: String = value.chars().filter(char::is_ascii_digit).collect();
                format!("{digits:0>9}")
            }
            Self::Eche => value.trim().to_uppercase(),
            Self::Erasmus => value.split_whitespace().collect::<String>().to_uppercase(),
            Self::Whed | Self::Other(_) => value.trim().to_owned(),
        }
    }
}

/// An identifier of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProviderIdentifier {
    /// What kind of identifier it is.
    pub scheme: IdentifierScheme,
    /// The identifier, in its official form.
    pub value: String,
    /// The agency whose own identifier it is; such a one says nothing elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Who says so.
    pub source: Registry,
}

impl ProviderIdentifier {
    /// An identifier that everybody knows.
    pub fn new(scheme: IdentifierScheme, value: impl Into<String>, source: Registry) -> Self {
        Self { scheme, value: value.into(), agency: None, source }
    }
}

/// A place of a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProviderLocation {
    /// The country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The day since which it is no longer there, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// A registry's record of a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProviderSource {
    /// The registry.
    pub registry: Registry,
    /// The record's id there.
    pub id: String,
    /// When it was read, as the caller says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched: Option<String>,
}

impl ProviderSource {
    /// A record.
    pub fn new(registry: Registry, id: impl Into<String>) -> Self {
        Self { registry, id: id.into(), fetched: None }
    }
}

impl Provider {
    /// A provider of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the SCHAC code.
    #[must_use]
    pub fn with_schac(mut self, schac: SchacCode) -> Self {
        self.schac = Some(schac);
        self
    }

    /// Sets the ETER/OrgReg id.
    #[must_use]
    pub fn with_eter(mut self, eter: EterId) -> Self {
        self.eter = Some(eter);
        self
    }

    /// Sets the DEQARINST id.
    #[must_use]
    pub fn with_deqar(mut self, deqar: DeqarInstId) -> Self {
        self.deqar = Some(deqar);
        self
    }

    /// Sets the website.
    #[must_use]
    pub fn with_website(mut self, website: impl Into<String>) -> Self {
        self.website = Some(website.into());
        self
    }

    /// Sets the name for people.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the IRI in linked data.
    #[must_use]
    pub fn with_iri(mut self, iri: impl Into<String>) -> Self {
        self.iri = Some(iri.into());
        self
    }

    /// Sets the country of its seat.
    #[must_use]
    pub fn with_country(mut self, country: Country) -> Self {
        self.country = Some(country);
        self
    }

    /// The IRI in linked data: the one given, else DEQAR's, else a `did:web` of the SCHAC code.
    pub fn subject(&self) -> Option<String> {
        self.iri
            .clone()
            .or_else(|| self.deqar.as_ref().map(DeqarInstId::iri))
            .or_else(|| self.schac.as_ref().map(|schac| format!("did:web:{schac}")))
    }

    /// What the provider is listed under: its SCHAC code, else `deqar:` or `orgreg:` with its id there, else `website:`
    /// with the website as given. `None` if nothing is known by which it could be found again.
    pub fn key(&self) -> Option<String> {
        let schac = self.schac.as_ref().map(ToString::to_string);
        schac
            .or_else(|| self.deqar.as_ref().map(|id| format!("deqar:{id}")))
            .or_else(|| self.eter.as_ref().map(|id| format!("orgreg:{id}")))
            .or_else(|| self.website.as_ref().map(|website| format!("website:{}", website.trim())))
    }

    /// What a person calls the provider.
    pub fn label(&self) -> &str {
        let ids = [
            self.name.as_deref(),
            self.schac.as_ref().map(SchacCode::as_str),
            self.website.as_deref(),
            self.eter.as_ref().map(EterId::as_str),
            self.deqar.as_ref().map(DeqarInstId::as_str),
        ];
        ids.into_iter().flatten().next().unwrap_or("unnamed provider")
    }
}
