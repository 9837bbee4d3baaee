//! The formats that there are documents of: where what is, and what may be said of data that are made at random.

use ql_core::RecordKind::{Course, EducationSpecification, LearningOutcome, Organisation, Programme, Session};
use ql_core::{RecordKind, SourceType};
use serde_json::Value;

/// A format with its document.
pub(crate) struct Format {
    /// The name of the file, without `.json`.
    pub(crate) document: &'static str,
    pub(crate) source_type: SourceType,
    pub(crate) version: u32,
    pub(crate) accept: &'static str,
    /// What a manifest gives as path.
    pub(crate) path: &'static str,
    /// What is mapped without an adapter: what others refer to comes before them.
    pub(crate) lists: &'static [List],
    /// Whether it is served as `application/json` only, where the format has a media type of its own.
    pub(crate) is_json_only: bool,
    /// Whether it is harvested, too.
    pub(crate) harvests: bool,
    /// The lists whose items are the courses and programmes of a harvest.
    pub(crate) harvested: &'static [(RecordKind, &'static str)],
    /// Whether an item is fetched again by itself; then Prism gives it another id.
    pub(crate) is_linked: bool,
    id_names: &'static [&'static str],
    pub(crate) excused: &'static [Excuse],
}

/// A list, or a resource.
pub(crate) struct List {
    pub(crate) path: &'static str,
    pub(crate) kind: RecordKind,
    /// What its items are parts of, and where they name it.
    pub(crate) of: Option<(RecordKind, &'static str)>,
}

/// A warning that is no fault of a mapper.
pub(crate) struct Excuse {
    pub(crate) code: &'static str,
    /// The end of the place, without numbers.
    pub(crate) place: &'static str,
    /// What the message has in it.
    pub(crate) words: &'static str,
}

impl Format {
    pub(crate) fn id_of<'v>(&self, item: &'v Value) -> Option<&'v str> {
        self.id_names.iter().find_map(|name| item.get(name)?.as_str())
    }
}

const fn list(path: &'static str, kind: RecordKind) -> List {
    List { path, kind, of: None }
}

const fn offerings(path: &'static str, of: RecordKind, place: &'static str) -> List {
    List { path, kind: RecordKind::Offering, of: Some((of, place)) }
}

const fn warning(code: &'static str, place: &'static str, words: &'static str) -> Excuse {
    Excuse { code, place, words }
}

/// What may be said of data of any format.
pub(crate) const EXCUSED: &[Excuse] = &[
    // Generated texts are in the same language, one after another.
    warning("map.second-text", "/#", "a second text in"),
    // Generated ids lead nowhere.
    warning("map.reference", "", ""),
    warning("exchange.offerings-orphaned", "", ""),
    // The examples of a document have one id for a course, a programme and what that is a part of.
    warning("map.id-repeated", "", "a course has the same id"),
    warning("map.parent", "", "a part of itself"),
];

pub(crate) const OOAPI_5: Format = Format {
    document: "ooapi-v5",
    source_type: SourceType::Ooapi,
    version: 5,
    accept: "application/json",
    path: "",
    lists: &[
        list("organizations", Organisation),
        list("academic-sessions", Session),
        list("education-specifications", EducationSpecification),
        list("programs", Programme),
        offerings("programs/123e4567-e89b-12d3-a456-426614174000/offerings", Programme, "/program"),
        list("courses", Course),
        offerings("courses/123e4567-e89b-12d3-a456-426614174000/offerings", Course, "/course"),
    ],
    is_json_only: false,
    harvests: true,
    harvested: &[(Course, "courses"), (Programme, "programs")],
    is_linked: false,
    id_names: &["courseId", "programId"],
    excused: &[
        // An example of the document itself; the profile has no such mode.
        warning("map.mode", "/consumers/#/modeOfDelivery/#", "`coaching`"),
    ],
};

pub(crate) const OEAPI_6: Format = Format {
    document: "oeapi-v6",
    source_type: SourceType::Ooapi,
    version: 6,
    accept: "application/vnd.oeapi+json;version=6.0",
    path: "",
    lists: &[
        list("organisations", Organisation),
        list("academic-sessions", Session),
        list("learning-outcomes", LearningOutcome),
        list("programmes", Programme),
        offerings("programmes/123e4567-e89b-12d3-a456-426614174000/programme-offerings", Programme, "/programmeId"),
        list("courses", Course),
        offerings("courses/123e4567-e89b-12d3-a456-426614174000/course-offerings", Course, "/courseId"),
    ],
    is_json_only: false,
    harvests: true,
    harvested: &[(Course, "courses"), (Programme, "programmes")],
    is_linked: false,
    id_names: &["courseId", "programmeId"],
    excused: &[
        // Without a country an address is none, and without a currency an amount; both may be null.
        warning("map.location", "/addresses/#", "its country is not known"),
        warning("map.price", "/currency", "not known: null"),
        // Whether the text of an item has to be a URL depends on its type, which no schema says.
        warning("map.url", "/supplementaryInformation/#/value", ""),
    ],
};

/// Version 6 from a server that follows its document to the letter, and refuses the media type with 406.
pub(crate) const OEAPI_6_AS_JSON: Format = Format {
    accept: "application/json",
    is_json_only: true,
    // The adapter takes `application/json` for the first list, and then asks for all others as before.
    harvests: false,
    ..OEAPI_6
};

pub(crate) const EDUAPI_1: Format = Format {
    document: "edu-api-v1",
    source_type: SourceType::EduApi,
    version: 1,
    accept: "application/json",
    path: "",
    lists: &[
        list("organizations", Organisation),
        list("academicSessions", Session),
        list("collectionTemplates", Programme),
        offerings("collectionOfferings", Programme, "/collection"),
        list("courseTemplates", Course),
        offerings("courseOfferings", Course, "/course"),
    ],
    is_json_only: false,
    harvests: true,
    harvested: &[(Course, "courseTemplates"), (Programme, "collectionTemplates")],
    is_linked: false,
    id_names: &["sourcedId"],
    excused: &[
        // Whatever begins so is allowed, and nobody knows what it means.
        warning("map.level", "/level", "`ext:"),
        warning("map.mode", "/offeringFormat", "`ext:"),
        warning("map.schedule", "/synchronicity", "`ext:"),
        // Any type of identifier may be generated, those of persons among them.
        warning("map.personal-data", "/primaryCode", ""),
        warning("map.personal-data", "/otherCodes/#", ""),
    ],
};

pub(crate) const OCCAPI_1: Format = Format {
    document: "occapi-v1",
    source_type: SourceType::Occapi,
    version: 1,
    accept: "application/vnd.api+json",
    path: "hei/domain.tld",
    lists: &[
        list("hei/domain.tld/ounit", Organisation),
        list("hei/domain.tld/programme", Programme),
        list("hei/domain.tld/programme/abcdef12-3456-7890-abcd-ef1234567890", Programme),
        list("hei/domain.tld/course", Course),
        list("hei/domain.tld/course/aabbccdd-eeff-1122-3344-556677889900", Course),
    ],
    is_json_only: false,
    harvests: true,
    harvested: &[
        (Course, "hei/domain.tld/course"),
        (Course, "hei/domain.tld/programme/abcdef12-3456-7890-abcd-ef1234567890/course"),
        (Course, "hei/domain.tld/ounit/11223344-5566-7788-9900-aabbccddeeff/course"),
        (Programme, "hei/domain.tld/programme"),
        (Programme, "hei/domain.tld/ounit/11223344-5566-7788-9900-aabbccddeeff/programme"),
    ],
    is_linked: true,
    id_names: &["id"],
    excused: &[
        // An example of the document itself, which is no text as its schema wants.
        warning("map.field-of-study", "/attributes/iscedCode", "read as 0000: `0`"),
        // The list of titles may be empty.
        warning("map.title-missing", "/attributes/title", "its code"),
        warning("map.parent", "/meta/programme", "which it does not name"),
    ],
};

pub(crate) const OCCAPI_2: Format = Format {
    document: "occapi-v2",
    version: 2,
    lists: &[
        list("hei/domain.tld/ounit", Organisation),
        list("hei/domain.tld/programme", Programme),
        list("hei/domain.tld/programme/abcdef12-3456-7890-abcd-ef1234567890", Programme),
        list("hei/domain.tld/course", Course),
        list("hei/domain.tld/course/aabbccdd-eeff-1122-3344-556677889900", Course),
        offerings(
            "hei/domain.tld/course/aabbccdd-eeff-1122-3344-556677889900/instance",
            Course,
            "/relationships/course/data/id",
        ),
    ],
    source_type: SourceType::Occapi,
    accept: "application/vnd.api+json",
    path: "hei/domain.tld",
    is_json_only: false,
    harvests: true,
    harvested: &[
        (Course, "hei/domain.tld/course"),
        (Course, "hei/domain.tld/programme/abcdef12-3456-7890-abcd-ef1234567890/course"),
        (Course, "hei/domain.tld/ounit/11223344-5566-7788-9900-aabbccddeeff/course"),
        (Programme, "hei/domain.tld/programme"),
        (Programme, "hei/domain.tld/ounit/11223344-5566-7788-9900-aabbccddeeff/programme"),
    ],
    is_linked: true,
    id_names: &["id"],
    excused: &[
        // Instances are generated without a look at their course, or at each other.
        warning("map.credits", "/attributes/ects", "the course another number"),
        warning("map.grading", "/attributes/gradingScheme", "in another way"),
        warning("map.parent", "/meta/relatedProgramme", "which it does not name"),
        warning("map.unsupported-value", "/attributes/restrictedToAllianceStudents", "the former counts"),
    ],
};
