use ql_ident::{DeqarInstId, EterId, SchacCode};
use serde::{Deserialize, Serialize};

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

    /// The IRI in linked data: the one given, else DEQAR's, else a `did:web` of the SCHAC code.
    pub fn subject(&self) -> Option<String> {
        self.iri
            .clone()
            .or_else(|| self.deqar.as_ref().map(DeqarInstId::iri))
            .or_else(|| self.schac.as_ref().map(|schac| format!("did:web:{schac}")))
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
