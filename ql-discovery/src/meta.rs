//! What the `meta` of a manifest says, compared with what is known of the provider.

use ql_core::{Diagnostic, Provider, Severity, excerpt};
use ql_ident::{EterId, SchacCode};

use crate::{FoundManifest, Plan, codes};

/// Contradictions between a manifest and its provider, for the person who looks into it; none is an error.
pub(crate) fn mismatches(provider: &Provider, plan: &Plan, found: &FoundManifest) -> Vec<Diagnostic> {
    let Some(meta) = found.manifest.meta() else { return Vec::new() };
    let mut findings = Vec::new();
    let mut compare = |key: &str, said: Option<&str>, known: Option<String>, same: &dyn Fn(&str, &str) -> bool| {
        if let (Some(said), Some(known)) = (said, known)
            && !same(said.trim(), &known)
        {
            let message = format!("the manifest says `{}`, expected `{known}`", excerpt(said));
            findings.push(
                Diagnostic::new(codes::META_MISMATCH, Severity::Warning, message)
                    .with_source(found.url.as_str())
                    .with_pointer(format!("/meta/{key}"))
                    .with_hint("check that the manifest is that of this institution"),
            );
        }
    };
    let in_any_case = |said: &str, known: &str| said.eq_ignore_ascii_case(known);
    // In its own letters or as A-label, with a final dot or without, a domain name is the same.
    let domain_name = |text: &str| SchacCode::parse_lenient(text).ok().map(|read| read.value.to_string());
    let aliases: Vec<String> = provider.aliases.iter().filter_map(|alias| domain_name(alias)).collect();
    compare("schac", meta.schac(), provider.schac.as_ref().map(ToString::to_string), &|said, known| {
        let said = domain_name(said).unwrap_or_else(|| said.to_owned());
        in_any_case(&said, known) || aliases.contains(&said)
    });
    compare("eterid", meta.eterid(), provider.eter.as_ref().map(ToString::to_string), &|said, known| {
        let parsed = (EterId::parse_lenient(said), EterId::parse_lenient(known));
        in_any_case(said, known) || matches!(parsed, (Ok(said), Ok(known)) if said.value.is_same_as(&known.value))
    });
    compare("deqarid", meta.deqarid(), provider.deqar.as_ref().map(ToString::to_string), &in_any_case);
    let known_dids: Vec<&str> = provider
        .iri
        .iter()
        .chain(&provider.aliases)
        .chain(provider.identifiers.iter().map(|identifier| &identifier.value))
        .map(String::as_str)
        .filter(|iri| iri.starts_with("did:"))
        .collect();
    // A `did:web` of any domain of the provider is its own; of other methods only those that a registry knows.
    let of_domains = |did: &str| {
        let domain = did.strip_prefix("did:web:").map(|rest| rest.split(':').next().unwrap_or(rest));
        let said = domain.map(|said| domain_name(said).unwrap_or_else(|| said.to_ascii_lowercase()));
        said.map(|said| plan.domains().iter().any(|planned| planned.domain.as_str() == said) || aliases.contains(&said))
    };
    let expected = known_dids.first().map(ToString::to_string).or_else(|| {
        let is_web = meta.did().is_some_and(|did| did.trim().starts_with("did:web:"));
        plan.domains().first().filter(|_| is_web).map(|planned| format!("did:web:{planned}"))
    });
    compare("did", meta.did(), expected, &|said, _| known_dids.contains(&said) || of_domains(said) == Some(true));
    findings
}
