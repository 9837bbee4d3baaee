use std::fmt;
use std::net::IpAddr;

use ql_core::{Diagnostic, Provider, Severity, excerpt};
use ql_ident::SchacCode;
use serde::Serialize;
use url::{Host, Url};

use crate::{Mechanism, codes};

/// Which of the places a domain comes from (discovery specification, "Where a manifest is looked for").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DomainOrigin {
    /// The SCHAC code.
    Schac,
    /// The host name of the website.
    Website,
    /// The host name without a generic first label such as `www`.
    WebsiteWithoutLabel,
    /// The registrable domain of the website: public suffix plus one label.
    RegistrableDomain,
}

/// A domain at which a manifest is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedDomain {
    /// The domain.
    pub domain: SchacCode,
    /// The first place that it comes from.
    pub origin: DomainOrigin,
}

impl fmt::Display for PlannedDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.domain, f)
    }
}

/// A mechanism that is tried at a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedProbe<'p> {
    /// The domain.
    pub domain: &'p PlannedDomain,
    /// The mechanism.
    pub mechanism: Mechanism,
}

impl PlannedProbe<'_> {
    /// The well-known files, in order; those that TXT records announce are only known when DNS has answered.
    pub fn urls(&self) -> Vec<Url> {
        let url =
            |end: &str| Url::parse(&format!("https://{}/.well-known/quality-link-manifest{end}", self.domain)).ok();
        match self.mechanism {
            Mechanism::DnsTxt => Vec::new(),
            Mechanism::WellKnown => ["", ".json", ".yaml"].into_iter().filter_map(url).collect(),
        }
    }
}

/// Where to look for the manifest of a provider, in order; made without I/O.
///
/// ```
/// use ql_core::Provider;
/// use ql_discovery::Plan;
/// let provider = Provider::new().with_schac("univie.ac.at".parse()?).with_website("WWW.wu.ac.at:443/en ");
/// let domains: Vec<String> = Plan::of(&provider).domains().iter().map(ToString::to_string).collect();
/// assert_eq!(domains, ["univie.ac.at", "www.wu.ac.at", "wu.ac.at"]);
/// # Ok::<(), ql_ident::IdentError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Plan {
    domains: Vec<PlannedDomain>,
    diagnostics: Vec<Diagnostic>,
}

impl Plan {
    /// The plan for a provider.
    pub fn of(provider: &Provider) -> Self {
        let mut plan = Self::default();
        if let Some(schac) = &provider.schac {
            plan.add(schac.as_str(), DomainOrigin::Schac);
        }
        if let Some(website) = provider.website.as_deref().map(str::trim).filter(|website| !website.is_empty()) {
            match website_host(website) {
                Ok(host) => {
                    plan.add(&host, DomainOrigin::Website);
                    if let Some(bare) = without_generic_label(&host) {
                        plan.add(bare, DomainOrigin::WebsiteWithoutLabel);
                    }
                    if let Some(registrable) = registrable_domain(&host) {
                        plan.add(&registrable, DomainOrigin::RegistrableDomain);
                    }
                }
                Err(problem) => {
                    let message = format!("{problem}: `{}`", excerpt(website));
                    plan.diagnostics.push(
                        Diagnostic::new(codes::WEBSITE, Severity::Warning, message)
                            .with_hint("give the website as `https://www.example.edu/`"),
                    );
                }
            }
        }
        if plan.domains.is_empty() {
            let message = "neither SCHAC code nor website give a domain to look at";
            plan.diagnostics.push(Diagnostic::new(codes::NO_DOMAIN, Severity::Error, message));
        }
        plan
    }

    /// The domains, in order, each once.
    pub fn domains(&self) -> &[PlannedDomain] {
        &self.domains
    }

    /// Every probe, in order: both mechanisms at each domain, DNS first.
    ///
    /// ```
    /// use ql_core::Provider;
    /// use ql_discovery::{Mechanism, Plan};
    /// let plan = Plan::of(&Provider::new().with_schac("univie.ac.at".parse()?));
    /// let probes: Vec<_> = plan.probes().collect();
    /// assert_eq!((probes.len(), probes[0].mechanism), (2, Mechanism::DnsTxt));
    /// assert_eq!(probes[1].urls()[1].as_str(), "https://univie.ac.at/.well-known/quality-link-manifest.json");
    /// # Ok::<(), ql_ident::IdentError>(())
    /// ```
    pub fn probes(&self) -> impl Iterator<Item = PlannedProbe<'_>> {
        let both = [Mechanism::DnsTxt, Mechanism::WellKnown];
        self.domains.iter().flat_map(move |domain| both.map(|mechanism| PlannedProbe { domain, mechanism }))
    }

    /// What is wrong with what is known of the provider.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    fn add(&mut self, domain: &str, origin: DomainOrigin) {
        // Whoever runs `ac.at` must not answer for all universities below it.
        if let Ok(domain) = domain.parse::<SchacCode>()
            && !(origin == DomainOrigin::WebsiteWithoutLabel && is_public_suffix(domain.as_str()))
            && !self.domains.iter().any(|planned| planned.domain == domain)
        {
            self.domains.push(PlannedDomain { domain, origin });
        }
    }
}

/// The domain name of a website as registries have it: without scheme, with path or port, in any case.
pub(crate) fn website_host(website: &str) -> Result<String, &'static str> {
    let has_scheme = website.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    // `mailto:info@example.edu`, but not `example.edu:443`.
    let is_other = website.split_once(':').is_some_and(|(scheme, rest)| {
        !has_scheme && !scheme.contains('.') && !rest.starts_with(|c: char| c.is_ascii_digit())
    });
    if is_other {
        return Err("the website is not an http or https URL");
    }
    let full = if has_scheme { website.to_owned() } else { format!("https://{website}") };
    let url = Url::parse(&full).map_err(|_| "the website is not a URL")?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("the website is not an http or https URL");
    }
    match url.host() {
        Some(Host::Domain(name)) if name.parse::<IpAddr>().is_err() => {
            let read = SchacCode::parse_lenient(name).map_err(|_| "the website has no valid domain name")?;
            Ok(read.value.to_string())
        }
        Some(_) => Err("the website is an IP address, not a domain name"),
        None => Err("the website has no host"),
    }
}

/// The host without `www` and the like, if a domain name is left.
fn without_generic_label(host: &str) -> Option<&str> {
    let (label, rest) = host.split_once('.')?;
    let numbered = label.strip_prefix("www").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    (numbered || ["web", "home", "portal"].contains(&label)).then_some(rest)
}

#[cfg(feature = "psl")]
fn is_public_suffix(domain: &str) -> bool {
    psl::suffix_str(domain) == Some(domain)
}

#[cfg(not(feature = "psl"))]
fn is_public_suffix(_: &str) -> bool {
    false
}

#[cfg(feature = "psl")]
pub(crate) fn registrable_domain(host: &str) -> Option<String> {
    psl::domain_str(host).map(str::to_owned)
}

#[cfg(not(feature = "psl"))]
pub(crate) fn registrable_domain(_: &str) -> Option<String> {
    None
}
