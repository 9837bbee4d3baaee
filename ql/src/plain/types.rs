//! The values of the plain interface, written once: here they become structs and enums, in each binding the classes, records and
//! types of its language.

/// Calls the macro `$define` with all values of the plain interface.
#[doc(hidden)]
#[macro_export]
macro_rules! plain_types {
    ($define:ident) => {
        $define! {
            choices {
                /// How bad a finding is.
                Severity {
                    /// Good to know.
                    Info = "info",
                    /// Something is not as it should be, but can be used.
                    Warning = "warning",
                    /// Something can't be used.
                    Error = "error",
                    /// Nothing can be used.
                    Fatal = "fatal",
                }
                /// What an error is about.
                ErrorKind {
                    /// A value that was given to the library.
                    Argument = "argument",
                    /// An identifier.
                    Identifier = "identifier",
                    /// A manifest.
                    Manifest = "manifest",
                    /// A secret or a key.
                    Secret = "secret",
                    /// A document: RDF, shapes, a page of an API, a registry.
                    Document = "document",
                    /// The network, or a server.
                    Network = "network",
                }
                /// How a manifest is written.
                ManifestFormat {
                    /// JSON.
                    Json = "json",
                    /// YAML.
                    Yaml = "yaml",
                }
                /// A syntax of RDF.
                RdfFormat {
                    /// Turtle.
                    Turtle = "turtle",
                    /// N-Triples: one statement a line.
                    NTriples = "n-triples",
                    /// RDF/XML.
                    RdfXml = "rdf-xml",
                    /// JSON-LD.
                    JsonLd = "json-ld",
                    /// N-Quads: N-Triples with the data source.
                    NQuads = "n-quads",
                }
                /// The namespace in which the European Learning Model is written.
                ElmNamespace {
                    /// That of ELM 3.3 and later.
                    V33 = "v3.3",
                    /// That of ELM 3.0 to 3.2.
                    V32 = "v3.2",
                }
                /// How the IRIs of courses are made.
                SubjectScheme {
                    /// `urn:schac:uniqueCourseId:…`
                    Urn = "urn",
                    /// `did:web:…`
                    Did = "did",
                    /// `https://…/courses/…`
                    Http = "http",
                }
                /// What an IRI is made for.
                SubjectKind {
                    /// A course.
                    Course = "course",
                    /// A programme.
                    Programme = "programme",
                    /// A programme whose id is also that of a course.
                    ProgrammeBesideCourse = "programme-beside-course",
                    /// An offering of a course.
                    Offering = "offering",
                }
                /// What a service of a DID document leads to.
                ServiceKind {
                    /// A Turtle document.
                    Turtle = "turtle",
                    /// A JSON-LD document.
                    JsonLd = "json-ld",
                    /// An RDF/XML document.
                    RdfXml = "rdf-xml",
                    /// A web page.
                    Html = "html",
                }
                /// What a search for a manifest ended with.
                Verdict {
                    /// There is a manifest with a usable data source.
                    Found = "found",
                    /// There is something that is meant to be one, but it can't be used.
                    Unusable = "unusable",
                    /// All places were looked at, and none has a manifest.
                    NotFound = "not-found",
                    /// Some places could not be looked at.
                    Failed = "failed",
                }
                /// How a harvest ended.
                HarvestStatus {
                    /// Everything was fetched.
                    Complete = "complete",
                    /// Nothing has changed since the last harvest.
                    NotModified = "not-modified",
                    /// Something is missing: nothing may be concluded from it.
                    Incomplete = "incomplete",
                    /// Nothing was fetched.
                    Failed = "failed",
                }
                /// How much of a catalogue is fetched.
                HarvestScope {
                    /// Courses and programmes, with everything that they refer to.
                    All = "all",
                    /// Courses with their offerings only.
                    Courses = "courses",
                }
                /// How the offerings of OOAPI are found.
                OfferingStrategy {
                    /// By whichever list has all of them.
                    Auto = "auto",
                    /// By the list of the root organisation.
                    ByOrganisation = "by-organisation",
                    /// By the lists of the academic sessions.
                    BySession = "by-session",
                    /// Course by course.
                    PerCourse = "per-course",
                    /// Not at all.
                    None = "none",
                }
                /// How one course names another.
                LinkForm {
                    /// A node with provider and code.
                    Reference = "reference",
                    /// The IRI, if it is known.
                    Iri = "iri",
                    /// Both.
                    Both = "both",
                }
                /// What "part time" means.
                PartTime {
                    /// Part time light.
                    Light = "light",
                    /// Part time intensive.
                    Intensive = "intensive",
                    /// Neither.
                    None = "none",
                }
                /// What stands for an organisation that nobody knows.
                UnresolvedOrganisation {
                    /// The provider of the data source.
                    Provider = "provider",
                    /// `urn:uuid:` with its id.
                    Urn = "urn",
                }
                /// What a source may describe.
                Trust {
                    /// Courses of its institution; others are told.
                    Flag = "flag",
                    /// Courses of anyone.
                    Authoritative = "authoritative",
                    /// Courses of its institution; others are told and left out.
                    Drop = "drop",
                }
                /// Which rules a catalogue is held against.
                ProfileLevel {
                    /// The QualityLink application profile.
                    Profile = "profile",
                    /// The profile and what ELM itself wants.
                    ElmStrict = "elm-strict",
                }
                /// How catalogue documents are made.
                Rendering {
                    /// The form of the specification, corrected.
                    Default = "default",
                    /// The form of the reference implementation.
                    Reference = "reference",
                }
                /// How a registry is written.
                RegistryFormat {
                    /// A page of DEQAR's Connect API.
                    Deqar = "deqar",
                    /// The catalogue of the EWP registry.
                    Ewp = "ewp",
                    /// A document of the HEI API.
                    HeiApi = "hei-api",
                    /// A list in JSON or JSON Lines.
                    Json = "json",
                    /// A table, or domain names.
                    Csv = "csv",
                }
            }
            records {
                /// Something that is to be said of a value, a record or a document.
                Diagnostic {
                    /// The code, such as `manifest.sources-missing`; see docs/codes.md.
                    code: String,
                    /// How bad it is.
                    severity: Severity,
                    /// One sentence.
                    message: String,
                    /// The document or server it is about.
                    source: Option<String>,
                    /// The item it is about.
                    item: Option<String>,
                    /// The place, as JSON Pointer.
                    pointer: Option<String>,
                    /// The line, from 1.
                    line: Option<u32>,
                    /// The column in characters, from 1.
                    column: Option<u32>,
                    /// What to do.
                    hint: Option<String>,
                }
                /// Why something could not be done.
                ErrorReport {
                    /// What it is about.
                    kind: ErrorKind,
                    /// The code, such as `ident.schac-empty`.
                    code: String,
                    /// One sentence.
                    message: String,
                    /// What to do.
                    hint: Option<String>,
                    /// The part of an identifier that is wrong.
                    part: Option<String>,
                    /// Where that part begins, in bytes.
                    start: Option<u32>,
                    /// Where it ends, in bytes.
                    end: Option<u32>,
                    /// All that is wrong, if it is more than one thing.
                    diagnostics: Vec<Diagnostic>,
                }
                /// What was mended in an identifier.
                Repair {
                    /// The code, such as `ident.repaired-white-space`.
                    code: String,
                    /// Where, in bytes.
                    start: u32,
                    /// To where, in bytes.
                    end: u32,
                }
                /// A code that was read leniently.
                RepairedCode {
                    /// The code.
                    value: String,
                    /// What was mended.
                    repairs: Vec<Repair>,
                }
                /// A unique course identifier.
                CourseId {
                    /// The SCHAC code of the provider.
                    provider: String,
                    /// What the provider calls the course.
                    local_id: String,
                    /// The identifier as URN.
                    urn: String,
                    /// The identifier as DID.
                    did: String,
                    /// Where the DID document is.
                    document_url: String,
                }
                /// A course identifier that was read leniently.
                RepairedCourseId {
                    /// The identifier.
                    value: CourseId,
                    /// What was mended.
                    repairs: Vec<Repair>,
                }
                /// The URN of a course, with its components.
                CourseUrn {
                    /// The URN.
                    urn: String,
                    /// The identifier.
                    course: CourseId,
                    /// The r-component.
                    r: Option<String>,
                    /// The q-component.
                    q: Option<String>,
                    /// The fragment.
                    f: Option<String>,
                }
                /// The DID of a course, with its parts.
                CourseDid {
                    /// The DID.
                    did: String,
                    /// The host.
                    host: String,
                    /// The port.
                    port: Option<u32>,
                    /// What the provider calls the course.
                    local_id: String,
                    /// The query.
                    query: Option<String>,
                    /// The fragment.
                    fragment: Option<String>,
                    /// The URN; a DID with a port has none.
                    urn: Option<String>,
                    /// Where the DID document is.
                    document_url: String,
                }
                /// How IRIs are minted.
                Minting {
                    /// The scheme.
                    scheme: SubjectScheme,
                    /// The SCHAC code, for URNs and DIDs.
                    schac: Option<String>,
                    /// Where the IRIs begin, for `http`.
                    base: Option<String>,
                    /// The provider within the base, for `http`.
                    provider: Option<String>,
                }
                /// A service of a DID document.
                DidService {
                    /// What it leads to.
                    kind: ServiceKind,
                    /// Where.
                    url: String,
                }
                /// What a DID document says of a course.
                DidDocumentDraft {
                    /// The course: a URN or DID.
                    course: String,
                    /// Where it is described.
                    services: Vec<DidService>,
                    /// Other names of the course.
                    also_known_as: Vec<String>,
                    /// Courses that it takes the place of.
                    superseded: Vec<String>,
                    /// Courses that take its place.
                    superseded_by: Vec<String>,
                }
                /// Something that is wrong with a DID document.
                DidDocumentProblem {
                    /// The code.
                    code: String,
                    /// The place, as JSON Pointer.
                    pointer: String,
                    /// One sentence.
                    message: String,
                }
                /// Who publishes a manifest.
                ManifestMeta {
                    /// The SCHAC code.
                    schac: Option<String>,
                    /// The ETER id.
                    eter: Option<String>,
                    /// The DEQARINST id.
                    deqar: Option<String>,
                    /// The DID.
                    did: Option<String>,
                }
                /// How access to a data source is controlled.
                Auth {
                    /// `none`, `httpheader`, `oauth2.0`, `httpsig`, or a method that is not known here.
                    method: String,
                    /// The name of the header.
                    field: Option<String>,
                    /// Its value, encrypted.
                    value: Option<String>,
                    /// Where tokens are had.
                    token_endpoint: Option<String>,
                    /// The scope to ask for.
                    scope: Option<String>,
                    /// The client's id.
                    client_id: Option<String>,
                    /// The client's secret, encrypted.
                    client_secret: Option<String>,
                    /// The signature algorithm.
                    alg: Option<String>,
                }
                /// A data source of a manifest.
                DataSource {
                    /// `elm`, `ooapi`, `edu-api`, `occapi`, or a type that is not known here.
                    source_type: String,
                    /// The URL.
                    path: String,
                    /// The version of the format.
                    version: Option<String>,
                    /// The id.
                    id: Option<String>,
                    /// The name.
                    name: Option<String>,
                    /// How access is controlled; open unless said.
                    auth: Option<Auth>,
                    /// How often it may be asked, in hours.
                    refresh_hours: Option<f64>,
                    /// Headers of requests.
                    headers: HashMap<String, String>,
                    /// Query parameters of requests.
                    query_parameters: HashMap<String, String>,
                    /// The media type of answers, whatever the server says.
                    content_type: Option<String>,
                    /// How many items a page has.
                    page_size: Option<u32>,
                }
                /// A manifest.
                Manifest {
                    /// Who publishes it.
                    meta: Option<ManifestMeta>,
                    /// The data sources.
                    sources: Vec<DataSource>,
                    /// Equal for manifests that say the same.
                    fingerprint: String,
                    /// The manifest in JSON, with all that is not known here.
                    json: String,
                }
                /// What was read of a manifest.
                ManifestReport {
                    /// Whether it follows the specification to the letter.
                    valid: bool,
                    /// Whether a data source can be used.
                    usable: bool,
                    /// The manifest, if it is usable.
                    manifest: Option<Manifest>,
                    /// What could be read of it.
                    partial: Option<Manifest>,
                    /// What the letter of the specification says.
                    strict: Vec<Diagnostic>,
                    /// What matters to those who use it.
                    lenient: Vec<Diagnostic>,
                }
                /// What differs between two manifests; data sources by their URLs.
                ManifestDiff {
                    /// Sources that are new.
                    added: Vec<String>,
                    /// Sources that are gone.
                    removed: Vec<String>,
                    /// Sources that have changed, with the names of the keys.
                    changed: HashMap<String, Vec<String>>,
                    /// Sources that are the same.
                    unchanged: Vec<String>,
                }
                /// A pair of keys, both PEM.
                KeyPair {
                    /// For the aggregator alone.
                    private_key: String,
                    /// For those who publish.
                    public_key: String,
                }
                /// A name of a provider.
                ProviderName {
                    /// The name.
                    text: String,
                    /// Its language.
                    lang: Option<String>,
                    /// Whether it is the official one.
                    official: bool,
                    /// Whether it is one of the past.
                    former: bool,
                    /// Which registry says so: `deqar`, `ewp`, `hei-api` or `list`.
                    source: String,
                }
                /// A code of a provider.
                ProviderIdentifier {
                    /// The scheme, such as `pic` or `erasmus`.
                    scheme: String,
                    /// The code.
                    value: String,
                    /// Who uses it, if not everybody.
                    agency: Option<String>,
                    /// Which registry says so.
                    source: String,
                }
                /// Where a provider is.
                ProviderLocation {
                    /// The country, by its code of two letters.
                    country: Option<String>,
                    /// The town.
                    city: Option<String>,
                    /// The last day, if it is one of the past.
                    until: Option<String>,
                }
                /// Where something is known from.
                ProviderSource {
                    /// The registry.
                    registry: String,
                    /// The id there.
                    id: String,
                    /// When it was fetched.
                    fetched: Option<String>,
                }
                /// An institution.
                Provider {
                    /// The SCHAC code: its main domain name.
                    schac: Option<String>,
                    /// The ETER id.
                    eter: Option<String>,
                    /// The DEQARINST id.
                    deqar: Option<String>,
                    /// The website.
                    website: Option<String>,
                    /// The name.
                    name: Option<String>,
                    /// The IRI.
                    iri: Option<String>,
                    /// The country, by its code of two letters.
                    country: Option<String>,
                    /// All names.
                    names: Vec<ProviderName>,
                    /// Other codes.
                    identifiers: Vec<ProviderIdentifier>,
                    /// Where it is.
                    locations: Vec<ProviderLocation>,
                    /// Other IRIs.
                    aliases: Vec<String>,
                    /// The institution that it is a part of.
                    parent: Option<String>,
                    /// The day it was closed.
                    closed: Option<String>,
                    /// Whether it is no institution of higher education.
                    other_provider: bool,
                    /// Where all this is known from.
                    sources: Vec<ProviderSource>,
                }
                /// What an institution is a part of.
                PartOf {
                    /// The DEQARINST id of the whole.
                    deqar: String,
                    /// The last day (`YYYY-MM-DD`).
                    until: Option<String>,
                }
                /// An entry of a registry.
                RegistryEntry {
                    /// The registry: `deqar`, `ewp`, `hei-api` or `list`.
                    registry: String,
                    /// The id there.
                    id: String,
                    /// What is said of the institution.
                    provider: Provider,
                    /// Its SCHAC codes.
                    schacs: Vec<String>,
                    /// SCHAC codes of the past.
                    former_schacs: Vec<String>,
                    /// The institutions that it is a part of.
                    part_of: Vec<PartOf>,
                }
                /// What was read of a registry.
                RegistryRead {
                    /// The entries.
                    entries: Vec<RegistryEntry>,
                    /// What is wrong with them.
                    diagnostics: Vec<Diagnostic>,
                    /// Whether it was read to its end.
                    complete: bool,
                }
                /// How registries are merged.
                MergeOptions {
                    /// Whether entries are joined by website and country alone.
                    matching_by_website: bool,
                    /// The day of the run (`YYYY-MM-DD`).
                    today: Option<String>,
                    /// Only institutions of these countries.
                    countries: Vec<String>,
                }
                /// The providers of several registries, merged.
                ProviderList {
                    /// The providers.
                    providers: Vec<Provider>,
                    /// Where registries contradict each other.
                    conflicts: Vec<Diagnostic>,
                }
                /// A domain where a manifest is looked for.
                PlannedDomain {
                    /// The domain.
                    domain: String,
                    /// Where it comes from: `schac`, `website` …
                    origin: String,
                }
                /// Where a manifest is looked for.
                SearchPlan {
                    /// The domains, in this order.
                    domains: Vec<PlannedDomain>,
                    /// What is wrong with the provider.
                    diagnostics: Vec<Diagnostic>,
                }
                /// One request for a manifest.
                Attempt {
                    /// The URL.
                    url: String,
                    /// Where redirects led.
                    final_url: Option<String>,
                    /// The HTTP status.
                    status: Option<u32>,
                    /// What came of it: `found`, `not-found`, `unreachable` …
                    outcome: String,
                    /// The same, for people.
                    text: String,
                    /// What is wrong with the manifest.
                    diagnostics: Vec<Diagnostic>,
                }
                /// One place where a manifest was looked for.
                Probe {
                    /// The domain.
                    domain: String,
                    /// Where the domain comes from.
                    origin: String,
                    /// `dns-txt` or `well-known`.
                    mechanism: String,
                    /// What came of it.
                    outcome: String,
                    /// The same, for people.
                    text: String,
                    /// How long it took, in milliseconds.
                    duration_ms: f64,
                    /// The requests.
                    attempts: Vec<Attempt>,
                    /// What is to be said of the place.
                    diagnostics: Vec<Diagnostic>,
                }
                /// What came of the search for a manifest.
                DiscoveryReport {
                    /// The institution.
                    provider: Provider,
                    /// The end of it.
                    verdict: Verdict,
                    /// Where the manifest is.
                    manifest_url: Option<String>,
                    /// The manifest.
                    manifest: Option<Manifest>,
                    /// The places, in the order of the search.
                    probes: Vec<Probe>,
                    /// What is to be said of all.
                    diagnostics: Vec<Diagnostic>,
                    /// All this as a table for people.
                    text: String,
                }
                /// What is at the URL of a manifest.
                FetchedManifest {
                    /// The request.
                    attempt: Attempt,
                    /// The manifest, if there is a usable one.
                    manifest: Option<Manifest>,
                }
                /// One thing that was tried to find out what a URL speaks.
                SourceAttempt {
                    /// The URL.
                    url: String,
                    /// The HTTP status.
                    status: Option<u32>,
                    /// What was found.
                    finding: String,
                }
                /// What an unknown URL speaks.
                SourceProbe {
                    /// What was tried.
                    attempts: Vec<SourceAttempt>,
                    /// The data source, as a manifest would name it.
                    found: Option<DataSource>,
                }
                /// What a harvest has cost so far.
                HarvestProgress {
                    /// Requests.
                    requests: f64,
                    /// Requests that had to be sent again.
                    retries: f64,
                    /// Bytes of all answers.
                    bytes: f64,
                    /// Pages or files.
                    pages: f64,
                    /// Records.
                    records: f64,
                    /// Items left out because their id had come before.
                    skipped: f64,
                    /// How long it took, in milliseconds.
                    duration_ms: f64,
                }
                /// What has changed; courses by their IRIs.
                ChangeSet {
                    /// New courses.
                    added: Vec<String>,
                    /// Courses that have changed.
                    changed: Vec<String>,
                    /// Courses that are gone.
                    removed: Vec<String>,
                    /// Courses that are the same.
                    unchanged: Vec<String>,
                }
                /// The end of a harvest.
                HarvestSummary {
                    /// How it ended.
                    status: HarvestStatus,
                    /// Why it is not complete.
                    reason: Option<String>,
                    /// What it cost.
                    progress: HarvestProgress,
                    /// Courses and programmes.
                    specifications: f64,
                    /// Instances of them.
                    instances: f64,
                    /// Warnings about records.
                    warnings: f64,
                    /// Errors about records.
                    errors: f64,
                    /// What is to be said of the source as a whole.
                    diagnostics: Vec<Diagnostic>,
                    /// What has changed since the harvest before, if that was asked for.
                    changes: Option<ChangeSet>,
                    /// What the next harvest needs to know, if that was asked for: JSON.
                    state: Option<String>,
                }
                /// How requests are sent and what is allowed. Times are in seconds.
                ClientOptions {
                    /// The name that servers are told, with a page about it.
                    user_agent: Option<String>,
                    /// Name servers (`192.0.2.1`, `tls://…`, `https://…`) in the place of the system's.
                    name_servers: Vec<String>,
                    /// Certificates (PEM) of the only authorities that are trusted.
                    authorities: Vec<String>,
                    /// The port where URLs name none: for tests.
                    default_port: Option<u32>,
                    /// Whether loopback addresses may be connected to: for tests.
                    allow_loopback: bool,
                    /// Whether addresses of private networks may be connected to.
                    allow_private: bool,
                    /// How long a connection may take to be made.
                    connect_timeout: Option<f64>,
                    /// How long a place may take where a manifest is looked for.
                    probe_timeout: Option<f64>,
                    /// How many institutions are looked at at a time.
                    discovery_concurrency: Option<u32>,
                    /// Private keys (PEM) for the secrets of manifests.
                    private_keys: Vec<String>,
                    /// A certificate with its key (PEM) for servers that ask for one.
                    client_certificate: Option<String>,
                    /// A file with OAuth credentials.
                    credential_file: Option<String>,
                    /// How many requests a harvest has under way.
                    concurrency: Option<u32>,
                    /// How many requests a harvest sends in a second.
                    requests_per_second: Option<f64>,
                    /// How long an answer may take.
                    timeout: Option<f64>,
                    /// How often a request is sent that fails.
                    attempts: Option<u32>,
                    /// How much is fetched.
                    scope: Option<HarvestScope>,
                    /// How offerings are found.
                    offerings: Option<OfferingStrategy>,
                    /// The first day of offerings (`YYYY-MM-DD`); twelve months ago unless set.
                    offerings_since: Option<String>,
                }
                /// A record of an API.
                RecordInput {
                    /// `course`, `programme`, `offering`, `organisation`, `session` …
                    kind: String,
                    /// The JSON.
                    body: String,
                    /// What belongs to it.
                    parts: Vec<RecordPart>,
                }
                /// What belongs to a record.
                RecordPart {
                    /// What it is.
                    kind: String,
                    /// The JSON.
                    body: String,
                }
                /// The decisions of the mapping, and what has to be known for it. What is not set has its default.
                MapOptions {
                    /// The institution whose data it is.
                    provider: Option<Provider>,
                    /// How IRIs are made; URNs of the provider's SCHAC code unless set.
                    minting: Option<Minting>,
                    /// The IRI of the publisher, if not that of the provider.
                    publisher: Option<String>,
                    /// The day of the run (`YYYY-MM-DD`).
                    today: Option<String>,
                    /// The language of texts without one.
                    default_language: Option<String>,
                    /// Other institutions that the source may speak for: codes and aliases with IRIs.
                    institutions: HashMap<String, String>,
                    /// Alliances of the provider: IRIs.
                    alliances: Vec<String>,
                    /// JSON-LD contexts that documents may name, by URL.
                    contexts: HashMap<String, String>,
                    /// Whether `en-GB` stays what it is (D9).
                    keep_regions: Option<bool>,
                    /// How many characters titles have (D10).
                    max_title: Option<u32>,
                    /// How many characters other texts have (D10).
                    max_text: Option<u32>,
                    /// The offset from UTC of moments without one (D11).
                    time_zone: Option<String>,
                    /// How one course names another (D12).
                    links: Option<LinkForm>,
                    /// Whether a course has the level of its programmes (D13).
                    inherit_level: Option<bool>,
                    /// Whether a list of outcomes in one text is split (D14).
                    split_outcomes: Option<bool>,
                    /// Whether programmes are said to be parts of a bigger qualification (D15).
                    partial_qualification: Option<bool>,
                    /// Whether cancelled offerings are kept (D16).
                    keep_cancelled: Option<bool>,
                    /// What "part time" means (D18).
                    part_time: Option<PartTime>,
                    /// Whether national credits count as ECTS (D19).
                    national_credits: Option<bool>,
                    /// Whether credits without a unit are ECTS (E13).
                    plain_credits: Option<bool>,
                    /// Hours of work behind a credit.
                    hours_per_credit: Option<u32>,
                    /// The day before which offerings of Edu-API have ended that are left out (E5).
                    offerings_since: Option<String>,
                    /// Whether the language of a course is that of its record.
                    language_from_record: Option<bool>,
                    /// Whether groups of Edu-API become one course.
                    flatten_groups: Option<bool>,
                    /// From how many per cent on a pace is part time intensive.
                    pace_intensive: Option<u32>,
                    /// From how many per cent on a pace is full time.
                    pace_full: Option<u32>,
                    /// What stands for an organisation that nobody knows (E15).
                    unresolved_organisation: Option<UnresolvedOrganisation>,
                    /// Extensions of Edu-API and the fields they stand for (E16).
                    extensions: HashMap<String, String>,
                    /// The academic year in which terms of OCCAPI become instances.
                    instances_of_year: Option<u32>,
                    /// Whether values that can't be mapped are kept as notes.
                    unmapped_notes: Option<bool>,
                    /// The largest ELM file, in bytes.
                    max_document: Option<f64>,
                }
                /// An instance of a course: when and where it takes place.
                Instance {
                    /// The IRI.
                    iri: String,
                    /// The IRI of the course.
                    course: String,
                    /// The title, in English if there is one.
                    title: Option<String>,
                    /// The titles, by language.
                    titles: HashMap<String, String>,
                    /// The first day or moment.
                    start: Option<String>,
                    /// The last day or moment.
                    end: Option<String>,
                    /// The languages, by code.
                    languages: Vec<String>,
                    /// The modes of learning, by code.
                    modes: Vec<String>,
                    /// The providers: IRIs.
                    provided_by: Vec<String>,
                    /// The names of the places.
                    places: Vec<String>,
                    /// What it costs, such as `100.00 EUR`.
                    prices: Vec<String>,
                    /// The last days to apply.
                    application_deadlines: Vec<String>,
                    /// Where to register.
                    registration_portal: Option<String>,
                    /// How many may take part.
                    enrolment_capacity: Option<f64>,
                    /// The status.
                    status: Option<String>,
                    /// Web pages.
                    homepages: Vec<String>,
                }
                /// A course or programme.
                Course {
                    /// The IRI.
                    iri: String,
                    /// The UUID in catalogues.
                    uuid: String,
                    /// The title, in English if there is one.
                    title: Option<String>,
                    /// The titles, by language.
                    titles: HashMap<String, String>,
                    /// The description, in English if there is one.
                    description: Option<String>,
                    /// The descriptions, by language.
                    descriptions: HashMap<String, String>,
                    /// Codes of the provider's own.
                    codes: Vec<String>,
                    /// The learning outcomes, in English if there are such.
                    learning_outcomes: Vec<String>,
                    /// The languages, by code.
                    languages: Vec<String>,
                    /// The credits.
                    ects: Option<f64>,
                    /// The level of the European Qualifications Framework.
                    eqf_level: Option<String>,
                    /// The fields of study, by code of ISCED-F.
                    isced_f: Vec<String>,
                    /// The kinds of learning opportunity, by code.
                    types: Vec<String>,
                    /// The modes of learning, by code.
                    modes: Vec<String>,
                    /// The publishers: IRIs.
                    publishers: Vec<String>,
                    /// The duration (`P1Y`).
                    duration: Option<String>,
                    /// The workload (`PT125H`).
                    volume_of_learning: Option<String>,
                    /// What it is a part of: IRIs, or the codes of what has no IRI.
                    part_of: Vec<String>,
                    /// Its parts: IRIs, or the codes of what has no IRI.
                    has_part: Vec<String>,
                    /// Web pages.
                    homepages: Vec<String>,
                    /// Whether it is on offer.
                    is_active: Option<bool>,
                    /// When it was changed.
                    modified: Option<String>,
                    /// When and where it takes place.
                    instances: Vec<Instance>,
                }
                /// How a catalogue is enriched.
                EnrichOptions {
                    /// The IRI of the institution whose source it is.
                    provider: Option<String>,
                    /// The time of the run, with time zone.
                    ingested_at: Option<String>,
                    /// The type of the data source; `elm` unless set.
                    source_type: Option<String>,
                    /// Only these rules.
                    only: Option<Vec<String>>,
                    /// Not these rules.
                    without: Vec<String>,
                    /// What the source may describe.
                    trust: Option<Trust>,
                }
                /// How catalogue documents are made.
                DocumentOptions {
                    /// The languages of the short keys, the preferred one first; English unless set.
                    languages: Vec<String>,
                    /// The form.
                    rendering: Option<Rendering>,
                }
                /// One result of a validation.
                ValidationResult {
                    /// The node that does not conform.
                    focus: String,
                    /// The property.
                    path: Option<String>,
                    /// The value.
                    value: Option<String>,
                    /// The kind of rule, such as `MinCountConstraintComponent`.
                    component: String,
                    /// `violation`, `warning` or `info`.
                    severity: String,
                    /// The rule.
                    rule: String,
                    /// The course: an IRI.
                    course: Option<String>,
                    /// Where in the course.
                    place: String,
                    /// One sentence.
                    message: String,
                    /// What to do.
                    hint: Option<String>,
                }
                /// How often a rule was broken.
                RuleCount {
                    /// The rule.
                    rule: String,
                    /// `violation`, `warning` or `info`.
                    severity: String,
                    /// How many results.
                    results: u32,
                    /// In how many courses.
                    courses: u32,
                    /// One of the messages.
                    example: String,
                    /// The course it is about.
                    example_course: Option<String>,
                    /// What to do.
                    hint: Option<String>,
                }
                /// What came of a validation.
                ValidationReport {
                    /// Whether there is no violation.
                    conforms: bool,
                    /// How many courses were looked at.
                    courses: u32,
                    /// How many violations there are.
                    violations: u32,
                    /// How many warnings there are.
                    warnings: u32,
                    /// The results.
                    results: Vec<ValidationResult>,
                    /// The rules, the one most often broken first.
                    rules: Vec<RuleCount>,
                }
                /// How many courses have an element.
                ElementCount {
                    /// The name.
                    name: String,
                    /// The name for people.
                    label: String,
                    /// How many courses have it.
                    courses: u32,
                }
                /// What a course lacks.
                CourseCompleteness {
                    /// The IRI.
                    course: String,
                    /// The title.
                    title: Option<String>,
                    /// Required elements that it lacks.
                    missing: Vec<String>,
                    /// Elements of the Council's Recommendation that it lacks.
                    missing_council: Vec<String>,
                    /// Whether it has all mandatory ones of those.
                    micro_credential_ready: bool,
                }
                /// What the courses of a catalogue have of what they should have.
                Completeness {
                    /// How many courses there are.
                    courses: u32,
                    /// How many have all that is required.
                    complete: u32,
                    /// How many have all that a micro-credential needs.
                    micro_credential_ready: u32,
                    /// The share of the required data that is there, from 0 to 1.
                    share: f64,
                    /// The required elements.
                    required: Vec<ElementCount>,
                    /// The elements of the Council's Recommendation.
                    council: Vec<ElementCount>,
                    /// Course by course.
                    results: Vec<CourseCompleteness>,
                }
                /// What a search index has to be told.
                DocumentChanges {
                    /// Documents that are new or have changed: JSON.
                    put: Vec<String>,
                    /// The ids of documents that are gone.
                    delete: Vec<String>,
                }
            }
        }
    };
}
