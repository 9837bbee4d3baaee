"""The Swift that UniFFI makes has all records, choices and functions, with the types and defaults that are meant.

What records and choices there are is read from the source of the plain interface, so that nothing can be forgotten. Where
there is a Swift compiler, it looks at the whole. `QL_SWIFT` says in which folder `QualityLink.swift` is.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
TYPES = REPOSITORY / "ql" / "src" / "plain" / "types.rs"
FOLDER = Path(os.environ.get("QL_SWIFT") or REPOSITORY / "target" / "uniffi" / "swift")
SWIFT = FOLDER / "QualityLink.swift"

PLAIN = {"String": "String", "u32": "UInt32", "f64": "Double", "bool": "Bool"}

FUNCTIONS = """
parseSchac(text: String) throws -> String
parseSchacLenient(text: String) throws -> RepairedCode
parseEter(text: String) throws -> String
parseEterLenient(text: String) throws -> RepairedCode
sameEter(a: String, b: String) throws -> Bool
parseDeqar(text: String) throws -> String
parseDeqarLenient(text: String) throws -> RepairedCode
parseCourseId(text: String) throws -> CourseId
parseCourseIdLenient(text: String) throws -> RepairedCourseId
parseCourseUrn(text: String) throws -> CourseUrn
parseCourseDid(text: String) throws -> CourseDid
sameCourse(a: String, b: String) throws -> Bool
courseUuid(sourceId: String, subject: String) -> String
mintSubject(minting: Minting, kind: SubjectKind, id: String, course: String? = nil) throws -> String
didDocument(draft: DidDocumentDraft) throws -> String
didFilePath(course: String) throws -> String
didDocumentProblems(json: String) throws -> [DidDocumentProblem]
parseManifest(content: Data, contentType: String? = nil, path: String? = nil) -> ManifestReport
parseManifestAs(content: Data, format: ManifestFormat) -> ManifestReport
buildManifest(meta: ManifestMeta?, sources: [DataSource]) throws -> Manifest
writeManifest(manifest: Manifest, format: ManifestFormat) throws -> String
diffManifests(old: Manifest, new: Manifest) throws -> ManifestDiff
manifestSchema() -> String
encryptSecret(publicKey: String, secret: String) throws -> String
decryptSecret(privateKeys: [String], ciphertext: String) throws -> String
generateKeys() throws -> KeyPair
planSearch(provider: Provider) throws -> SearchPlan
parseTxt(strings: [Data]) throws -> String?
readRegistry(content: Data, format: RegistryFormat? = nil) -> RegistryRead
mergeRegistries(entries: [RegistryEntry], options: MergeOptions = MergeOptions()) throws -> ProviderList
readCatalogue(content: Data, mediaType: String? = nil, url: String? = nil, options: MapOptions = MapOptions()) throws -> Catalogue
mapRecords(sourceType: String, version: UInt32?, records: [RecordInput], context: [RecordInput] = [], options: MapOptions = MapOptions()) throws -> Catalogue
"""

METHODS = {
    "Catalogue": """
static merge(catalogues: [Catalogue]) -> Catalogue
diagnostics() -> [Diagnostic]
courseCount() -> UInt32
courses() -> [Course]
course(iri: String) -> Catalogue
toRdf(format: RdfFormat, namespace: ElmNamespace? = nil) -> Data
documents(options: DocumentOptions = DocumentOptions(), institutions: Data? = nil, labels: Data? = nil) throws -> [String]
validate(level: ProfileLevel? = nil) -> ValidationReport
validateWith(shapes: Data) throws -> ValidationReport
completeness(institutions: Data? = nil) throws -> Completeness
enrich(options: EnrichOptions = EnrichOptions(), institutions: Data? = nil) throws -> Catalogue
diff(newer: Catalogue) -> ChangeSet
updates(newer: Catalogue, graph: String? = nil) -> [String]
documentChanges(newer: Catalogue, options: DocumentOptions = DocumentOptions(), institutions: Data? = nil, labels: Data? = nil) throws -> DocumentChanges
""",
    "Client": """
discover(provider: Provider) async throws -> DiscoveryReport
discoverAll(providers: [Provider]) throws -> DiscoveryFeed
fetchManifest(url: String) async throws -> FetchedManifest
probe(url: String) async throws -> SourceProbe
harvest(source: DataSource, options: MapOptions = MapOptions(), state: String? = nil, progress: ProgressListener? = nil) throws -> Harvest
""",
    "Harvest": "next() async -> Catalogue?\nfinish() async -> HarvestSummary",
    "DiscoveryFeed": "next() async -> DiscoveryReport?",
}


def spaced(text):
    """Without comments; one space where there are some, none around punctuation: those are the generator's business."""
    text = re.sub(r"/\*\*.*?\*/|//[^\n]*", " ", text.replace("`", ""), flags=re.DOTALL)
    return re.sub(r" ?([(){}\[\],:?=]|->) ?", r"\1", re.sub(r"\s+", " ", text))


@pytest.fixture(scope="session")
def swift():
    if not SWIFT.exists():
        problem = f"no {SWIFT.name}: it has not been generated"
        pytest.fail(problem) if os.environ.get("QL_REQUIRE_PEERS") == "1" else pytest.skip(problem)
    return spaced(SWIFT.read_text(encoding="utf-8"))


def camel(name):
    """`duration_ms` and `DurationMs` are `durationMs`, `V33` is `v33`."""
    first, *rest = name.split("_")
    return first[0].lower() + first[1:] + "".join(part.capitalize() for part in rest)


def swift_type(rust):
    match = re.fullmatch(r"(Option|Vec|HashMap)<(.*)>", rust)
    if match is None:
        return PLAIN.get(rust, rust)
    if match[1] == "HashMap":
        key, value = match[2].split(", ", 1)
        return f"[{swift_type(key)}: {swift_type(value)}]"
    return f"{swift_type(match[2])}?" if match[1] == "Option" else f"[{swift_type(match[2])}]"


def default(rust):
    kinds = {"Option": " = nil", "Vec": " = []", "HashMap": " = [:]", "bool": " = false"}
    return kinds.get(rust.split("<")[0], "")


def blocks(kind):
    """Name and members of every type in a block of the source."""
    source = re.sub(r"///.*", "", TYPES.read_text(encoding="utf-8"))
    choices, records = source.split("choices {", 1)[1].split("records {", 1)
    members = {"choices": r"(\w+) = \"", "records": r"(\w+): ([^\n]*),\n"}[kind]
    text = {"choices": choices, "records": records}[kind]
    return [(name, re.findall(members, body)) for name, body in re.findall(r"([A-Z]\w+) \{([^{}]*)\}", text)]


def test_the_source_is_read_as_it_is_meant():
    assert len(blocks("choices")) >= 19 and len(blocks("records")) >= 50
    assert dict(blocks("records"))["KeyPair"] == [("private_key", "String"), ("public_key", "String")]
    assert dict(blocks("choices"))["ManifestFormat"] == ["Json", "Yaml"]


@pytest.mark.parametrize("name, cases", blocks("choices"), ids=lambda value: value if isinstance(value, str) else "")
def test_choices(swift, name, cases):
    body = re.search(rf"public enum {name}:[^{{]*\{{(.*?)\}}", swift)
    assert body is not None and body[1].split() == [word for case in cases for word in ("case", camel(case))]


@pytest.mark.parametrize("name, fields", blocks("records"), ids=lambda value: value if isinstance(value, str) else "")
def test_records(swift, name, fields):
    body = swift.split(spaced(f"public struct {name}: Equatable, Hashable"), 1)[1].split("public init(", 1)
    found = [field.strip() for field in body[0].split("public let ")[1:]]
    assert found == [spaced(f"{camel(field)}: {swift_type(rust)}") for field, rust in fields]
    arguments = ", ".join(f"{camel(field)}: {swift_type(rust)}{default(rust)}" for field, rust in fields)
    assert body[1].startswith(spaced(f"{arguments})"))


def test_functions(swift):
    for signature in FUNCTIONS.strip().splitlines():
        assert spaced(f"public func {signature}") in swift, signature
    meant = {line.split("(")[0] for line in FUNCTIONS.strip().splitlines()}
    found = set(re.findall(r"public func ([a-z]\w+)\(", swift)) - {"uniffiCloneHandle"}
    assert {name for name in found if not name.startswith("uniffi")} == meant


@pytest.mark.parametrize("name", METHODS)
def test_methods(swift, name):
    body = swift.split(f"open class {name}:", 1)[1].split("public struct FfiConverterType", 1)[0]
    for signature in METHODS[name].strip().splitlines():
        keyword = "public static func " if signature.startswith("static ") else "open func "
        assert spaced(keyword + signature.removeprefix("static ")) in body, signature
    assert len(re.findall(r"open func |public static func ", body)) == len(METHODS[name].strip().splitlines())


def test_client_errors_and_listeners(swift):
    assert spaced("public convenience init(options: ClientOptions = ClientOptions()) throws {") in swift
    listener = spaced("public protocol ProgressListener: AnyObject, Sendable { func onProgress(progress: HarvestProgress) }")
    assert listener in swift
    error = swift.split("public enum QualityLinkError:Swift.Error,", 1)[1].split("public var", 1)[0]
    kinds = re.findall(r"case (\w+)\(report:ErrorReport\)", error)
    assert [camel(kind) for kind in kinds] == [camel(case) for case in dict(blocks("choices"))["ErrorKind"]]


def test_it_compiles(swift):
    compiler = shutil.which("swiftc")
    if compiler is None:
        pytest.skip("no Swift compiler")
    arguments = ["-typecheck", "-I", FOLDER, "-Xcc", f"-fmodule-map-file={FOLDER / 'QualityLinkFFI.modulemap'}", SWIFT]
    subprocess.run([compiler, *arguments], check=True, timeout=600)
