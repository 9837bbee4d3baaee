use std::collections::BTreeMap;

/// How one specification names another (decision D12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkForm {
    /// A node with provider and code, as the profile wants it.
    #[default]
    Reference,
    /// The IRI, if it is known; else a node.
    Iri,
    /// Both.
    Both,
}

/// What "part time" means, of which the vocabulary has two kinds (decision D18).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartTime {
    /// Part time light.
    #[default]
    Light,
    /// Part time intensive.
    Intensive,
    /// Neither.
    None,
}

/// What stands for an organisation that nobody knows (decision E15).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnresolvedOrganisation {
    /// The provider of the data source.
    #[default]
    Provider,
    /// `urn:uuid:` with its id, if that is a UUID, so that it can be resolved later.
    Urn,
}

/// The decisions of the mapping documents that change data, with the defaults that the documents confirm.
///
/// The namespace of the European Learning Model (D1) and the datatype of credit points (D20) are matters of
/// [`RdfOptions`](crate::RdfOptions); which offerings are asked for (D5, D6) is one of the harvest.
///
/// ```
/// use ql_elm::{LinkForm, MapSettings, PartTime};
/// let settings = MapSettings::new().with_links(LinkForm::Both).with_part_time(PartTime::Intensive);
/// ```
#[derive(Clone, Debug)]
#[must_use]
#[expect(clippy::struct_excessive_bools, reason = "one for each decision that is one")]
pub struct MapSettings {
    pub(super) keep_regions: bool,
    pub(super) max_title: usize,
    pub(super) max_text: usize,
    pub(super) offset: Option<String>,
    pub(super) links: LinkForm,
    pub(super) inherit_level: bool,
    pub(super) split_outcomes: bool,
    pub(super) partial_qualification: bool,
    pub(super) keep_cancelled: bool,
    pub(super) part_time: PartTime,
    pub(super) national_credits: bool,
    pub(super) plain_credits: bool,
    pub(super) hours_per_credit: Option<u32>,
    pub(super) offerings_since: Option<String>,
    pub(super) language_from_record: bool,
    pub(super) flatten_groups: bool,
    pub(super) pace: (u32, u32),
    pub(super) unresolved: UnresolvedOrganisation,
    pub(super) extensions: BTreeMap<String, String>,
    pub(super) instances_of_year: Option<u16>,
    pub(super) unmapped_notes: bool,
    pub(super) max_document: u64,
}

impl Default for MapSettings {
    fn default() -> Self {
        Self {
            keep_regions: false,
            max_title: 1_000,
            max_text: 65_536,
            offset: None,
            links: LinkForm::Reference,
            inherit_level: true,
            split_outcomes: true,
            partial_qualification: true,
            keep_cancelled: false,
            part_time: PartTime::Light,
            national_credits: true,
            plain_credits: true,
            hours_per_credit: None,
            offerings_since: None,
            language_from_record: false,
            flatten_groups: false,
            pace: (50, 100),
            unresolved: UnresolvedOrganisation::Provider,
            extensions: BTreeMap::new(),
            instances_of_year: None,
            unmapped_notes: true,
            max_document: crate::MAX_DOCUMENT,
        }
    }
}

impl MapSettings {
    /// The confirmed defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether `en-GB` stays what it is (D9); by default the only variant of a language in a field becomes `en`, which
    /// today's catalogue looks for.
    pub fn with_regions(mut self, keep: bool) -> Self {
        self.keep_regions = keep;
        self
    }

    /// Sets how many characters titles and other texts may have (D10): 1,000 and 65,536 by default.
    pub fn with_text_limits(mut self, title: usize, text: usize) -> Self {
        (self.max_title, self.max_text) = (title.max(1), text.max(1));
        self
    }

    /// Sets the offset from UTC (`+01:00`, `Z`) of moments that come without one (D11); none by default. What is no offset
    /// is not taken.
    pub fn with_offset(mut self, offset: &str) -> Self {
        let bytes = offset.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let is_offset = offset == "Z"
            || bytes.len() == 6
                && matches!(bytes[0], b'+' | b'-')
                && bytes[3] == b':'
                && [1, 2, 4, 5].into_iter().all(digit)
                && (&offset[1..3], &offset[4..]) <= ("14", "00")
                && &offset[4..] < "60";
        self.offset = is_offset.then(|| offset.to_owned());
        self
    }

    /// Sets how one specification names another (D12).
    pub fn with_links(mut self, form: LinkForm) -> Self {
        self.links = form;
        self
    }

    /// Whether a course without a level has that of its programmes, if they agree (D13); on by default.
    pub fn with_inherited_level(mut self, inherit: bool) -> Self {
        self.inherit_level = inherit;
        self
    }

    /// Whether a list within one long text of learning outcomes becomes several outcomes (D14); on by default.
    pub fn with_split_outcomes(mut self, split: bool) -> Self {
        self.split_outcomes = split;
        self
    }

    /// Whether it is inferred that a programme is part of a bigger qualification (D15, E10); on by default.
    pub fn with_partial_qualification(mut self, infer: bool) -> Self {
        self.partial_qualification = infer;
        self
    }

    /// Whether offerings of OOAPI 6 that are cancelled or a mere concept are kept (D16), with that as their status; off by
    /// default.
    pub fn with_cancelled_offerings(mut self, keep: bool) -> Self {
        self.keep_cancelled = keep;
        self
    }

    /// Sets what "part time" means (D18).
    pub fn with_part_time(mut self, part_time: PartTime) -> Self {
        self.part_time = part_time;
        self
    }

    /// Whether national credits that equal ECTS by law are taken for ECTS, where the provider is of that country (D19,
    /// E12); on by default.
    pub fn with_national_credits(mut self, as_ects: bool) -> Self {
        self.national_credits = as_ects;
        self
    }

    /// Whether a number of credits without a unit is taken for ECTS in the European Higher Education Area (E13); on by
    /// default.
    pub fn with_plain_credits(mut self, as_ects: bool) -> Self {
        self.plain_credits = as_ects;
        self
    }

    /// Sets how many hours of work a credit of ECTS stands for, from which the workload is derived where it is not stated
    /// (section 3.4.5); nothing is derived by default.
    pub fn with_hours_per_credit(mut self, hours: Option<u32>) -> Self {
        self.hours_per_credit = hours;
        self
    }

    /// Sets the day (`YYYY-MM-DD`) before which offerings of Edu-API have ended that are left out (E5), since its lists
    /// have them all; none by default.
    pub fn with_offerings_since(mut self, day: impl Into<String>) -> Self {
        self.offerings_since = Some(day.into());
        self
    }

    /// Whether the language of a record of Edu-API stands for a teaching language that is missing (E9); off by default.
    pub fn with_language_from_record(mut self, infer: bool) -> Self {
        self.language_from_record = infer;
        self
    }

    /// Whether collections of Edu-API that only group courses are left out, with their courses linked to what is above
    /// (E11); off by default.
    pub fn with_flat_groups(mut self, flatten: bool) -> Self {
        self.flatten_groups = flatten;
        self
    }

    /// Sets from which per cent of the usual pace a study is part time intensive, and from which full time (E14): 50 and
    /// 100 by default.
    pub fn with_pace(mut self, intensive: u32, full: u32) -> Self {
        self.pace = (intensive, full);
        self
    }

    /// Sets what stands for an organisation that nobody knows (E15).
    pub fn with_unresolved_organisation(mut self, unresolved: UnresolvedOrganisation) -> Self {
        self.unresolved = unresolved;
        self
    }

    /// Maps a member of Edu-API's `extensions`, found by its JSON pointer below the record, like a field of OOAPI 5 (E16):
    /// `learningOutcomes`, `fieldsOfStudy`, `link` …
    pub fn with_extension(mut self, pointer: impl Into<String>, field: impl Into<String>) -> Self {
        self.extensions.insert(pointer.into(), field.into());
        self
    }

    /// Makes an instance of each term in which a course of OCCAPI is offered, in the academic year that begins in `year`;
    /// none by default, since a term alone claims no concrete offering.
    pub fn with_instances_of_year(mut self, year: Option<u16>) -> Self {
        self.instances_of_year = year;
        self
    }

    /// Whether a value that can't be mapped, such as an unknown level, is kept as a note (`level: Master's`) beside the
    /// finding about it; on by default.
    pub fn with_unmapped_notes(mut self, keep: bool) -> Self {
        self.unmapped_notes = keep;
        self
    }

    /// Sets the largest ELM file, in bytes after decompression: [`MAX_DOCUMENT`](crate::MAX_DOCUMENT) by default.
    pub fn with_max_document(mut self, bytes: u64) -> Self {
        self.max_document = bytes;
        self
    }
}
