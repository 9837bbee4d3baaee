use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use quality_link::CatalogueFormat;
use quality_link::core::{AddressPolicy, Country, ManifestFormat};
use quality_link::discovery::NameServer;
use quality_link::elm::{ElmNamespace, RdfFormat};
use quality_link::exchange::signature::{Signer, SigningKey};
use quality_link::exchange::{CredentialEnvironment, CredentialFile};
use quality_link::{Client, ClientBuilder};
use zeroize::Zeroizing;

use super::Failure;

/// From a university's domain name to clean, linked course data.
#[derive(Parser)]
#[command(name = "ql", version, about, after_help = "Exit codes: 0 all well, 1 something failed, 2 wrong usage.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Discover, harvest and map three universities that run inside this process
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
    /// Look for the manifest of an institution, or of many, and show every place that was tried
    Discover(DiscoverArgs),
    /// Merge registries (DEQAR, EWP, HEI API) and lists into one list of education providers
    Providers(ProvidersArgs),
    /// Harvest the courses of an institution
    Harvest(HarvestArgs),
    /// Convert an ELM file, or a saved page of OOAPI, Edu-API or OCCAPI
    Convert(ConvertArgs),
    /// Check a catalogue against the QualityLink profile, and what its courses lack
    Validate(ValidateArgs),
    /// Add to a catalogue what an aggregator adds: UUIDs, publishers, defaults, broader fields
    Enrich(EnrichArgs),
    /// Make catalogue documents (JSON for a search index) of a catalogue
    Frame(FrameArgs),
    /// Compare two catalogues, course by course
    Diff(DiffArgs),
    /// Find out which format and version an unknown URL speaks
    Probe(ProbeArgs),
    /// Check, write and compare manifests, and encrypt their secrets
    #[command(subcommand)]
    Manifest(ManifestCommand),
    /// Read, convert and check course identifiers, and make their DID documents
    #[command(subcommand)]
    Id(IdCommand),
}

#[cfg(feature = "demo")]
#[derive(Args)]
pub(crate) struct DemoArgs {
    /// Only run the universities, for other programs to talk to: prints where they are (one line of JSON), until its input ends
    #[arg(long, conflicts_with = "output")]
    pub(crate) serve: bool,
    /// The folder for `courses.ttl` and `courses.jsonl`
    #[arg(short, long, default_value = ".")]
    pub(crate) output: PathBuf,
    /// How many courses the first university has
    #[arg(long, default_value_t = 300)]
    pub(crate) courses: usize,
    /// How long every HTTP answer takes, in milliseconds
    #[arg(long, default_value_t = 0)]
    pub(crate) latency: u64,
    /// Kill the HTTPS server after so many requests
    #[arg(long, value_name = "REQUESTS")]
    pub(crate) kill_after: Option<u64>,
}

#[derive(Args)]
pub(crate) struct DiscoverArgs {
    /// The domain name (SCHAC code) of the institution
    #[arg(required_unless_present = "providers", conflicts_with = "providers")]
    pub(crate) domain: Option<String>,
    /// The website of the institution, if its domain is another one
    #[arg(long, value_name = "URL", requires = "domain", conflicts_with = "providers")]
    pub(crate) website: Option<String>,
    /// Print the report as JSON; of many providers one record a line
    #[arg(long)]
    pub(crate) json: bool,
    /// Write the result to a page that a browser shows, with filters
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) many: ManyArgs,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
}

#[derive(Args)]
#[command(next_help_heading = "Many providers")]
pub(crate) struct ManyArgs {
    /// A list of providers: what `ql providers` writes, a table with the heading `schac` or `website`, domain names one a
    /// line, or a saved registry; `-` for standard input; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) providers: Vec<PathBuf>,
    /// Keep in this file what was found, go on behind it when run again, and leave out who is not due yet
    #[arg(long, value_name = "FILE", requires = "providers", conflicts_with = "domain")]
    pub(crate) state: Option<PathBuf>,
    /// Look again at everybody, due or not
    #[arg(long, requires = "state", conflicts_with = "domain")]
    pub(crate) again: bool,
    /// Only providers of this country (two or three letters); may be repeated
    #[arg(long, value_name = "CODE", requires = "providers", conflicts_with = "domain")]
    pub(crate) country: Vec<Country>,
    /// How many providers are looked for at a time
    #[arg(long, value_name = "NUMBER", default_value_t = 128, requires = "providers", conflicts_with = "domain")]
    pub(crate) concurrency: usize,
}

#[derive(Args)]
pub(crate) struct ProvidersArgs {
    /// Registries and lists: files, or URLs such as that of DEQAR's Connect API or the EWP catalogue
    #[arg(required = true, value_name = "FILE|URL")]
    pub(crate) sources: Vec<String>,
    /// Where the list goes, as JSON or, by the end of its name, RDF; standard output if not given
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Only providers of this country (two or three letters); may be repeated
    #[arg(long, value_name = "CODE")]
    pub(crate) country: Vec<Country>,
    /// Also join entries without SCHAC code that have a website at the same domain, in the same country
    #[arg(long)]
    pub(crate) match_websites: bool,
    /// An older list; print which providers are new, gone or changed
    #[arg(long, value_name = "FILE")]
    pub(crate) since: Option<PathBuf>,
    /// Write the list although a registry could not be read to its end
    #[arg(long)]
    pub(crate) allow_incomplete: bool,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
}

#[derive(Args)]
pub(crate) struct HarvestArgs {
    /// A domain name, the URL of a manifest, or a manifest file
    #[arg(value_name = "DOMAIN|URL|FILE", required_unless_present = "replay", conflicts_with = "replay")]
    pub(crate) target: Option<String>,
    /// The SCHAC code of the institution, from which the IRIs of courses are made; needed if neither the target nor
    /// the manifest names it
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) schac: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// Keep in this file what the next harvest needs to know, and say what has changed since the last one; if nothing
    /// has, the output stays as it is
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    pub(crate) state: Option<PathBuf>,
    /// Keep every answer in this folder, without secrets, to send a failing case to somebody
    #[arg(long, value_name = "FOLDER", conflicts_with = "replay")]
    pub(crate) record: Option<PathBuf>,
    /// Harvest again what `--record` has kept, without a network
    #[arg(long, value_name = "FOLDER")]
    pub(crate) replay: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) access: AccessArgs,
    /// How many requests to a host are under way at a time
    #[arg(long, value_name = "NUMBER", default_value_t = 4)]
    pub(crate) concurrency: usize,
    /// How many requests a second are sent to a data source at most
    #[arg(long, value_name = "NUMBER")]
    pub(crate) rate: Option<f64>,
    /// Print the summary as JSON (the courses go to the file of `--output`)
    #[arg(long, requires = "output")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
}

#[derive(Args)]
#[command(next_help_heading = "Access control")]
pub(crate) struct AccessArgs {
    /// A private key (PEM, PKCS#8) to decrypt the secrets of the manifest with; may be repeated
    #[arg(long, value_name = "FILE")]
    key: Vec<PathBuf>,
    #[arg(
        long,
        value_name = "FILE",
        help = "OAuth credentials agreed upon out of band, a JSON file with mode 0600: {\"TOKEN-ENDPOINT\": \
                {\"client_id\": \"…\", \"client_secret\": \"…\"}}; without it QL_CLIENT_HOST in the environment is looked at"
    )]
    credentials: Option<PathBuf>,
    /// A private key (PEM, PKCS#8) to sign requests with, as ALGORITHM:ID:FILE, such as `ed25519:my-key:key.pem`; may be
    /// repeated
    #[arg(long, value_name = "KEY")]
    signing_key: Vec<String>,
    /// A client certificate with its private key, both PEM in one file
    #[arg(long, value_name = "FILE")]
    client_certificate: Option<PathBuf>,
}

impl AccessArgs {
    pub(crate) fn add_to(&self, mut builder: ClientBuilder) -> Result<ClientBuilder, Failure> {
        for path in &self.key {
            let pem = Zeroizing::new(super::output::read_text(path)?);
            let failed = |error| Failure::Work(format!("`{}`: {error}", path.display()));
            builder = builder.with_private_key(&pem).map_err(failed)?;
        }
        if let Some(path) = &self.credentials {
            builder = builder.with_credential_store(Arc::new(CredentialFile::new(path)));
        }
        builder = builder.with_credential_store(Arc::new(CredentialEnvironment::new()));
        let mut signer: Option<Signer> = None;
        for text in &self.signing_key {
            let [algorithm, id, path] = text.splitn(3, ':').collect::<Vec<_>>()[..] else {
                return Err(Failure::Usage(format!("not of the form ALGORITHM:ID:FILE: `{text}`")));
            };
            let pem = Zeroizing::new(super::output::read_text(path.as_ref())?);
            let key = algorithm.parse().and_then(|algorithm| SigningKey::from_pem(id, algorithm, &pem));
            let key = key.map_err(|error| Failure::Work(format!("`{path}`: {error}")))?;
            signer = Some(match signer {
                Some(signer) => signer.with_key(key),
                None => Signer::new(key),
            });
        }
        if let Some(signer) = signer {
            builder = builder.with_signer(signer);
        }
        if let Some(path) = &self.client_certificate {
            builder = builder.with_client_certificate(super::output::read_text(path)?);
        }
        Ok(builder)
    }
}

#[derive(Args)]
pub(crate) struct ProbeArgs {
    /// The URL of a file or an API
    pub(crate) url: String,
    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
}

#[derive(Args)]
pub(crate) struct ConvertArgs {
    /// An ELM file (Turtle, N-Triples, RDF/XML, JSON-LD) or a saved page of OOAPI, Edu-API or OCCAPI
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Args)]
pub(crate) struct InputArgs {
    /// The SCHAC code of the institution, from which the IRIs of an API's courses are made
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) schac: Option<String>,
    /// The IRI against which relative ones are resolved
    #[arg(long, value_name = "IRI")]
    pub(crate) base: Option<String>,
}

#[derive(Args)]
pub(crate) struct ValidateArgs {
    /// An ELM file, or a saved page of OOAPI, Edu-API or OCCAPI
    pub(crate) file: PathBuf,
    /// Also ask for what the European Learning Model itself asks for
    #[arg(long, conflicts_with = "shapes")]
    pub(crate) elm_strict: bool,
    /// Validate against these shapes (SHACL Core) instead of the profile
    #[arg(long, value_name = "FILE")]
    pub(crate) shapes: Option<PathBuf>,
    /// RDF of registries, for the country and accreditation of publishers; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) institutions: Vec<PathBuf>,
    /// Write a report that a browser shows
    #[arg(long, value_name = "REPORT")]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Args)]
pub(crate) struct ViewArgs {
    /// Print the report as JSON
    #[arg(long, conflicts_with_all = ["rdf", "all"])]
    pub(crate) json: bool,
    /// Print the report as RDF, in the vocabulary of SHACL
    #[arg(long, conflicts_with = "all")]
    pub(crate) rdf: bool,
    /// Show every rule and every course
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Args)]
pub(crate) struct DiffArgs {
    /// The catalogue as it was
    pub(crate) old: PathBuf,
    /// The catalogue as it is
    pub(crate) new: PathBuf,
    /// Print the lists as JSON
    #[arg(long, conflicts_with_all = ["documents", "sparql"])]
    pub(crate) json: bool,
    /// Print catalogue documents to put into a search index, and the ids of those to delete
    #[arg(long, conflicts_with = "sparql")]
    pub(crate) documents: bool,
    /// Print SPARQL Update for a triple store: `per-course`, or the name of the graph that all courses are in
    #[arg(long, value_name = "per-course|GRAPH")]
    pub(crate) sparql: Option<String>,
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Args)]
pub(crate) struct FrameArgs {
    /// An ELM file, or a saved page of OOAPI, Edu-API or OCCAPI
    pub(crate) file: PathBuf,
    /// The form that the reference aggregator's search index holds
    #[arg(long, conflicts_with = "language")]
    pub(crate) reference: bool,
    /// A language for texts, the preferred one first; may be repeated
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Vec<String>,
    /// RDF of registries, for what is known of publishers; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) institutions: Vec<PathBuf>,
    /// Labels of concepts (SKOS), for other languages or vocabularies; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) labels: Vec<PathBuf>,
    /// Where the documents go, one a line; standard output if not given
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Args)]
pub(crate) struct EnrichArgs {
    /// An ELM file, or a saved page of OOAPI, Edu-API or OCCAPI
    pub(crate) file: PathBuf,
    /// The IRI of the institution whose source it is
    #[arg(long, value_name = "IRI")]
    pub(crate) provider: Option<String>,
    /// RDF of registries, for the aliases of institutions; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) institutions: Vec<PathBuf>,
    /// Leave out a rule; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(crate) without: Vec<String>,
    /// Leave out courses of other institutions
    #[arg(long, requires = "provider")]
    pub(crate) drop_foreign: bool,
    /// The time to be noted; now unless given
    #[arg(long, value_name = "TIME")]
    pub(crate) ingested_at: Option<String>,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Args)]
pub(crate) struct OutputArgs {
    /// Where the courses go; standard output if not given
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The format; by the end of the file name, or Turtle, if not given
    #[arg(long)]
    pub(crate) format: Option<Format>,
    /// The namespace of the terms of ELM
    #[arg(long, value_enum, default_value = "3.3")]
    pub(crate) elm_namespace: Namespace,
}

impl OutputArgs {
    pub(crate) fn format(&self) -> Result<CatalogueFormat, Failure> {
        match (&self.format, &self.output) {
            (Some(format), _) => Ok((*format).into()),
            (None, None) => Ok(CatalogueFormat::Rdf(RdfFormat::Turtle)),
            (None, Some(path)) => CatalogueFormat::from_path(&path.to_string_lossy()).ok_or_else(|| {
                Failure::Usage(format!("the format of `{}` is not clear; give it with --format", path.display()))
            }),
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// Turtle
    Ttl,
    /// N-Triples
    Nt,
    /// RDF/XML
    Rdf,
    /// JSON-LD
    Jsonld,
    /// N-Quads, with a graph for each data source
    Nq,
    /// Catalogue documents, one a line
    Jsonl,
}

impl From<Format> for CatalogueFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Ttl => Self::Rdf(RdfFormat::Turtle),
            Format::Nt => Self::Rdf(RdfFormat::NTriples),
            Format::Rdf => Self::Rdf(RdfFormat::RdfXml),
            Format::Jsonld => Self::Rdf(RdfFormat::JsonLd),
            Format::Nq => Self::Rdf(RdfFormat::NQuads),
            Format::Jsonl => Self::JsonLines,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Namespace {
    /// ELM 3.3 and later
    #[value(name = "3.3")]
    V3_3,
    /// ELM 3.0 to 3.2
    #[value(name = "3.2")]
    V3_2,
}

impl From<Namespace> for ElmNamespace {
    fn from(namespace: Namespace) -> Self {
        match namespace {
            Namespace::V3_3 => Self::V3_3,
            Namespace::V3_2 => Self::V3_2,
        }
    }
}

#[derive(Args)]
#[command(next_help_heading = "Network")]
pub(crate) struct NetworkArgs {
    #[arg(
        long,
        value_name = "SERVER",
        help = "Ask this name server rather than the system's: IP[:PORT], tls://NAME@IP or https://NAME@IP/PATH; may be \
                repeated"
    )]
    dns_server: Vec<NameServer>,
    /// How long a connection may take to be made, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    connect_timeout: u64,
    /// Trust certificates of this authority (PEM) and no others; may be repeated
    #[arg(long, value_name = "FILE")]
    authority: Vec<PathBuf>,
    /// Connect to this port where a URL names none
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Also connect to loopback addresses
    #[arg(long)]
    allow_loopback: bool,
    /// Also connect to addresses of private networks
    #[arg(long)]
    allow_private: bool,
}

impl NetworkArgs {
    pub(crate) fn client(&self) -> Result<ClientBuilder, Failure> {
        let mut policy = AddressPolicy::public_only();
        if self.allow_loopback {
            policy = policy.allowing_loopback();
        }
        if self.allow_private {
            policy = policy.allowing_private();
        }
        let connect_timeout = Duration::from_secs(self.connect_timeout.max(1));
        let mut builder = Client::builder().with_address_policy(policy).with_connect_timeout(connect_timeout);
        for server in &self.dns_server {
            builder = builder.with_name_server(server.clone());
        }
        for path in &self.authority {
            builder = builder.with_only_authority(super::output::read_text(path)?);
        }
        if let Some(port) = self.port {
            builder = builder.with_default_port(port);
        }
        Ok(builder)
    }
}

#[derive(Subcommand)]
pub(crate) enum ManifestCommand {
    /// Check a manifest: what breaks the specification, and what an aggregator can still use
    Lint {
        /// The manifest; `-` for standard input
        file: PathBuf,
        /// The format; found out by file name and content if not given
        #[arg(long)]
        format: Option<Syntax>,
        /// Print the findings as JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a new manifest
    New {
        /// A data source as TYPE[/VERSION]=URL, such as `ooapi/5=https://api.example.edu/ooapi/v5/`; may be repeated
        #[arg(long, required = true, value_name = "SOURCE")]
        source: Vec<String>,
        /// The SCHAC code of the institution
        #[arg(long, value_name = "DOMAIN")]
        schac: Option<String>,
        /// The ETER/OrgReg id of the institution
        #[arg(long, value_name = "ID")]
        eter: Option<String>,
        /// The DEQARINST id of the institution
        #[arg(long, value_name = "ID")]
        deqar: Option<String>,
        /// JSON rather than YAML
        #[arg(long)]
        json: bool,
    },
    /// Write a manifest tidily
    Fmt {
        /// The manifest; `-` for standard input
        file: PathBuf,
        /// The format to write; that of the file if not given
        #[arg(long)]
        format: Option<Syntax>,
        /// JSON: the same as `--format json`
        #[arg(long, conflicts_with = "format")]
        json: bool,
        /// Overwrite the file
        #[arg(long)]
        write: bool,
    },
    /// Compare two manifests, source by source; exit code 1 if they differ
    Diff {
        /// The older manifest
        old: PathBuf,
        /// The newer manifest
        new: PathBuf,
        /// Print the difference as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON Schema of manifests
    Schema {
        /// On one line
        #[arg(long)]
        json: bool,
    },
    /// Encrypt a secret (read from standard input) with an aggregator's public key
    Encrypt {
        /// The public key (PEM)
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Print an object with the member `value`
        #[arg(long)]
        json: bool,
    },
    /// Make a key pair for an aggregator
    Keygen {
        /// Where the private key goes; it must not exist
        #[arg(long, value_name = "FILE", default_value = "private.pem")]
        private: PathBuf,
        /// Where the public key goes; it must not exist
        #[arg(long, value_name = "FILE", default_value = "public.pem")]
        public: PathBuf,
        /// The size in bits
        #[arg(long, value_parser = ["2048", "4096"], default_value = "4096")]
        bits: String,
        /// Print the names of the files as JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Syntax {
    /// JSON
    Json,
    /// YAML
    Yaml,
}

impl From<Syntax> for ManifestFormat {
    fn from(syntax: Syntax) -> Self {
        match syntax {
            Syntax::Json => Self::Json,
            Syntax::Yaml => Self::Yaml,
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum IdCommand {
    /// Show the parts of a course identifier, SCHAC code, ETER or DEQARINST id
    Parse {
        /// The identifier
        id: String,
        /// Accept only what is written as it should be
        #[arg(long)]
        strict: bool,
        /// Print the parts as JSON
        #[arg(long)]
        json: bool,
    },
    /// Convert a course identifier between its two notations
    Convert {
        /// The identifier
        id: String,
        /// The notation; the other one if not given
        #[arg(long)]
        to: Option<Notation>,
        /// Print both notations as JSON
        #[arg(long)]
        json: bool,
    },
    /// Check course identifiers strictly; exit code 1 if one is wrong
    Check {
        /// The identifiers; standard input, one a line, if none is given
        ids: Vec<String>,
        /// Print the findings as JSON
        #[arg(long)]
        json: bool,
    },
    /// Make the DID documents of all courses of an ELM file, in a folder for a static web server
    DidDocuments {
        /// The ELM file
        file: PathBuf,
        /// The folder; documents go to `courseId/{id}/did.json` below it
        #[arg(short, long, value_name = "FOLDER")]
        output: PathBuf,
        /// Print the counts as JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Notation {
    /// urn:schac:uniqueCourseId:…
    Urn,
    /// did:web:…:courseId:…
    Did,
}
