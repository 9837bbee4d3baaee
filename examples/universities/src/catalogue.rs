//! Course data made up from a few words, the same at every start.

use std::fmt::Write as _;

use serde_json::{Value, json};

struct Subject {
    en: &'static str,
    nl: &'static str,
    de: &'static str,
    isced: &'static str,
}

const SUBJECTS: &[Subject] = &[
    Subject { en: "Marine Biology", nl: "Mariene biologie", de: "Meeresbiologie", isced: "0511" },
    Subject { en: "Linear Algebra", nl: "Lineaire algebra", de: "Lineare Algebra", isced: "0541" },
    Subject { en: "Tax Law", nl: "Belastingrecht", de: "Steuerrecht", isced: "0421" },
    Subject { en: "Software Testing", nl: "Softwaretesten", de: "Softwaretests", isced: "0613" },
    Subject { en: "Music History", nl: "Muziekgeschiedenis", de: "Musikgeschichte", isced: "0215" },
    Subject { en: "Hydrology", nl: "Hydrologie", de: "Hydrologie", isced: "0532" },
    Subject { en: "Clinical Nursing", nl: "Klinische verpleegkunde", de: "Klinische Pflege", isced: "0913" },
    Subject { en: "Urban Planning", nl: "Stedenbouw", de: "Stadtplanung", isced: "0731" },
    Subject { en: "Labour Economics", nl: "Arbeidseconomie", de: "Arbeitsökonomik", isced: "0311" },
    Subject { en: "Dairy Science", nl: "Zuivelkunde", de: "Milchwissenschaft", isced: "0811" },
];

const STEPS: [(&str, &str, &str, &str); 3] = [
    ("Introduction to", "Inleiding", "Einführung", "bachelor"),
    ("Advanced", "Gevorderde", "Fortgeschrittene", "master"),
    ("Research in", "Onderzoek", "Forschung", "doctoral"),
];

pub(crate) struct Course {
    number: usize,
}

impl Course {
    pub(crate) fn new(number: usize) -> Self {
        Self { number }
    }

    pub(crate) fn id(&self) -> String {
        format!("c0ffee00-0000-4000-8000-{:012}", self.number)
    }

    fn code(&self) -> String {
        format!("MER-{:04}", self.number + 1)
    }

    pub(crate) fn to_json(&self) -> Value {
        let subject = &SUBJECTS[self.number % SUBJECTS.len()];
        let (en, nl, de, level) = STEPS[self.number / SUBJECTS.len() % STEPS.len()];
        let part = self.number / (SUBJECTS.len() * STEPS.len()) + 1;
        let mut name = vec![
            json!({ "language": "en-GB", "value": format!("{en} {} {part}", subject.en) }),
            json!({ "language": "nl-NL", "value": format!("{nl} {} {part}", subject.nl) }),
        ];
        if self.number.is_multiple_of(3) {
            name.push(json!({ "language": "de-DE", "value": format!("{de} {} {part}", subject.de) }));
        }
        let (credits, mode) = [(5.0, "on campus"), (7.5, "online"), (10.0, "hybrid")][self.number % 3];
        // What real servers get wrong, here and there.
        let level = if self.number == 41 { "Master's" } else { level };
        let link = match self.number {
            42 => "javascript:void(0)".into(),
            _ => format!("https://www.meridian.example/courses/{}", self.code().to_lowercase()),
        };
        json!({
            "courseId": self.id(),
            "primaryCode": { "codeType": "identifier", "code": self.code() },
            "name": name,
            "abbreviation": self.code(),
            "description": [
                { "language": "en-GB", "value": format!("Students learn how {} is done, in theory and practice.", subject.en.to_lowercase()) },
                { "language": "nl-NL", "value": format!("Studenten leren hoe {} in theorie en praktijk werkt.", subject.nl.to_lowercase()) },
            ],
            "teachingLanguage": if self.number.is_multiple_of(2) { "eng" } else { "nld" },
            "level": level,
            "studyLoad": { "studyLoadUnit": "ects", "value": credits },
            "modeOfDelivery": [mode],
            "fieldsOfStudy": subject.isced,
            "learningOutcomes": [
                [
                    { "language": "en-GB", "value": format!("Explain the methods of {}", subject.en.to_lowercase()) },
                    { "language": "nl-NL", "value": format!("De methoden van {} uitleggen", subject.nl.to_lowercase()) },
                ],
                [{ "language": "en-GB", "value": "Report on a case of one's own choice" }],
            ],
            "admissionRequirements": [{ "language": "en-GB", "value": "None beyond admission to the programme." }],
            "assessment": [{ "language": "en-GB", "value": "Written examination" }],
            "link": link,
        })
    }

    pub(crate) fn offerings(&self) -> Vec<Value> {
        let subject = &SUBJECTS[self.number % SUBJECTS.len()];
        (0..=self.number % 3)
            .map(|term| {
                let (start, end) =
                    [("2026-09-01", "2027-01-29"), ("2027-02-01", "2027-06-30"), ("2027-09-01", "2028-01-31")][term];
                json!({
                    "offeringId": format!("0ffe41{:02}-0000-4000-8000-{:012}", term, self.number),
                    "offeringType": "course",
                    "primaryCode": { "codeType": "offeringCode", "code": format!("{}-{}", self.code(), term + 1) },
                    "course": self.id(),
                    "name": [
                        { "language": "en-GB", "value": format!("{}, term {}", subject.en, term + 1) },
                        { "language": "nl-NL", "value": format!("{}, blok {}", subject.nl, term + 1) },
                    ],
                    "description": [],
                    "teachingLanguage": if self.number.is_multiple_of(2) { "eng" } else { "nld" },
                    "modeOfDelivery": [],
                    "startDate": start,
                    "endDate": end,
                    "enrollEndDate": start,
                    "maxNumberStudents": 20 + self.number % 80,
                    "enrolledNumberStudents": 0,
                    "resultExpected": true,
                    "link": format!("https://www.meridian.example/enrol/{}/{}", self.code().to_lowercase(), term + 1),
                })
            })
            .collect()
    }
}

/// The file of `littoral.example`, in the namespace of ELM 3.2.
pub(crate) fn turtle() -> String {
    const COURSES: [(&str, &str, &str, &str); 4] = [
        ("TIDES-1", "Tides and Currents", "Marés e correntes", "0532"),
        ("PORT-2", "Port Logistics", "Logística portuária", "1041"),
        ("REEF-3", "Reef Ecology", "Ecologia de recifes", "0511"),
        ("SAIL-4", "Sailing Ship History", "História dos veleiros", "0222"),
    ];
    let mut turtle = String::from(
        "@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix elm: <http://data.europa.eu/snb/model/elm/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix ql: <http://data.quality-link.eu/ontology/v1#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://data.deqar.eu/institution/9002> a ql:HigherEducationInstitution ;
    skos:prefLabel \"Littoral University\"@en ;
    adms:identifier [ a ql:SchacIdentifier ; elm:schemeId ql:Schac ; skos:notation \"littoral.example\" ] .
",
    );
    for (code, en, pt, isced) in COURSES {
        // Writing into a String does not fail.
        let _ = write!(
            turtle,
            "
<urn:schac:uniqueCourseId:littoral.example:{code}> a ql:LearningOpportunitySpecification ;
    adms:identifier [ a elm:Identifier ; skos:notation \"{code}\" ; elm:schemeName \"course code\" ] ;
    dcterms:title \"{en}\"@en , \"{pt}\"@pt ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/POR> ;
    elm:learningOutcome [ a elm:LearningOutcome ; dcterms:title \"Put {} to use\"@en ] ;
    elm:ISCEDFCode <http://data.europa.eu/snb/isced-f/{isced}> ;
    elm:EQFLevel <http://data.europa.eu/snb/eqf/6> ;
    elm:creditPoint [ a elm:CreditPoint ; elm:framework <http://data.europa.eu/snb/education-credit/6fcec5c5af> ; elm:point \"6\" ] ;
    dcterms:publisher <https://data.deqar.eu/institution/9002> .

<https://www.littoral.example/courses/{code}/2027> a ql:LearningOpportunityInstance ;
    elm:learningAchievementSpecification <urn:schac:uniqueCourseId:littoral.example:{code}> ;
    elm:providedBy <https://data.deqar.eu/institution/9002> ;
    elm:defaultLanguage <http://publications.europa.eu/resource/authority/language/POR> ;
    dcterms:temporal [ a dcterms:PeriodOfTime ; elm:startDate \"2027-02-01T00:00:00Z\"^^xsd:dateTime ] .
",
            en.to_lowercase()
        );
    }
    turtle
}
