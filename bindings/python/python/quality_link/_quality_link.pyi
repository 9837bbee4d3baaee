"""
From a university's domain name to clean, linked course data.
"""

from _typeshed import SupportsGetItem
from collections.abc import Awaitable, Iterator
from quality_link._types import Content, Json, Progress
from rdflib import Graph  # type: ignore[import-not-found, unused-ignore]  # pyright: ignore[reportMissingImports]
from typing_extensions import CapsuleType
from typing import Any, Final, Literal, SupportsFloat, SupportsIndex, final

__version__: Final[str]
"""
The version of the library.
"""

@final
class Attempt:
    """
    One request for a manifest.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, url: str = ..., final_url: str | None = ..., status: SupportsIndex | None = ..., outcome: str = ..., text: str = ..., diagnostics: SupportsGetItem[int, Diagnostic] = ...) -> Attempt: ...
    def __repr__(self, /) -> str: ...
    @property
    def diagnostics(self, /) -> list[Diagnostic]:
        """
        What is wrong with the manifest.
        """
    @property
    def final_url(self, /) -> str | None:
        """
        Where redirects led.
        """
    @property
    def outcome(self, /) -> str:
        """
        What came of it: `found`, `not-found`, `unreachable` …
        """
    @property
    def status(self, /) -> int | None:
        """
        The HTTP status.
        """
    @property
    def text(self, /) -> str:
        """
        The same, for people.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def url(self, /) -> str:
        """
        The URL.
        """

@final
class Auth:
    """
    How access to a data source is controlled.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, method: str = ..., field: str | None = ..., value: str | None = ..., token_endpoint: str | None = ..., scope: str | None = ..., client_id: str | None = ..., client_secret: str | None = ..., alg: str | None = ...) -> Auth: ...
    def __repr__(self, /) -> str: ...
    @property
    def alg(self, /) -> str | None:
        """
        The signature algorithm.
        """
    @property
    def client_id(self, /) -> str | None:
        """
        The client's id.
        """
    @property
    def client_secret(self, /) -> str | None:
        """
        The client's secret, encrypted.
        """
    @property
    def field(self, /) -> str | None:
        """
        The name of the header.
        """
    @property
    def method(self, /) -> str:
        """
        `none`, `httpheader`, `oauth2.0`, `httpsig`, or a method that is not known here.
        """
    @property
    def scope(self, /) -> str | None:
        """
        The scope to ask for.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def token_endpoint(self, /) -> str | None:
        """
        Where tokens are had.
        """
    @property
    def value(self, /) -> str | None:
        """
        Its value, encrypted.
        """

@final
class Catalogue:
    """
    Learning opportunities with all that is said of them: what was read of a file or a page, or came together in a harvest.
    """
    def __iter__(self, /) -> Iterator[Course]: ...
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def completeness(self, /, institutions: Content | None = None) -> Completeness:
        """
        What the courses have of what they should have; `institutions` is RDF that says more of their publishers.
        """
    def course(self, /, iri: str) -> Catalogue:
        """
        What is said of one course, without its neighbours; empty if there is none of that IRI.
        """
    @property
    def course_count(self, /) -> int:
        """
        How many courses and programmes there are.
        """
    def courses(self, /) -> list[Course]:
        """
        The courses and programmes, as people think of them.
        """
    def courses_table(self, /) -> Table:
        """
        A row for each course, for pyarrow, polars, pandas and `DuckDB`.
        """
    @property
    def diagnostics(self, /) -> list[Diagnostic]:
        """
        What could not be read, mapped or used as it stood.
        """
    def diagnostics_table(self, /) -> Table:
        """
        A row for each diagnostic.
        """
    def diff(self, /, newer: Catalogue) -> ChangeSet:
        """
        What has changed from here to a newer catalogue.
        """
    def document_changes(self, /, newer: Catalogue, options: DocumentOptions | None = None, *, institutions: Content | None = None, labels: Content | None = None) -> DocumentChanges:
        """
        The changes from here to a newer catalogue for a search index.
        """
    def documents(self, /, options: DocumentOptions | None = None, *, institutions: Content | None = None, labels: Content | None = None) -> list[Json]:
        """
        The catalogue documents, as dictionaries.
        """
    def enrich(self, /, options: EnrichOptions | None = None, *, institutions: Content | None = None) -> Catalogue:
        """
        The catalogue with what an aggregator adds.
        """
    def instances_table(self, /) -> Table:
        """
        A row for each instance.
        """
    @staticmethod
    def merge(catalogues: SupportsGetItem[int, Catalogue]) -> Catalogue:
        """
        All of these as one.
        """
    def to_rdf(self, /, format: Literal["turtle", "n-triples", "rdf-xml", "json-ld", "n-quads"], namespace: Literal["v3.3", "v3.2"] = ...) -> bytes:
        """
        Write the catalogue as RDF: `turtle`, `n-triples`, `rdf-xml`, `json-ld` or `n-quads`, in the namespace of ELM `v3.3` or `v3.2`.
        """
    def to_rdflib(self, /) -> Graph:
        """
        The catalogue as a graph of rdflib.
        """
    def updates(self, /, newer: Catalogue, *, graph: str | None = None) -> list[str]:
        """
        The changes from here to a newer catalogue as SPARQL updates: a graph for each course, or one graph for all.
        """
    def validate(self, /, level: Literal["profile", "elm-strict"] = ...) -> ValidationReport:
        """
        Does the catalogue conform to the profile? The level is `profile` or `elm-strict`.
        """
    def validate_with(self, /, shapes: Content) -> ValidationReport:
        """
        Does the catalogue conform to these shapes (RDF)?
        """

@final
class ChangeSet:
    """
    What has changed; courses by their IRIs.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, added: SupportsGetItem[int, str] = ..., changed: SupportsGetItem[int, str] = ..., removed: SupportsGetItem[int, str] = ..., unchanged: SupportsGetItem[int, str] = ...) -> ChangeSet: ...
    def __repr__(self, /) -> str: ...
    @property
    def added(self, /) -> list[str]:
        """
        New courses.
        """
    @property
    def changed(self, /) -> list[str]:
        """
        Courses that have changed.
        """
    @property
    def removed(self, /) -> list[str]:
        """
        Courses that are gone.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def unchanged(self, /) -> list[str]:
        """
        Courses that are the same.
        """

@final
class Client:
    """
    Discovers manifests and harvests data sources. Its keywords are the fields of `ClientOptions`.
    """
    def __new__(cls, /, *, user_agent: str | None = ..., name_servers: SupportsGetItem[int, str] = ..., authorities: SupportsGetItem[int, str] = ..., default_port: SupportsIndex | None = ..., allow_loopback: bool = ..., allow_private: bool = ..., connect_timeout: SupportsFloat | SupportsIndex | None = ..., probe_timeout: SupportsFloat | SupportsIndex | None = ..., discovery_concurrency: SupportsIndex | None = ..., private_keys: SupportsGetItem[int, str] = ..., client_certificate: str | None = ..., credential_file: str | None = ..., concurrency: SupportsIndex | None = ..., requests_per_second: SupportsFloat | SupportsIndex | None = ..., timeout: SupportsFloat | SupportsIndex | None = ..., attempts: SupportsIndex | None = ..., scope: Literal["all", "courses"] | None = ..., offerings: Literal["auto", "by-organisation", "by-session", "per-course", "none"] | None = ..., offerings_since: str | None = ...) -> Client: ...
    def __repr__(self, /) -> str: ...
    def discover(self, /, provider: Provider) -> DiscoveryReport:
        """
        Look for the manifest of a provider.
        """
    def discover_all(self, /, providers: SupportsGetItem[int, Provider]) -> DiscoveryFeed:
        """
        Look for the manifests of many providers; reports come as they are finished, by `for` or `async for`.
        """
    def discover_async(self, /, provider: Provider) -> Awaitable[DiscoveryReport]:
        """
        Look for the manifest of a provider, for asyncio.
        """
    def fetch_manifest(self, /, url: str) -> FetchedManifest:
        """
        Fetch the manifest at a URL.
        """
    def fetch_manifest_async(self, /, url: str) -> Awaitable[FetchedManifest]:
        """
        Fetch the manifest at a URL, for asyncio.
        """
    def harvest(self, /, source: DataSource, *, options: MapOptions | None = None, state: str | None = None, progress: Progress | None = None) -> Harvest:
        """
        Harvest a data source, piece by piece, by `for` or `async for`.

        With a `state` (that of the summary of the harvest before, or an empty text) only what has changed is fetched where the
        server can say so, and the summary has the changes and the next state. `progress` is called with a
        `HarvestProgress` after every piece.
        """
    def probe(self, /, url: str) -> SourceProbe:
        """
        Find out which format an unknown URL speaks.
        """
    def probe_async(self, /, url: str) -> Awaitable[SourceProbe]:
        """
        Find out which format an unknown URL speaks, for asyncio.
        """

@final
class ClientOptions:
    """
    How requests are sent and what is allowed. Times are in seconds.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, user_agent: str | None = ..., name_servers: SupportsGetItem[int, str] = ..., authorities: SupportsGetItem[int, str] = ..., default_port: SupportsIndex | None = ..., allow_loopback: bool = ..., allow_private: bool = ..., connect_timeout: SupportsFloat | SupportsIndex | None = ..., probe_timeout: SupportsFloat | SupportsIndex | None = ..., discovery_concurrency: SupportsIndex | None = ..., private_keys: SupportsGetItem[int, str] = ..., client_certificate: str | None = ..., credential_file: str | None = ..., concurrency: SupportsIndex | None = ..., requests_per_second: SupportsFloat | SupportsIndex | None = ..., timeout: SupportsFloat | SupportsIndex | None = ..., attempts: SupportsIndex | None = ..., scope: Literal["all", "courses"] | None = ..., offerings: Literal["auto", "by-organisation", "by-session", "per-course", "none"] | None = ..., offerings_since: str | None = ...) -> ClientOptions: ...
    def __repr__(self, /) -> str: ...
    @property
    def allow_loopback(self, /) -> bool:
        """
        Whether loopback addresses may be connected to: for tests.
        """
    @property
    def allow_private(self, /) -> bool:
        """
        Whether addresses of private networks may be connected to.
        """
    @property
    def attempts(self, /) -> int | None:
        """
        How often a request is sent that fails.
        """
    @property
    def authorities(self, /) -> list[str]:
        """
        Certificates (PEM) of the only authorities that are trusted.
        """
    @property
    def client_certificate(self, /) -> str | None:
        """
        A certificate with its key (PEM) for servers that ask for one.
        """
    @property
    def concurrency(self, /) -> int | None:
        """
        How many requests a harvest has under way.
        """
    @property
    def connect_timeout(self, /) -> float | None:
        """
        How long a connection may take to be made.
        """
    @property
    def credential_file(self, /) -> str | None:
        """
        A file with OAuth credentials.
        """
    @property
    def default_port(self, /) -> int | None:
        """
        The port where URLs name none: for tests.
        """
    @property
    def discovery_concurrency(self, /) -> int | None:
        """
        How many institutions are looked at at a time.
        """
    @property
    def name_servers(self, /) -> list[str]:
        """
        Name servers (`192.0.2.1`, `tls://…`, `https://…`) in the place of the system's.
        """
    @property
    def offerings(self, /) -> Literal["auto", "by-organisation", "by-session", "per-course", "none"] | None:
        """
        How offerings are found.
        """
    @property
    def offerings_since(self, /) -> str | None:
        """
        The first day of offerings (`YYYY-MM-DD`); twelve months ago unless set.
        """
    @property
    def private_keys(self, /) -> list[str]:
        """
        Private keys (PEM) for the secrets of manifests.
        """
    @property
    def probe_timeout(self, /) -> float | None:
        """
        How long a place may take where a manifest is looked for.
        """
    @property
    def requests_per_second(self, /) -> float | None:
        """
        How many requests a harvest sends in a second.
        """
    @property
    def scope(self, /) -> Literal["all", "courses"] | None:
        """
        How much is fetched.
        """
    @property
    def timeout(self, /) -> float | None:
        """
        How long an answer may take.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def user_agent(self, /) -> str | None:
        """
        The name that servers are told, with a page about it.
        """

@final
class Completeness:
    """
    What the courses of a catalogue have of what they should have.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, courses: SupportsIndex = ..., complete: SupportsIndex = ..., micro_credential_ready: SupportsIndex = ..., share: SupportsFloat | SupportsIndex = ..., required: SupportsGetItem[int, ElementCount] = ..., council: SupportsGetItem[int, ElementCount] = ..., results: SupportsGetItem[int, CourseCompleteness] = ...) -> Completeness: ...
    def __repr__(self, /) -> str: ...
    @property
    def complete(self, /) -> int:
        """
        How many have all that is required.
        """
    @property
    def council(self, /) -> list[ElementCount]:
        """
        The elements of the Council's Recommendation.
        """
    @property
    def courses(self, /) -> int:
        """
        How many courses there are.
        """
    @property
    def micro_credential_ready(self, /) -> int:
        """
        How many have all that a micro-credential needs.
        """
    @property
    def required(self, /) -> list[ElementCount]:
        """
        The required elements.
        """
    @property
    def results(self, /) -> list[CourseCompleteness]:
        """
        Course by course.
        """
    @property
    def share(self, /) -> float:
        """
        The share of the required data that is there, from 0 to 1.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class Course:
    """
    A course or programme.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, iri: str = ..., uuid: str = ..., title: str | None = ..., titles: dict[str, str] = ..., description: str | None = ..., descriptions: dict[str, str] = ..., codes: SupportsGetItem[int, str] = ..., learning_outcomes: SupportsGetItem[int, str] = ..., languages: SupportsGetItem[int, str] = ..., ects: SupportsFloat | SupportsIndex | None = ..., eqf_level: str | None = ..., isced_f: SupportsGetItem[int, str] = ..., types: SupportsGetItem[int, str] = ..., modes: SupportsGetItem[int, str] = ..., publishers: SupportsGetItem[int, str] = ..., duration: str | None = ..., volume_of_learning: str | None = ..., part_of: SupportsGetItem[int, str] = ..., has_part: SupportsGetItem[int, str] = ..., homepages: SupportsGetItem[int, str] = ..., is_active: bool | None = ..., modified: str | None = ..., instances: SupportsGetItem[int, Instance] = ...) -> Course: ...
    def __repr__(self, /) -> str: ...
    @property
    def codes(self, /) -> list[str]:
        """
        Codes of the provider's own.
        """
    @property
    def description(self, /) -> str | None:
        """
        The description, in English if there is one.
        """
    @property
    def descriptions(self, /) -> dict[str, str]:
        """
        The descriptions, by language.
        """
    @property
    def duration(self, /) -> str | None:
        """
        The duration (`P1Y`).
        """
    @property
    def ects(self, /) -> float | None:
        """
        The credits.
        """
    @property
    def eqf_level(self, /) -> str | None:
        """
        The level of the European Qualifications Framework.
        """
    @property
    def has_part(self, /) -> list[str]:
        """
        Its parts: IRIs, or the codes of what has no IRI.
        """
    @property
    def homepages(self, /) -> list[str]:
        """
        Web pages.
        """
    @property
    def instances(self, /) -> list[Instance]:
        """
        When and where it takes place.
        """
    @property
    def iri(self, /) -> str:
        """
        The IRI.
        """
    @property
    def is_active(self, /) -> bool | None:
        """
        Whether it is on offer.
        """
    @property
    def isced_f(self, /) -> list[str]:
        """
        The fields of study, by code of ISCED-F.
        """
    @property
    def languages(self, /) -> list[str]:
        """
        The languages, by code.
        """
    @property
    def learning_outcomes(self, /) -> list[str]:
        """
        The learning outcomes, in English if there are such.
        """
    @property
    def modes(self, /) -> list[str]:
        """
        The modes of learning, by code.
        """
    @property
    def modified(self, /) -> str | None:
        """
        When it was changed.
        """
    @property
    def part_of(self, /) -> list[str]:
        """
        What it is a part of: IRIs, or the codes of what has no IRI.
        """
    @property
    def publishers(self, /) -> list[str]:
        """
        The publishers: IRIs.
        """
    @property
    def title(self, /) -> str | None:
        """
        The title, in English if there is one.
        """
    @property
    def titles(self, /) -> dict[str, str]:
        """
        The titles, by language.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def types(self, /) -> list[str]:
        """
        The kinds of learning opportunity, by code.
        """
    @property
    def uuid(self, /) -> str:
        """
        The UUID in catalogues.
        """
    @property
    def volume_of_learning(self, /) -> str | None:
        """
        The workload (`PT125H`).
        """

@final
class CourseCompleteness:
    """
    What a course lacks.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, course: str = ..., title: str | None = ..., missing: SupportsGetItem[int, str] = ..., missing_council: SupportsGetItem[int, str] = ..., micro_credential_ready: bool = ...) -> CourseCompleteness: ...
    def __repr__(self, /) -> str: ...
    @property
    def course(self, /) -> str:
        """
        The IRI.
        """
    @property
    def micro_credential_ready(self, /) -> bool:
        """
        Whether it has all mandatory ones of those.
        """
    @property
    def missing(self, /) -> list[str]:
        """
        Required elements that it lacks.
        """
    @property
    def missing_council(self, /) -> list[str]:
        """
        Elements of the Council's Recommendation that it lacks.
        """
    @property
    def title(self, /) -> str | None:
        """
        The title.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class CourseDid:
    """
    The DID of a course, with its parts.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, did: str = ..., host: str = ..., port: SupportsIndex | None = ..., local_id: str = ..., query: str | None = ..., fragment: str | None = ..., urn: str | None = ..., document_url: str = ...) -> CourseDid: ...
    def __repr__(self, /) -> str: ...
    @property
    def did(self, /) -> str:
        """
        The DID.
        """
    @property
    def document_url(self, /) -> str:
        """
        Where the DID document is.
        """
    @property
    def fragment(self, /) -> str | None:
        """
        The fragment.
        """
    @property
    def host(self, /) -> str:
        """
        The host.
        """
    @property
    def local_id(self, /) -> str:
        """
        What the provider calls the course.
        """
    @property
    def port(self, /) -> int | None:
        """
        The port.
        """
    @property
    def query(self, /) -> str | None:
        """
        The query.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def urn(self, /) -> str | None:
        """
        The URN; a DID with a port has none.
        """

@final
class CourseId:
    """
    A unique course identifier.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, provider: str = ..., local_id: str = ..., urn: str = ..., did: str = ..., document_url: str = ...) -> CourseId: ...
    def __repr__(self, /) -> str: ...
    @property
    def did(self, /) -> str:
        """
        The identifier as DID.
        """
    @property
    def document_url(self, /) -> str:
        """
        Where the DID document is.
        """
    @property
    def local_id(self, /) -> str:
        """
        What the provider calls the course.
        """
    @property
    def provider(self, /) -> str:
        """
        The SCHAC code of the provider.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def urn(self, /) -> str:
        """
        The identifier as URN.
        """

@final
class CourseUrn:
    """
    The URN of a course, with its components.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, urn: str = ..., course: CourseId = ..., r: str | None = ..., q: str | None = ..., f: str | None = ...) -> CourseUrn: ...
    def __repr__(self, /) -> str: ...
    @property
    def course(self, /) -> CourseId:
        """
        The identifier.
        """
    @property
    def f(self, /) -> str | None:
        """
        The fragment.
        """
    @property
    def q(self, /) -> str | None:
        """
        The q-component.
        """
    @property
    def r(self, /) -> str | None:
        """
        The r-component.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def urn(self, /) -> str:
        """
        The URN.
        """

@final
class DataSource:
    """
    A data source of a manifest.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, source_type: str = ..., path: str = ..., version: str | None = ..., id: str | None = ..., name: str | None = ..., auth: Auth | None = ..., refresh_hours: SupportsFloat | SupportsIndex | None = ..., headers: dict[str, str] = ..., query_parameters: dict[str, str] = ..., content_type: str | None = ..., page_size: SupportsIndex | None = ...) -> DataSource: ...
    def __repr__(self, /) -> str: ...
    @property
    def auth(self, /) -> Auth | None:
        """
        How access is controlled; open unless said.
        """
    @property
    def content_type(self, /) -> str | None:
        """
        The media type of answers, whatever the server says.
        """
    @property
    def headers(self, /) -> dict[str, str]:
        """
        Headers of requests.
        """
    @property
    def id(self, /) -> str | None:
        """
        The id.
        """
    @property
    def name(self, /) -> str | None:
        """
        The name.
        """
    @property
    def page_size(self, /) -> int | None:
        """
        How many items a page has.
        """
    @property
    def path(self, /) -> str:
        """
        The URL.
        """
    @property
    def query_parameters(self, /) -> dict[str, str]:
        """
        Query parameters of requests.
        """
    @property
    def refresh_hours(self, /) -> float | None:
        """
        How often it may be asked, in hours.
        """
    @property
    def source_type(self, /) -> str:
        """
        `elm`, `ooapi`, `edu-api`, `occapi`, or a type that is not known here.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def version(self, /) -> str | None:
        """
        The version of the format.
        """

@final
class Diagnostic:
    """
    Something that is to be said of a value, a record or a document.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, code: str = ..., severity: Literal["info", "warning", "error", "fatal"] = ..., message: str = ..., source: str | None = ..., item: str | None = ..., pointer: str | None = ..., line: SupportsIndex | None = ..., column: SupportsIndex | None = ..., hint: str | None = ...) -> Diagnostic: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The code, such as `manifest.sources-missing`; see docs/codes.md.
        """
    @property
    def column(self, /) -> int | None:
        """
        The column in characters, from 1.
        """
    @property
    def hint(self, /) -> str | None:
        """
        What to do.
        """
    @property
    def item(self, /) -> str | None:
        """
        The item it is about.
        """
    @property
    def line(self, /) -> int | None:
        """
        The line, from 1.
        """
    @property
    def message(self, /) -> str:
        """
        One sentence.
        """
    @property
    def pointer(self, /) -> str | None:
        """
        The place, as JSON Pointer.
        """
    @property
    def severity(self, /) -> Literal["info", "warning", "error", "fatal"]:
        """
        How bad it is.
        """
    @property
    def source(self, /) -> str | None:
        """
        The document or server it is about.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class DidDocumentDraft:
    """
    What a DID document says of a course.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, course: str = ..., services: SupportsGetItem[int, DidService] = ..., also_known_as: SupportsGetItem[int, str] = ..., superseded: SupportsGetItem[int, str] = ..., superseded_by: SupportsGetItem[int, str] = ...) -> DidDocumentDraft: ...
    def __repr__(self, /) -> str: ...
    @property
    def also_known_as(self, /) -> list[str]:
        """
        Other names of the course.
        """
    @property
    def course(self, /) -> str:
        """
        The course: a URN or DID.
        """
    @property
    def services(self, /) -> list[DidService]:
        """
        Where it is described.
        """
    @property
    def superseded(self, /) -> list[str]:
        """
        Courses that it takes the place of.
        """
    @property
    def superseded_by(self, /) -> list[str]:
        """
        Courses that take its place.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class DidDocumentProblem:
    """
    Something that is wrong with a DID document.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, code: str = ..., pointer: str = ..., message: str = ...) -> DidDocumentProblem: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The code.
        """
    @property
    def message(self, /) -> str:
        """
        One sentence.
        """
    @property
    def pointer(self, /) -> str:
        """
        The place, as JSON Pointer.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class DidService:
    """
    A service of a DID document.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, kind: Literal["turtle", "json-ld", "rdf-xml", "html"] = ..., url: str = ...) -> DidService: ...
    def __repr__(self, /) -> str: ...
    @property
    def kind(self, /) -> Literal["turtle", "json-ld", "rdf-xml", "html"]:
        """
        What it leads to.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def url(self, /) -> str:
        """
        Where.
        """

@final
class DiscoveryFeed:
    """
    Reports of a search of many, as they are finished.
    """
    def __aiter__(self, /) -> DiscoveryFeed: ...
    def __anext__(self, /) -> Awaitable[DiscoveryReport]: ...
    def __iter__(self, /) -> DiscoveryFeed: ...
    def __next__(self, /) -> DiscoveryReport: ...

@final
class DiscoveryReport:
    """
    What came of the search for a manifest.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, provider: Provider = ..., verdict: Literal["found", "unusable", "not-found", "failed"] = ..., manifest_url: str | None = ..., manifest: Manifest | None = ..., probes: SupportsGetItem[int, Probe] = ..., diagnostics: SupportsGetItem[int, Diagnostic] = ..., text: str = ...) -> DiscoveryReport: ...
    def __repr__(self, /) -> str: ...
    @property
    def diagnostics(self, /) -> list[Diagnostic]:
        """
        What is to be said of all.
        """
    @property
    def manifest(self, /) -> Manifest | None:
        """
        The manifest.
        """
    @property
    def manifest_url(self, /) -> str | None:
        """
        Where the manifest is.
        """
    @property
    def probes(self, /) -> list[Probe]:
        """
        The places, in the order of the search.
        """
    @property
    def provider(self, /) -> Provider:
        """
        The institution.
        """
    @property
    def text(self, /) -> str:
        """
        All this as a table for people.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def verdict(self, /) -> Literal["found", "unusable", "not-found", "failed"]:
        """
        The end of it.
        """

@final
class DocumentChanges:
    """
    What a search index has to be told.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, put: SupportsGetItem[int, str] = ..., delete: SupportsGetItem[int, str] = ...) -> DocumentChanges: ...
    def __repr__(self, /) -> str: ...
    @property
    def delete(self, /) -> list[str]:
        """
        The ids of documents that are gone.
        """
    @property
    def put(self, /) -> list[str]:
        """
        Documents that are new or have changed: JSON.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class DocumentOptions:
    """
    How catalogue documents are made.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, languages: SupportsGetItem[int, str] = ..., rendering: Literal["default", "reference"] | None = ...) -> DocumentOptions: ...
    def __repr__(self, /) -> str: ...
    @property
    def languages(self, /) -> list[str]:
        """
        The languages of the short keys, the preferred one first; English unless set.
        """
    @property
    def rendering(self, /) -> Literal["default", "reference"] | None:
        """
        The form.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class ElementCount:
    """
    How many courses have an element.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, name: str = ..., label: str = ..., courses: SupportsIndex = ...) -> ElementCount: ...
    def __repr__(self, /) -> str: ...
    @property
    def courses(self, /) -> int:
        """
        How many courses have it.
        """
    @property
    def label(self, /) -> str:
        """
        The name for people.
        """
    @property
    def name(self, /) -> str:
        """
        The name.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class EnrichOptions:
    """
    How a catalogue is enriched.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, provider: str | None = ..., ingested_at: str | None = ..., source_type: str | None = ..., only: SupportsGetItem[int, str] | None = ..., without: SupportsGetItem[int, str] = ..., trust: Literal["flag", "authoritative", "drop"] | None = ...) -> EnrichOptions: ...
    def __repr__(self, /) -> str: ...
    @property
    def ingested_at(self, /) -> str | None:
        """
        The time of the run, with time zone.
        """
    @property
    def only(self, /) -> list[str] | None:
        """
        Only these rules.
        """
    @property
    def provider(self, /) -> str | None:
        """
        The IRI of the institution whose source it is.
        """
    @property
    def source_type(self, /) -> str | None:
        """
        The type of the data source; `elm` unless set.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def trust(self, /) -> Literal["flag", "authoritative", "drop"] | None:
        """
        What the source may describe.
        """
    @property
    def without(self, /) -> list[str]:
        """
        Not these rules.
        """

@final
class ErrorReport:
    """
    Why something could not be done.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, kind: Literal["argument", "identifier", "manifest", "secret", "document", "network"] = ..., code: str = ..., message: str = ..., hint: str | None = ..., part: str | None = ..., start: SupportsIndex | None = ..., end: SupportsIndex | None = ..., diagnostics: SupportsGetItem[int, Diagnostic] = ...) -> ErrorReport: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The code, such as `ident.schac-empty`.
        """
    @property
    def diagnostics(self, /) -> list[Diagnostic]:
        """
        All that is wrong, if it is more than one thing.
        """
    @property
    def end(self, /) -> int | None:
        """
        Where it ends, in bytes.
        """
    @property
    def hint(self, /) -> str | None:
        """
        What to do.
        """
    @property
    def kind(self, /) -> Literal["argument", "identifier", "manifest", "secret", "document", "network"]:
        """
        What it is about.
        """
    @property
    def message(self, /) -> str:
        """
        One sentence.
        """
    @property
    def part(self, /) -> str | None:
        """
        The part of an identifier that is wrong.
        """
    @property
    def start(self, /) -> int | None:
        """
        Where that part begins, in bytes.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class FetchedManifest:
    """
    What is at the URL of a manifest.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, attempt: Attempt = ..., manifest: Manifest | None = ...) -> FetchedManifest: ...
    def __repr__(self, /) -> str: ...
    @property
    def attempt(self, /) -> Attempt:
        """
        The request.
        """
    @property
    def manifest(self, /) -> Manifest | None:
        """
        The manifest, if there is a usable one.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class Harvest:
    """
    A harvest under way: its pieces are catalogues. It ends when nobody holds it any more.
    """
    def __aiter__(self, /) -> Harvest: ...
    def __anext__(self, /) -> Awaitable[Catalogue]: ...
    def __iter__(self, /) -> Harvest: ...
    def __next__(self, /) -> Catalogue: ...
    def __repr__(self, /) -> str: ...
    def courses_table(self, /) -> Table:
        """
        A row for each course that is still to come, in constant memory.
        """
    def diagnostics_table(self, /) -> Table:
        """
        A row for each diagnostic that is still to come.
        """
    def finish(self, /) -> HarvestSummary:
        """
        How it ended. If there was more to come, the harvest is stopped and incomplete.
        """
    def finish_async(self, /) -> Awaitable[HarvestSummary]:
        """
        How it ended, for asyncio.
        """
    def instances_table(self, /) -> Table:
        """
        A row for each instance that is still to come.
        """

@final
class HarvestProgress:
    """
    What a harvest has cost so far.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, requests: SupportsFloat | SupportsIndex = ..., retries: SupportsFloat | SupportsIndex = ..., bytes: SupportsFloat | SupportsIndex = ..., pages: SupportsFloat | SupportsIndex = ..., records: SupportsFloat | SupportsIndex = ..., skipped: SupportsFloat | SupportsIndex = ..., duration_ms: SupportsFloat | SupportsIndex = ...) -> HarvestProgress: ...
    def __repr__(self, /) -> str: ...
    @property
    def bytes(self, /) -> float:
        """
        Bytes of all answers.
        """
    @property
    def duration_ms(self, /) -> float:
        """
        How long it took, in milliseconds.
        """
    @property
    def pages(self, /) -> float:
        """
        Pages or files.
        """
    @property
    def records(self, /) -> float:
        """
        Records.
        """
    @property
    def requests(self, /) -> float:
        """
        Requests.
        """
    @property
    def retries(self, /) -> float:
        """
        Requests that had to be sent again.
        """
    @property
    def skipped(self, /) -> float:
        """
        Items left out because their id had come before.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class HarvestSummary:
    """
    The end of a harvest.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, status: Literal["complete", "not-modified", "incomplete", "failed"] = ..., reason: str | None = ..., progress: HarvestProgress = ..., specifications: SupportsFloat | SupportsIndex = ..., instances: SupportsFloat | SupportsIndex = ..., warnings: SupportsFloat | SupportsIndex = ..., errors: SupportsFloat | SupportsIndex = ..., diagnostics: SupportsGetItem[int, Diagnostic] = ..., changes: ChangeSet | None = ..., state: str | None = ...) -> HarvestSummary: ...
    def __repr__(self, /) -> str: ...
    @property
    def changes(self, /) -> ChangeSet | None:
        """
        What has changed since the harvest before, if that was asked for.
        """
    @property
    def diagnostics(self, /) -> list[Diagnostic]:
        """
        What is to be said of the source as a whole.
        """
    @property
    def errors(self, /) -> float:
        """
        Errors about records.
        """
    @property
    def instances(self, /) -> float:
        """
        Instances of them.
        """
    @property
    def progress(self, /) -> HarvestProgress:
        """
        What it cost.
        """
    @property
    def reason(self, /) -> str | None:
        """
        Why it is not complete.
        """
    @property
    def specifications(self, /) -> float:
        """
        Courses and programmes.
        """
    @property
    def state(self, /) -> str | None:
        """
        What the next harvest needs to know, if that was asked for: JSON.
        """
    @property
    def status(self, /) -> Literal["complete", "not-modified", "incomplete", "failed"]:
        """
        How it ended.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def warnings(self, /) -> float:
        """
        Warnings about records.
        """

@final
class Instance:
    """
    An instance of a course: when and where it takes place.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, iri: str = ..., course: str = ..., title: str | None = ..., titles: dict[str, str] = ..., start: str | None = ..., end: str | None = ..., languages: SupportsGetItem[int, str] = ..., modes: SupportsGetItem[int, str] = ..., provided_by: SupportsGetItem[int, str] = ..., places: SupportsGetItem[int, str] = ..., prices: SupportsGetItem[int, str] = ..., application_deadlines: SupportsGetItem[int, str] = ..., registration_portal: str | None = ..., enrolment_capacity: SupportsFloat | SupportsIndex | None = ..., status: str | None = ..., homepages: SupportsGetItem[int, str] = ...) -> Instance: ...
    def __repr__(self, /) -> str: ...
    @property
    def application_deadlines(self, /) -> list[str]:
        """
        The last days to apply.
        """
    @property
    def course(self, /) -> str:
        """
        The IRI of the course.
        """
    @property
    def end(self, /) -> str | None:
        """
        The last day or moment.
        """
    @property
    def enrolment_capacity(self, /) -> float | None:
        """
        How many may take part.
        """
    @property
    def homepages(self, /) -> list[str]:
        """
        Web pages.
        """
    @property
    def iri(self, /) -> str:
        """
        The IRI.
        """
    @property
    def languages(self, /) -> list[str]:
        """
        The languages, by code.
        """
    @property
    def modes(self, /) -> list[str]:
        """
        The modes of learning, by code.
        """
    @property
    def places(self, /) -> list[str]:
        """
        The names of the places.
        """
    @property
    def prices(self, /) -> list[str]:
        """
        What it costs, such as `100.00 EUR`.
        """
    @property
    def provided_by(self, /) -> list[str]:
        """
        The providers: IRIs.
        """
    @property
    def registration_portal(self, /) -> str | None:
        """
        Where to register.
        """
    @property
    def start(self, /) -> str | None:
        """
        The first day or moment.
        """
    @property
    def status(self, /) -> str | None:
        """
        The status.
        """
    @property
    def title(self, /) -> str | None:
        """
        The title, in English if there is one.
        """
    @property
    def titles(self, /) -> dict[str, str]:
        """
        The titles, by language.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class KeyPair:
    """
    A pair of keys, both PEM.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, private_key: str = ..., public_key: str = ...) -> KeyPair: ...
    def __repr__(self, /) -> str: ...
    @property
    def private_key(self, /) -> str:
        """
        For the aggregator alone.
        """
    @property
    def public_key(self, /) -> str:
        """
        For those who publish.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class Manifest:
    """
    A manifest.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, meta: ManifestMeta | None = ..., sources: SupportsGetItem[int, DataSource] = ..., fingerprint: str = ..., json: str = ...) -> Manifest: ...
    def __repr__(self, /) -> str: ...
    @property
    def fingerprint(self, /) -> str:
        """
        Equal for manifests that say the same.
        """
    @property
    def json(self, /) -> str:
        """
        The manifest in JSON, with all that is not known here.
        """
    @property
    def meta(self, /) -> ManifestMeta | None:
        """
        Who publishes it.
        """
    @property
    def sources(self, /) -> list[DataSource]:
        """
        The data sources.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class ManifestDiff:
    """
    What differs between two manifests; data sources by their URLs.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, added: SupportsGetItem[int, str] = ..., removed: SupportsGetItem[int, str] = ..., changed: dict[str, SupportsGetItem[int, str]] = ..., unchanged: SupportsGetItem[int, str] = ...) -> ManifestDiff: ...
    def __repr__(self, /) -> str: ...
    @property
    def added(self, /) -> list[str]:
        """
        Sources that are new.
        """
    @property
    def changed(self, /) -> dict[str, list[str]]:
        """
        Sources that have changed, with the names of the keys.
        """
    @property
    def removed(self, /) -> list[str]:
        """
        Sources that are gone.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def unchanged(self, /) -> list[str]:
        """
        Sources that are the same.
        """

@final
class ManifestMeta:
    """
    Who publishes a manifest.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, schac: str | None = ..., eter: str | None = ..., deqar: str | None = ..., did: str | None = ...) -> ManifestMeta: ...
    def __repr__(self, /) -> str: ...
    @property
    def deqar(self, /) -> str | None:
        """
        The DEQARINST id.
        """
    @property
    def did(self, /) -> str | None:
        """
        The DID.
        """
    @property
    def eter(self, /) -> str | None:
        """
        The ETER id.
        """
    @property
    def schac(self, /) -> str | None:
        """
        The SCHAC code.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class ManifestReport:
    """
    What was read of a manifest.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, valid: bool = ..., usable: bool = ..., manifest: Manifest | None = ..., partial: Manifest | None = ..., strict: SupportsGetItem[int, Diagnostic] = ..., lenient: SupportsGetItem[int, Diagnostic] = ...) -> ManifestReport: ...
    def __repr__(self, /) -> str: ...
    @property
    def lenient(self, /) -> list[Diagnostic]:
        """
        What matters to those who use it.
        """
    @property
    def manifest(self, /) -> Manifest | None:
        """
        The manifest, if it is usable.
        """
    @property
    def partial(self, /) -> Manifest | None:
        """
        What could be read of it.
        """
    @property
    def strict(self, /) -> list[Diagnostic]:
        """
        What the letter of the specification says.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def usable(self, /) -> bool:
        """
        Whether a data source can be used.
        """
    @property
    def valid(self, /) -> bool:
        """
        Whether it follows the specification to the letter.
        """

@final
class MapOptions:
    """
    The decisions of the mapping, and what has to be known for it. What is not set has its default.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, provider: Provider | None = ..., minting: Minting | None = ..., publisher: str | None = ..., today: str | None = ..., default_language: str | None = ..., institutions: dict[str, str] = ..., alliances: SupportsGetItem[int, str] = ..., contexts: dict[str, str] = ..., keep_regions: bool | None = ..., max_title: SupportsIndex | None = ..., max_text: SupportsIndex | None = ..., time_zone: str | None = ..., links: Literal["reference", "iri", "both"] | None = ..., inherit_level: bool | None = ..., split_outcomes: bool | None = ..., partial_qualification: bool | None = ..., keep_cancelled: bool | None = ..., part_time: Literal["light", "intensive", "none"] | None = ..., national_credits: bool | None = ..., plain_credits: bool | None = ..., hours_per_credit: SupportsIndex | None = ..., offerings_since: str | None = ..., language_from_record: bool | None = ..., flatten_groups: bool | None = ..., pace_intensive: SupportsIndex | None = ..., pace_full: SupportsIndex | None = ..., unresolved_organisation: Literal["provider", "urn"] | None = ..., extensions: dict[str, str] = ..., instances_of_year: SupportsIndex | None = ..., unmapped_notes: bool | None = ..., max_document: SupportsFloat | SupportsIndex | None = ...) -> MapOptions: ...
    def __repr__(self, /) -> str: ...
    @property
    def alliances(self, /) -> list[str]:
        """
        Alliances of the provider: IRIs.
        """
    @property
    def contexts(self, /) -> dict[str, str]:
        """
        JSON-LD contexts that documents may name, by URL.
        """
    @property
    def default_language(self, /) -> str | None:
        """
        The language of texts without one.
        """
    @property
    def extensions(self, /) -> dict[str, str]:
        """
        Extensions of Edu-API and the fields they stand for (E16).
        """
    @property
    def flatten_groups(self, /) -> bool | None:
        """
        Whether groups of Edu-API become one course.
        """
    @property
    def hours_per_credit(self, /) -> int | None:
        """
        Hours of work behind a credit.
        """
    @property
    def inherit_level(self, /) -> bool | None:
        """
        Whether a course has the level of its programmes (D13).
        """
    @property
    def instances_of_year(self, /) -> int | None:
        """
        The academic year in which terms of OCCAPI become instances.
        """
    @property
    def institutions(self, /) -> dict[str, str]:
        """
        Other institutions that the source may speak for: codes and aliases with IRIs.
        """
    @property
    def keep_cancelled(self, /) -> bool | None:
        """
        Whether cancelled offerings are kept (D16).
        """
    @property
    def keep_regions(self, /) -> bool | None:
        """
        Whether `en-GB` stays what it is (D9).
        """
    @property
    def language_from_record(self, /) -> bool | None:
        """
        Whether the language of a course is that of its record.
        """
    @property
    def links(self, /) -> Literal["reference", "iri", "both"] | None:
        """
        How one course names another (D12).
        """
    @property
    def max_document(self, /) -> float | None:
        """
        The largest ELM file, in bytes.
        """
    @property
    def max_text(self, /) -> int | None:
        """
        How many characters other texts have (D10).
        """
    @property
    def max_title(self, /) -> int | None:
        """
        How many characters titles have (D10).
        """
    @property
    def minting(self, /) -> Minting | None:
        """
        How IRIs are made; URNs of the provider's SCHAC code unless set.
        """
    @property
    def national_credits(self, /) -> bool | None:
        """
        Whether national credits count as ECTS (D19).
        """
    @property
    def offerings_since(self, /) -> str | None:
        """
        The day before which offerings of Edu-API have ended that are left out (E5).
        """
    @property
    def pace_full(self, /) -> int | None:
        """
        From how many per cent on a pace is full time.
        """
    @property
    def pace_intensive(self, /) -> int | None:
        """
        From how many per cent on a pace is part time intensive.
        """
    @property
    def part_time(self, /) -> Literal["light", "intensive", "none"] | None:
        """
        What "part time" means (D18).
        """
    @property
    def partial_qualification(self, /) -> bool | None:
        """
        Whether programmes are said to be parts of a bigger qualification (D15).
        """
    @property
    def plain_credits(self, /) -> bool | None:
        """
        Whether credits without a unit are ECTS (E13).
        """
    @property
    def provider(self, /) -> Provider | None:
        """
        The institution whose data it is.
        """
    @property
    def publisher(self, /) -> str | None:
        """
        The IRI of the publisher, if not that of the provider.
        """
    @property
    def split_outcomes(self, /) -> bool | None:
        """
        Whether a list of outcomes in one text is split (D14).
        """
    @property
    def time_zone(self, /) -> str | None:
        """
        The offset from UTC of moments without one (D11).
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def today(self, /) -> str | None:
        """
        The day of the run (`YYYY-MM-DD`).
        """
    @property
    def unmapped_notes(self, /) -> bool | None:
        """
        Whether values that can't be mapped are kept as notes.
        """
    @property
    def unresolved_organisation(self, /) -> Literal["provider", "urn"] | None:
        """
        What stands for an organisation that nobody knows (E15).
        """

@final
class MergeOptions:
    """
    How registries are merged.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, matching_by_website: bool = ..., today: str | None = ..., countries: SupportsGetItem[int, str] = ...) -> MergeOptions: ...
    def __repr__(self, /) -> str: ...
    @property
    def countries(self, /) -> list[str]:
        """
        Only institutions of these countries.
        """
    @property
    def matching_by_website(self, /) -> bool:
        """
        Whether entries are joined by website and country alone.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def today(self, /) -> str | None:
        """
        The day of the run (`YYYY-MM-DD`).
        """

@final
class Minting:
    """
    How IRIs are minted.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, scheme: Literal["urn", "did", "http"] = ..., schac: str | None = ..., base: str | None = ..., provider: str | None = ...) -> Minting: ...
    def __repr__(self, /) -> str: ...
    @property
    def base(self, /) -> str | None:
        """
        Where the IRIs begin, for `http`.
        """
    @property
    def provider(self, /) -> str | None:
        """
        The provider within the base, for `http`.
        """
    @property
    def schac(self, /) -> str | None:
        """
        The SCHAC code, for URNs and DIDs.
        """
    @property
    def scheme(self, /) -> Literal["urn", "did", "http"]:
        """
        The scheme.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class PartOf:
    """
    What an institution is a part of.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, deqar: str = ..., until: str | None = ...) -> PartOf: ...
    def __repr__(self, /) -> str: ...
    @property
    def deqar(self, /) -> str:
        """
        The DEQARINST id of the whole.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def until(self, /) -> str | None:
        """
        The last day (`YYYY-MM-DD`).
        """

@final
class PlannedDomain:
    """
    A domain where a manifest is looked for.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, domain: str = ..., origin: str = ...) -> PlannedDomain: ...
    def __repr__(self, /) -> str: ...
    @property
    def domain(self, /) -> str:
        """
        The domain.
        """
    @property
    def origin(self, /) -> str:
        """
        Where it comes from: `schac`, `website` …
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class Probe:
    """
    One place where a manifest was looked for.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, domain: str = ..., origin: str = ..., mechanism: str = ..., outcome: str = ..., text: str = ..., duration_ms: SupportsFloat | SupportsIndex = ..., attempts: SupportsGetItem[int, Attempt] = ..., diagnostics: SupportsGetItem[int, Diagnostic] = ...) -> Probe: ...
    def __repr__(self, /) -> str: ...
    @property
    def attempts(self, /) -> list[Attempt]:
        """
        The requests.
        """
    @property
    def diagnostics(self, /) -> list[Diagnostic]:
        """
        What is to be said of the place.
        """
    @property
    def domain(self, /) -> str:
        """
        The domain.
        """
    @property
    def duration_ms(self, /) -> float:
        """
        How long it took, in milliseconds.
        """
    @property
    def mechanism(self, /) -> str:
        """
        `dns-txt` or `well-known`.
        """
    @property
    def origin(self, /) -> str:
        """
        Where the domain comes from.
        """
    @property
    def outcome(self, /) -> str:
        """
        What came of it.
        """
    @property
    def text(self, /) -> str:
        """
        The same, for people.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class Provider:
    """
    An institution.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, schac: str | None = ..., eter: str | None = ..., deqar: str | None = ..., website: str | None = ..., name: str | None = ..., iri: str | None = ..., country: str | None = ..., names: SupportsGetItem[int, ProviderName] = ..., identifiers: SupportsGetItem[int, ProviderIdentifier] = ..., locations: SupportsGetItem[int, ProviderLocation] = ..., aliases: SupportsGetItem[int, str] = ..., parent: str | None = ..., closed: str | None = ..., other_provider: bool = ..., sources: SupportsGetItem[int, ProviderSource] = ...) -> Provider: ...
    def __repr__(self, /) -> str: ...
    @property
    def aliases(self, /) -> list[str]:
        """
        Other IRIs.
        """
    @property
    def closed(self, /) -> str | None:
        """
        The day it was closed.
        """
    @property
    def country(self, /) -> str | None:
        """
        The country, by its code of two letters.
        """
    @property
    def deqar(self, /) -> str | None:
        """
        The DEQARINST id.
        """
    @property
    def eter(self, /) -> str | None:
        """
        The ETER id.
        """
    @property
    def identifiers(self, /) -> list[ProviderIdentifier]:
        """
        Other codes.
        """
    @property
    def iri(self, /) -> str | None:
        """
        The IRI.
        """
    @property
    def locations(self, /) -> list[ProviderLocation]:
        """
        Where it is.
        """
    @property
    def name(self, /) -> str | None:
        """
        The name.
        """
    @property
    def names(self, /) -> list[ProviderName]:
        """
        All names.
        """
    @property
    def other_provider(self, /) -> bool:
        """
        Whether it is no institution of higher education.
        """
    @property
    def parent(self, /) -> str | None:
        """
        The institution that it is a part of.
        """
    @property
    def schac(self, /) -> str | None:
        """
        The SCHAC code: its main domain name.
        """
    @property
    def sources(self, /) -> list[ProviderSource]:
        """
        Where all this is known from.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def website(self, /) -> str | None:
        """
        The website.
        """

@final
class ProviderIdentifier:
    """
    A code of a provider.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, scheme: str = ..., value: str = ..., agency: str | None = ..., source: str = ...) -> ProviderIdentifier: ...
    def __repr__(self, /) -> str: ...
    @property
    def agency(self, /) -> str | None:
        """
        Who uses it, if not everybody.
        """
    @property
    def scheme(self, /) -> str:
        """
        The scheme, such as `pic` or `erasmus`.
        """
    @property
    def source(self, /) -> str:
        """
        Which registry says so.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def value(self, /) -> str:
        """
        The code.
        """

@final
class ProviderList:
    """
    The providers of several registries, merged.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, providers: SupportsGetItem[int, Provider] = ..., conflicts: SupportsGetItem[int, Diagnostic] = ...) -> ProviderList: ...
    def __repr__(self, /) -> str: ...
    @property
    def conflicts(self, /) -> list[Diagnostic]:
        """
        Where registries contradict each other.
        """
    @property
    def providers(self, /) -> list[Provider]:
        """
        The providers.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class ProviderLocation:
    """
    Where a provider is.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, country: str | None = ..., city: str | None = ..., until: str | None = ...) -> ProviderLocation: ...
    def __repr__(self, /) -> str: ...
    @property
    def city(self, /) -> str | None:
        """
        The town.
        """
    @property
    def country(self, /) -> str | None:
        """
        The country, by its code of two letters.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def until(self, /) -> str | None:
        """
        The last day, if it is one of the past.
        """

@final
class ProviderName:
    """
    A name of a provider.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, text: str = ..., lang: str | None = ..., official: bool = ..., former: bool = ..., source: str = ...) -> ProviderName: ...
    def __repr__(self, /) -> str: ...
    @property
    def former(self, /) -> bool:
        """
        Whether it is one of the past.
        """
    @property
    def lang(self, /) -> str | None:
        """
        Its language.
        """
    @property
    def official(self, /) -> bool:
        """
        Whether it is the official one.
        """
    @property
    def source(self, /) -> str:
        """
        Which registry says so: `deqar`, `ewp`, `hei-api` or `list`.
        """
    @property
    def text(self, /) -> str:
        """
        The name.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class ProviderSource:
    """
    Where something is known from.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, registry: str = ..., id: str = ..., fetched: str | None = ...) -> ProviderSource: ...
    def __repr__(self, /) -> str: ...
    @property
    def fetched(self, /) -> str | None:
        """
        When it was fetched.
        """
    @property
    def id(self, /) -> str:
        """
        The id there.
        """
    @property
    def registry(self, /) -> str:
        """
        The registry.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class RecordInput:
    """
    A record of an API.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, kind: str = ..., body: str = ..., parts: SupportsGetItem[int, RecordPart] = ...) -> RecordInput: ...
    def __repr__(self, /) -> str: ...
    @property
    def body(self, /) -> str:
        """
        The JSON.
        """
    @property
    def kind(self, /) -> str:
        """
        `course`, `programme`, `offering`, `organisation`, `session` …
        """
    @property
    def parts(self, /) -> list[RecordPart]:
        """
        What belongs to it.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class RecordPart:
    """
    What belongs to a record.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, kind: str = ..., body: str = ...) -> RecordPart: ...
    def __repr__(self, /) -> str: ...
    @property
    def body(self, /) -> str:
        """
        The JSON.
        """
    @property
    def kind(self, /) -> str:
        """
        What it is.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class RegistryEntry:
    """
    An entry of a registry.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, registry: str = ..., id: str = ..., provider: Provider = ..., schacs: SupportsGetItem[int, str] = ..., former_schacs: SupportsGetItem[int, str] = ..., part_of: SupportsGetItem[int, PartOf] = ...) -> RegistryEntry: ...
    def __repr__(self, /) -> str: ...
    @property
    def former_schacs(self, /) -> list[str]:
        """
        SCHAC codes of the past.
        """
    @property
    def id(self, /) -> str:
        """
        The id there.
        """
    @property
    def part_of(self, /) -> list[PartOf]:
        """
        The institutions that it is a part of.
        """
    @property
    def provider(self, /) -> Provider:
        """
        What is said of the institution.
        """
    @property
    def registry(self, /) -> str:
        """
        The registry: `deqar`, `ewp`, `hei-api` or `list`.
        """
    @property
    def schacs(self, /) -> list[str]:
        """
        Its SCHAC codes.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class RegistryRead:
    """
    What was read of a registry.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, entries: SupportsGetItem[int, RegistryEntry] = ..., diagnostics: SupportsGetItem[int, Diagnostic] = ..., complete: bool = ...) -> RegistryRead: ...
    def __repr__(self, /) -> str: ...
    @property
    def complete(self, /) -> bool:
        """
        Whether it was read to its end.
        """
    @property
    def diagnostics(self, /) -> list[Diagnostic]:
        """
        What is wrong with them.
        """
    @property
    def entries(self, /) -> list[RegistryEntry]:
        """
        The entries.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class Repair:
    """
    What was mended in an identifier.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, code: str = ..., start: SupportsIndex = ..., end: SupportsIndex = ...) -> Repair: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        The code, such as `ident.repaired-white-space`.
        """
    @property
    def end(self, /) -> int:
        """
        To where, in bytes.
        """
    @property
    def start(self, /) -> int:
        """
        Where, in bytes.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class RepairedCode:
    """
    A code that was read leniently.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, value: str = ..., repairs: SupportsGetItem[int, Repair] = ...) -> RepairedCode: ...
    def __repr__(self, /) -> str: ...
    @property
    def repairs(self, /) -> list[Repair]:
        """
        What was mended.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def value(self, /) -> str:
        """
        The code.
        """

@final
class RepairedCourseId:
    """
    A course identifier that was read leniently.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, value: CourseId = ..., repairs: SupportsGetItem[int, Repair] = ...) -> RepairedCourseId: ...
    def __repr__(self, /) -> str: ...
    @property
    def repairs(self, /) -> list[Repair]:
        """
        What was mended.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def value(self, /) -> CourseId:
        """
        The identifier.
        """

@final
class RuleCount:
    """
    How often a rule was broken.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, rule: str = ..., severity: str = ..., results: SupportsIndex = ..., courses: SupportsIndex = ..., example: str = ..., example_course: str | None = ..., hint: str | None = ...) -> RuleCount: ...
    def __repr__(self, /) -> str: ...
    @property
    def courses(self, /) -> int:
        """
        In how many courses.
        """
    @property
    def example(self, /) -> str:
        """
        One of the messages.
        """
    @property
    def example_course(self, /) -> str | None:
        """
        The course it is about.
        """
    @property
    def hint(self, /) -> str | None:
        """
        What to do.
        """
    @property
    def results(self, /) -> int:
        """
        How many results.
        """
    @property
    def rule(self, /) -> str:
        """
        The rule.
        """
    @property
    def severity(self, /) -> str:
        """
        `violation`, `warning` or `info`.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class SearchPlan:
    """
    Where a manifest is looked for.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, domains: SupportsGetItem[int, PlannedDomain] = ..., diagnostics: SupportsGetItem[int, Diagnostic] = ...) -> SearchPlan: ...
    def __repr__(self, /) -> str: ...
    @property
    def diagnostics(self, /) -> list[Diagnostic]:
        """
        What is wrong with the provider.
        """
    @property
    def domains(self, /) -> list[PlannedDomain]:
        """
        The domains, in this order.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class SourceAttempt:
    """
    One thing that was tried to find out what a URL speaks.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, url: str = ..., status: SupportsIndex | None = ..., finding: str = ...) -> SourceAttempt: ...
    def __repr__(self, /) -> str: ...
    @property
    def finding(self, /) -> str:
        """
        What was found.
        """
    @property
    def status(self, /) -> int | None:
        """
        The HTTP status.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def url(self, /) -> str:
        """
        The URL.
        """

@final
class SourceProbe:
    """
    What an unknown URL speaks.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, attempts: SupportsGetItem[int, SourceAttempt] = ..., found: DataSource | None = ...) -> SourceProbe: ...
    def __repr__(self, /) -> str: ...
    @property
    def attempts(self, /) -> list[SourceAttempt]:
        """
        What was tried.
        """
    @property
    def found(self, /) -> DataSource | None:
        """
        The data source, as a manifest would name it.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """

@final
class Table:
    """
    A table that takes part in the Arrow `PyCapsule` interface: `pyarrow.table(table)`, `polars.DataFrame(table)` …
    """
    def __arrow_c_schema__(self, /) -> CapsuleType:
        """
        The columns.
        """
    def __arrow_c_stream__(self, /, requested_schema: Any | None = None) -> CapsuleType:
        """
        The rows as a stream of Arrow; a schema that is asked for is not taken into account.
        """
    def __repr__(self, /) -> str: ...

@final
class ValidationReport:
    """
    What came of a validation.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, conforms: bool = ..., courses: SupportsIndex = ..., violations: SupportsIndex = ..., warnings: SupportsIndex = ..., results: SupportsGetItem[int, ValidationResult] = ..., rules: SupportsGetItem[int, RuleCount] = ...) -> ValidationReport: ...
    def __repr__(self, /) -> str: ...
    @property
    def conforms(self, /) -> bool:
        """
        Whether there is no violation.
        """
    @property
    def courses(self, /) -> int:
        """
        How many courses were looked at.
        """
    @property
    def results(self, /) -> list[ValidationResult]:
        """
        The results.
        """
    @property
    def rules(self, /) -> list[RuleCount]:
        """
        The rules, the one most often broken first.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def violations(self, /) -> int:
        """
        How many violations there are.
        """
    @property
    def warnings(self, /) -> int:
        """
        How many warnings there are.
        """

@final
class ValidationResult:
    """
    One result of a validation.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], Json]:
        """
        For pickle and copy.
        """
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, focus: str = ..., path: str | None = ..., value: str | None = ..., component: str = ..., severity: str = ..., rule: str = ..., course: str | None = ..., place: str = ..., message: str = ..., hint: str | None = ...) -> ValidationResult: ...
    def __repr__(self, /) -> str: ...
    @property
    def component(self, /) -> str:
        """
        The kind of rule, such as `MinCountConstraintComponent`.
        """
    @property
    def course(self, /) -> str | None:
        """
        The course: an IRI.
        """
    @property
    def focus(self, /) -> str:
        """
        The node that does not conform.
        """
    @property
    def hint(self, /) -> str | None:
        """
        What to do.
        """
    @property
    def message(self, /) -> str:
        """
        One sentence.
        """
    @property
    def path(self, /) -> str | None:
        """
        The property.
        """
    @property
    def place(self, /) -> str:
        """
        Where in the course.
        """
    @property
    def rule(self, /) -> str:
        """
        The rule.
        """
    @property
    def severity(self, /) -> str:
        """
        `violation`, `warning` or `info`.
        """
    def to_dict(self, /) -> Json:
        """
        All fields as a dictionary, those within fields too.
        """
    @property
    def value(self, /) -> str | None:
        """
        The value.
        """

def build_manifest(meta: ManifestMeta | None, sources: SupportsGetItem[int, DataSource]) -> Manifest:
    """
    Build a manifest. A `ManifestError` tells all that would not follow the specification.
    """

def course_uuid(source_id: str, subject: str) -> str:
    """
    The UUID by which catalogues know a course of a data source.
    """

def decrypt_secret(private_keys: SupportsGetItem[int, str], ciphertext: str) -> str:
    """
    Decrypt a secret of a manifest with the first private key (PEM) that fits.
    """

def did_document(draft: DidDocumentDraft) -> Json:
    """
    The DID document of a course, as a dictionary.
    """

def did_document_problems(json: str) -> list[DidDocumentProblem]:
    """
    What is wrong with a DID document (JSON).
    """

def did_file_path(course: str) -> str:
    """
    Where the DID document of a course belongs in the folder of a web server.
    """

def diff_manifests(old: Manifest, new: Manifest) -> ManifestDiff:
    """
    What differs between two manifests.
    """

def encrypt_secret(public_key: str, secret: str) -> str:
    """
    Encrypt a secret for an aggregator, whose public key (PEM) is given; the result goes into a manifest.
    """

def generate_keys() -> KeyPair:
    """
    Make the keys of an aggregator.
    """

def manifest_schema() -> Json:
    """
    The JSON Schema of manifests.
    """

def map_records(source_type: str, version: SupportsIndex | None, records: SupportsGetItem[int, RecordInput], *, context: SupportsGetItem[int, RecordInput] = ..., options: MapOptions | None = None) -> Catalogue:
    """
    Map records of an API of this type and version. Those of `context` are only referred to; they make no courses.
    """

def merge_registries(entries: SupportsGetItem[int, RegistryEntry], options: MergeOptions | None = None) -> ProviderList:
    """
    Merge what several registries say of the same institutions.
    """

def mint_subject(minting: Minting, kind: Literal["course", "programme", "programme-beside-course", "offering"], id: str, course: str | None = None) -> str:
    """
    The IRI of a course, a programme, or an offering of the course with the id `course`.
    """

def parse_course_did(text: str) -> CourseDid:
    """
    Read the DID of a course, with its parts.
    """

def parse_course_id(text: str) -> CourseId:
    """
    Read the identifier of a course: a URN or a DID.
    """

def parse_course_id_lenient(text: str) -> RepairedCourseId:
    """
    Read the identifier of a course and mend what is harmless.
    """

def parse_course_urn(text: str) -> CourseUrn:
    """
    Read the URN of a course, with its components.
    """

def parse_deqar(text: str) -> str:
    """
    Read a DEQARINST id and give it as it is to be written.
    """

def parse_deqar_lenient(text: str) -> RepairedCode:
    """
    Read a DEQARINST id and mend what is harmless.
    """

def parse_eter(text: str) -> str:
    """
    Read an ETER id and give it as it is to be written.
    """

def parse_eter_lenient(text: str) -> RepairedCode:
    """
    Read an ETER id and mend what is harmless.
    """

def parse_manifest(content: Content, *, content_type: str | None = None, path: str | None = None) -> ManifestReport:
    """
    Read a manifest; JSON or YAML is told by media type, path and content.
    """

def parse_manifest_as(content: Content, format: Literal["json", "yaml"]) -> ManifestReport:
    """
    Read a manifest of a known format, `json` or `yaml`.
    """

def parse_schac(text: str) -> str:
    """
    Read a SCHAC code and give it as it is to be written.
    """

def parse_schac_lenient(text: str) -> RepairedCode:
    """
    Read a SCHAC code and mend what is harmless.
    """

def parse_txt(strings: SupportsGetItem[int, Content]) -> str | None:
    """
    The URL of the manifest that a TXT record announces, whose strings are given; None if it is about something else.
    """

def plan_search(provider: Provider) -> SearchPlan:
    """
    The domains where the manifest of a provider is looked for.
    """

def read_catalogue(content: Content, *, media_type: str | None = None, url: str | None = None, options: MapOptions | None = None) -> Catalogue:
    """
    Read an ELM file (Turtle, RDF/XML, JSON-LD, N-Triples, also packed with gzip) or a saved page of an API.

    Courses of an API get their IRIs from `options`: from the SCHAC code of the provider, or as its `minting` says.
    """

def read_registry(content: Content, format: Literal["deqar", "ewp", "hei-api", "json", "csv"] | None = None) -> RegistryRead:
    """
    Read a document of a registry; its format is told by its content unless it is given.
    """

def same_course(a: str, b: str) -> bool:
    """
    Whether two identifiers are of one course.
    """

def same_eter(a: str, b: str) -> bool:
    """
    Whether two ETER ids are of one institution.
    """

def write_manifest(manifest: Manifest, format: Literal["json", "yaml"] = ...) -> str:
    """
    Write a manifest, with all that it says, as `json` or `yaml`.
    """

