use ql_core::Provider;
use ql_elm::Mapper;
use ql_ident::{SubjectMinter, SubjectScheme};

/// A mapper for the data of a provider: it mints URNs if the SCHAC code is known, and knows what else the provider is called.
///
/// ```
/// use quality_link::core::Provider;
/// let provider = Provider::new().with_schac("example.edu".parse().unwrap());
/// let mapper = quality_link::mapper_of(&provider);
/// ```
pub fn mapper_of(provider: &Provider) -> Mapper {
    let scheme = provider.schac.clone().map(SubjectScheme::Urn);
    let mut mapper = match scheme.and_then(|scheme| SubjectMinter::new(scheme).ok()) {
        Some(minter) => Mapper::new(minter),
        None => Mapper::for_documents(),
    };
    mapper = mapper.with_country(provider.country);
    let Some(iri) = provider.subject() else { return mapper };
    let of_everybody = provider.identifiers.iter().filter(|identifier| identifier.agency.is_none());
    let codes = of_everybody.map(|identifier| identifier.value.clone());
    let schac = provider.schac.iter().map(ToString::to_string);
    for code in codes.chain(schac).chain(provider.aliases.iter().cloned()) {
        mapper = mapper.with_institution(&code, iri.as_str());
    }
    mapper.with_provider(iri)
}
