//! Education providers as triples (registries of education providers, "As RDF in the reference store").

use ql_core::{IdentifierScheme, Provider};
use ql_ident::Uuid;

use crate::model::write::{Told, Writer};
use crate::namespace::{adms, elm, foaf, org, owl, ql, rdf, rov, skos, xsd};
use crate::rdf::{Object, Subject, TripleSink};

/// Gives the triples of a provider to a sink: its class, names, identifiers, homepage and locations, and what is the
/// same as it. A provider of which nothing is known that an IRI could be made of has none.
///
/// `parent` is the IRI of what it is a part of. The UUID that the reference draws at random is made from the IRI, so it
/// is the same every time.
///
/// ```
/// use ql_core::Provider;
/// use ql_elm::{RdfFormat, RdfOptions, RdfWriter, write_provider};
/// let provider = Provider::new().with_schac("example.edu".parse()?).with_name("Example University");
/// let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::NTriples), Vec::new())?;
/// write_provider(&mut writer, &provider, None)?;
/// let text = String::from_utf8(writer.finish()?)?;
/// assert!(text.contains("<did:web:example.edu> <http://www.w3.org/2004/02/skos/core#prefLabel> \"Example University\"@en"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_provider<S: TripleSink>(sink: &mut S, provider: &Provider, parent: Option<&str>) -> Result<(), S::Error> {
    // What stands in a list may be anything.
    let is_iri = |iri: &String| oxiri::Iri::parse(iri.as_str()).is_ok();
    let of_ids = || {
        let mut without = provider.clone();
        without.iri = None;
        without.subject()
    };
    let Some(subject) = provider.iri.clone().filter(is_iri).or_else(of_ids) else { return Ok(()) };
    let mut node = Writer { subject: Subject::Iri(&subject), sink, told: &mut Told::new() };
    let class = if provider.other_provider { elm::ORGANISATION } else { ql::HIGHER_EDUCATION_INSTITUTION };
    node.link(rdf::TYPE, class)?;
    names(&mut node, provider)?;
    identifiers(&mut node, provider)?;
    if let Some(website) = provider.website.as_deref().map(str::trim).filter(|website| !website.is_empty()) {
        let url = if website.contains("://") { website.to_owned() } else { format!("https://{website}") };
        node.nested(foaf::HOMEPAGE, elm::WEB_RESOURCE, |node| node.typed(elm::CONTENT_URL, &url, xsd::STRING))?;
    }
    for location in &provider.locations {
        node.nested(elm::LOCATION, LOCATION_CLASS, |node| {
            if let Some(city) = &location.city {
                node.typed(elm::GEOGRAPHIC_NAME, city, xsd::STRING)?;
            }
            match location.country {
                Some(country) => {
                    node.nested(elm::ADDRESS, elm::ADDRESS_CLASS, |node| node.link(elm::COUNTRY_CODE, country.iri()))
                }
                None => Ok(()),
            }
        })?;
    }
    if let Some(parent) = parent {
        node.link(org::SUB_ORGANIZATION_OF, parent)?;
    }
    let uuid = Uuid::from_iri(&subject).urn();
    let aliases = provider.aliases.iter().map(|alias| match alias.contains(':') {
        true => alias.clone(),
        // A former SCHAC code.
        false => format!("did:web:{alias}"),
    });
    for alias in aliases.chain([uuid]).filter(|alias| *alias != subject && is_iri(alias)) {
        sink.triple(Subject::Iri(&alias), owl::SAME_AS, Object::Iri(&subject))?;
    }
    Ok(())
}

const LOCATION_CLASS: &str = "http://purl.org/dc/terms/Location";

/// The official name is the legal one; what is no longer valid, or said otherwise, is another label. A name that several say is
/// written once, with its language if anybody knows it.
fn names<S: TripleSink>(node: &mut Writer<'_, S>, provider: &Provider) -> Result<(), S::Error> {
    let language = |text: &str| {
        let mut same = provider.names.iter().filter(|name| name.text == text);
        same.find_map(|name| name.language.as_ref()).map(ql_core::LanguageTag::as_str)
    };
    if let Some(name) = &provider.name {
        // What is shown to people is in English, as in the registries, unless one knows better.
        node.text(skos::PREF_LABEL, name, language(name).unwrap_or("en"))?;
    }
    for (at, name) in provider.names.iter().enumerate() {
        if provider.names[..at].iter().any(|earlier| earlier.text == name.text) {
            continue;
        }
        let mut same = provider.names.iter().filter(|other| other.text == name.text);
        let is_legal = same.any(|other| other.official && !other.former);
        let tag = language(&name.text).unwrap_or("und");
        if is_legal {
            node.text(rov::LEGAL_NAME, &name.text, tag)?;
        } else if provider.name.as_ref() != Some(&name.text) {
            node.text(skos::ALT_LABEL, &name.text, tag)?;
        }
    }
    Ok(())
}

fn identifiers<S: TripleSink>(node: &mut Writer<'_, S>, provider: &Provider) -> Result<(), S::Error> {
    if let Some(schac) = &provider.schac {
        node.nested(adms::IDENTIFIER, ql::SCHAC_IDENTIFIER, |node| {
            node.link(elm::SCHEME_ID, ql::SCHAC)?;
            node.typed(skos::NOTATION, schac.as_str(), xsd::STRING)?;
            node.typed(elm::SCHEME_NAME, IdentifierScheme::Schac.name(), xsd::STRING)
        })?;
    }
    if let Some(eter) = &provider.eter {
        node.nested(adms::IDENTIFIER, ql::ORG_REG_IDENTIFIER, |node| {
            node.link(elm::SCHEME_ID, ql::ORG_REG)?;
            node.typed(skos::NOTATION, eter.as_str(), xsd::STRING)?;
            node.typed(elm::SCHEME_NAME, "ETER ID", xsd::STRING)
        })?;
    }
    let deqar = provider.deqar.iter().map(|deqar| ("DEQARINST ID", deqar.as_str()));
    let others = provider.identifiers.iter().map(|identifier| (identifier.scheme.name(), identifier.value.as_str()));
    for (scheme, notation) in deqar.chain(others) {
        node.nested(adms::IDENTIFIER, elm::IDENTIFIER, |node| {
            node.typed(skos::NOTATION, notation, xsd::STRING)?;
            node.typed(elm::SCHEME_NAME, scheme, xsd::STRING)
        })?;
    }
    Ok(())
}
