#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod catalogue;
mod completeness;
mod decompress;
mod diff;
mod enrich;
mod fingerprint;
mod institutions;
mod labels;
mod map;
mod model;
mod namespace;
mod profile;
mod provider;
mod rdf;
mod shacl;
mod subgraph;
mod update;
mod vocabulary;

pub use catalogue::{CatalogueOptions, Rendering, catalogue_documents, catalogue_schema};
pub use completeness::{
    Completeness, CouncilElement, CourseCompleteness, RequiredElement, completeness, completeness_with,
};
pub use decompress::{MAX_DOCUMENT, decompressed};
pub use diff::{CatalogueDiff, DocumentChanges};
pub use enrich::{CourseView, EnrichRule, Enricher, Filled, GapFiller, Trust};
pub use institutions::Institutions;
pub use labels::Labels;
pub use map::{LinkForm, MapSettings, Mapped, Mapper, PartTime, UnresolvedOrganisation};
pub use model::{
    Accreditation, Address, Amount, Assessment, AwardingOpportunity, ContactPoint, CreditPoint, Entitlement, Geometry,
    GradingScheme, Grant, Identifier, LearnerGroup, LearnerGroupConditions, LearningActivity,
    LearningOpportunityInstance, LearningOpportunitySpecification, LearningOutcome, Link, Location, MediaObject, Node,
    Note, Organisation, Period, Phone, PriceDetail, Reference, ResultCategory, ResultDistribution, Statement, Value,
    WebResource,
};
pub use namespace::ElmNamespace;
pub use profile::{ProfileLevel, profile_shapes, validate};
pub use provider::write_provider;
pub use rdf::{
    BaseIriError, ContextError, Graph, Object, PointDatatype, RdfFormat, RdfOptions, RdfReader, RdfWriter, ReadGraph,
    Subject, TripleSink, pretty_turtle,
};
pub use shacl::{
    Component, CourseResults, ResultSeverity, RuleCount, Shapes, ShapesError, ValidationReport, ValidationResult,
};
pub use subgraph::course_subgraph;
pub use update::SparqlUpdate;
pub use vocabulary::{Concept, Vocabulary, language, language_tag};

ql_core::codes! {
    /// The codes of findings about RDF and mapping.
    pub mod codes {
        RDF_SYNTAX = "rdf.syntax", "a statement can't be read and is left out";
        RDF_TOO_MANY_ERRORS = "rdf.too-many-errors", "so many errors that the rest of the document is not read";
        RDF_TOO_DEEP = "rdf.too-deep", "JSON-LD that is nested too deeply is not read";
        RDF_XML_ENTITY = "rdf.xml-entity", "RDF/XML with entities that contain others, or long texts, is not read";
        RDF_NAMED_GRAPH = "rdf.named-graph", "statements of named graphs are read as if there was only one graph";
        RDF_CONTEXTS = "rdf.contexts", "JSON-LD whose contexts would take too long to read is not read";
        RDF_REMOTE_CONTEXT = "rdf.remote-context", "a JSON-LD context that is neither known nor provided is not fetched, and the rest is not read";
        RDF_MEDIA_TYPE = "rdf.media-type", "the media type or file name says another syntax than the content has; the content counts";
        RDF_COMPRESSED = "rdf.compressed", "a compressed document is broken, or packed with something else than gzip, and is not read";
        RDF_TOO_LARGE = "rdf.too-large", "a document that is larger than allowed is not read";
        ENRICH_CREDIT_POINTS = "enrich.credit-points", "a number of credits is no number and is left out";
        ENRICH_FOREIGN_PUBLISHER = "enrich.foreign-publisher", "a course of another institution than the one whose source it is: flagged, or left out";
        ENRICH_UUID_SHARED = "enrich.uuid-shared", "two courses have the same UUID, so that a search index would keep one of them only";
        ENRICH_NOT_A_GAP = "enrich.not-a-gap", "what an enricher found is left out, since the course has a value already";
        MAP_UNSUPPORTED = "map.unsupported", "records of this format can't be mapped";
        MAP_NO_MINTER = "map.no-minter", "API data of a provider without SCHAC code can't be given IRIs";
        MAP_NO_SPECIFICATION = "map.no-specification", "an ELM file without any learning opportunity specification";
        MAP_JSON = "map.json", "the record is not valid JSON and is left out";
        MAP_ID_MISSING = "map.id-missing", "the item has no id and is left out";
        MAP_ID_INVALID = "map.id-invalid", "the item's id can't be used and the item is left out";
        MAP_ID_REPEATED = "map.id-repeated", "an item with the same id has been mapped already";
        MAP_TITLE_MISSING = "map.title-missing", "the item has no name; a code is used, or the item left out";
        MAP_LIST_CUT = "map.list-cut", "a list has more items than any course needs; the first ones are read";
        MAP_LANGUAGE_TAG = "map.language-tag", "a text's language tag is not valid; the default is used";
        MAP_SECOND_TEXT = "map.second-text", "a second text in the same language: added to the first, kept as another name, or left out";
        MAP_TEXT_CUT = "map.text-cut", "a text is longer than allowed and was cut";
        MAP_LANGUAGE = "map.language", "a language code is not known and is left out";
        MAP_LEVEL = "map.level", "a level is not known or has no counterpart, and is left out";
        MAP_MODE = "map.mode", "a mode of delivery is not known and is left out";
        MAP_FIELD_OF_STUDY = "map.field-of-study", "a field of study is no code of ISCED-F, or had to be repaired";
        MAP_STUDY_LOAD = "map.study-load", "a study load in another unit than ECTS is kept as a note";
        MAP_NUMBER = "map.number", "a number can't be read and is left out";
        MAP_DATE = "map.date", "a date can't be read and is left out, or an end lies before its start";
        MAP_DURATION = "map.duration", "a duration can't be read and is left out";
        MAP_CREDITS = "map.credits", "credits that come as a text, or differ within a course: read, or kept as a note";
        MAP_TYPE = "map.type", "a type is not known; the general one is used";
        MAP_SCHEDULE = "map.schedule", "a mode or pace of study is not known and is left out";
        MAP_LOCATION = "map.location", "a place has no country, or impossible coordinates, and is left out or kept as a note";
        MAP_PRICE = "map.price", "an amount or its currency can't be read and is left out";
        MAP_STATUS = "map.status", "a status is not known, or says that the item is left out";
        MAP_PARENT = "map.parent", "a link between programmes or courses is left out, or leads to what is not there";
        MAP_REFERENCE = "map.reference", "something is named that is not there";
        MAP_ORGANISATION = "map.organisation", "an organisation is not known, or is another institution than the provider";
        MAP_PERSONAL_DATA = "map.personal-data", "data of a person that do not belong into a catalogue are left out";
        MAP_EXTENSION = "map.extension", "an extension's value is not what its name says and is left out";
        MAP_GRADING = "map.grading", "grades that the profile can't say, or of which something was assumed";
        MAP_INFERRED = "map.inferred", "a value was taken from another record";
        MAP_UNSUPPORTED_VALUE = "map.unsupported-value", "a value of a list of codes is not known and is left out";
        MAP_URL = "map.url", "a URL can't be used and is left out";
    }
}
