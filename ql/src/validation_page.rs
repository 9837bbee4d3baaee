use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use ql_elm::{
    Completeness, CouncilElement, CourseCompleteness, RequiredElement, ResultSeverity, RuleCount, ValidationReport,
    ValidationResult,
};

use crate::page::{Scripts, begin, end, escaped};

const STYLE: &str = include_str!("../assets/validation.css");
/// How many courses are shown one by one; nobody reads more.
const MAX_COURSES: usize = 500;
/// How many results of one course are shown.
const MAX_RESULTS: usize = 100;
/// How many characters of a foreign text are shown.
const MAX_TEXT: usize = 500;

/// The severities, the gravest first.
const SEVERITIES: [(ResultSeverity, &str); 3] =
    [(ResultSeverity::Violation, "violation"), (ResultSeverity::Warning, "warning"), (ResultSeverity::Info, "info")];

/// Writes a page that tells a university what is missing in its catalogue and what to do about it.
///
/// It is one file without any reference to another and without scripts. It shows the 500 courses with the gravest
/// results one by one, and says how many it leaves out; counts are of all.
///
/// ```
/// use quality_link::elm::{ProfileLevel, RdfFormat, RdfReader, completeness, validate};
/// let turtle = br#"
///     @prefix dcterms: <http://purl.org/dc/terms/> . @prefix ql: <http://data.quality-link.eu/ontology/v1#> .
///     <https://cat.example.edu/BIO-101> a ql:LearningOpportunitySpecification ; dcterms:title "Marine Biology"@en .
/// "#;
/// let graph = RdfReader::new(RdfFormat::Turtle).read(turtle).graph;
/// let report = validate(&graph, ProfileLevel::Profile);
/// let mut page = Vec::new();
/// quality_link::write_validation_page(&mut page, "Example University", &report, &completeness(&graph))?;
/// assert!(String::from_utf8_lossy(&page).contains("the course has no EQF level"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_validation_page(
    output: &mut impl Write,
    title: &str,
    report: &ValidationReport,
    completeness: &Completeness,
) -> io::Result<()> {
    let listing = Listing::of(report, completeness);
    begin(output, title, STYLE, Scripts::None)?;
    writeln!(output, "<main>")?;
    summary(output, report, completeness, &listing)?;
    required(output, completeness)?;
    council(output, completeness)?;
    rules(output, &report.by_rule())?;
    courses(output, &listing)?;
    elsewhere(output, &listing.elsewhere)?;
    writeln!(output, "</main>")?;
    end(output)
}

/// What there is to say of single courses.
struct Listing<'r> {
    /// Courses with results or without required data, the gravest first.
    courses: Vec<(&'r str, Entry<'r>)>,
    /// How many courses have a violation.
    violating: usize,
    /// Results of nodes that belong to no course.
    elsewhere: Vec<&'r ValidationResult>,
}

#[derive(Default)]
struct Entry<'r> {
    completeness: Option<&'r CourseCompleteness>,
    results: Vec<&'r ValidationResult>,
}

impl Entry<'_> {
    fn gravest(&self) -> Option<ResultSeverity> {
        self.results.iter().map(|result| result.severity).max()
    }
}

impl<'r> Listing<'r> {
    fn of(report: &'r ValidationReport, completeness: &'r Completeness) -> Self {
        let mut entries: BTreeMap<&str, Entry<'r>> = BTreeMap::new();
        for course in &completeness.courses {
            entries.entry(&course.course).or_default().completeness = Some(course);
        }
        let mut elsewhere = Vec::new();
        for group in report.by_course() {
            match group.course {
                Some(course) => entries.entry(course).or_default().results = group.results,
                None => elsewhere = group.results,
            }
        }
        let is_complete = |entry: &Entry<'_>| entry.completeness.is_none_or(CourseCompleteness::is_complete);
        let mut courses: Vec<(&str, Entry<'r>)> =
            entries.into_iter().filter(|(_, entry)| !entry.results.is_empty() || !is_complete(entry)).collect();
        courses.sort_by_key(|(_, entry)| Reverse(entry.gravest()));
        let violating = courses.iter().filter(|(_, entry)| entry.gravest() == Some(ResultSeverity::Violation)).count();
        Self { courses, violating, elsewhere }
    }
}

fn summary(
    page: &mut impl Write,
    report: &ValidationReport,
    completeness: &Completeness,
    listing: &Listing<'_>,
) -> io::Result<()> {
    let [violations, warnings, infos] = SEVERITIES.map(|(severity, _)| report.count(severity));
    let (class, verdict) = if report.courses() == 0 {
        ("violation", "There is no course in these data.".to_owned())
    } else if !report.conforms() {
        let (total, violating) = (counted(report.courses(), "course"), listing.violating);
        let violations = counted(violations, "violation");
        ("violation", format!("The data do not conform: {violations}; {violating} of {total} affected."))
    } else if warnings > 0 {
        ("warning", format!("The data conform, with {}.", counted(warnings, "warning")))
    } else {
        ("good", "The data conform.".to_owned())
    };
    writeln!(page, "<p class=\"verdict {class}\">{verdict}</p>\n<dl>")?;
    let counts = [
        ("courses", report.courses()),
        ("with all required data", completeness.complete()),
        ("ready as micro-credentials", completeness.micro_credential_ready()),
        ("violations", violations),
        ("warnings", warnings),
        ("notes", infos),
    ];
    for (label, count) in counts {
        writeln!(page, "<div><dt>{label}</dt><dd>{count}</dd></div>")?;
    }
    writeln!(page, "</dl>")
}

fn required(page: &mut impl Write, completeness: &Completeness) -> io::Result<()> {
    writeln!(page, "<h2>Required data</h2>")?;
    table(page, "How many courses have what the profile requires, and credits", &BAR_COLUMNS)?;
    for element in RequiredElement::ALL {
        let note = if element.is_in_profile() { "" } else { "recommended" };
        bar(page, element.label(), note, completeness.count(*element), completeness.courses.len())?;
    }
    end_table(page)
}

fn council(page: &mut impl Write, completeness: &Completeness) -> io::Result<()> {
    writeln!(page, "<h2>Micro-credentials</h2>")?;
    let caption = "How many courses have the elements of the Council Recommendation on micro-credentials \
        (2022/C 243/02) that a catalogue can have";
    table(page, caption, &BAR_COLUMNS)?;
    for element in CouncilElement::ALL {
        let note = if element.is_mandatory() { "" } else { "optional" };
        bar(page, element.label(), note, completeness.council_count(*element), completeness.courses.len())?;
    }
    end_table(page)
}

const BAR_COLUMNS: [&str; 4] = ["Element", "Share", "Courses", "Missing in"];

fn bar(page: &mut impl Write, label: &str, note: &str, count: usize, total: usize) -> io::Result<()> {
    // Rounded down, so that 100 % means all.
    let share = (count * 100).checked_div(total).unwrap_or_default();
    let class = match share {
        100 => "good",
        50..100 => "warning",
        _ => "violation",
    };
    write!(page, "<tr><th scope=\"row\">{label}")?;
    if !note.is_empty() {
        write!(page, " <small>({note})</small>")?;
    }
    writeln!(
        page,
        "</th><td class=\"bars\"><div class=\"bar\" aria-hidden=\"true\">\
        <span class=\"{class}\" style=\"width:{share}%\"></span></div></td>\
        <td class=\"number\">{count} ({share} %)</td><td class=\"number\">{}</td></tr>",
        total.saturating_sub(count)
    )
}

fn rules(page: &mut impl Write, rules: &[RuleCount]) -> io::Result<()> {
    writeln!(page, "<h2>What to do</h2>")?;
    if rules.is_empty() {
        return writeln!(page, "<p>No rule is broken.</p>");
    }
    let columns = ["Severity", "Rule", "For example", "Courses", "Results", "What to do"];
    table(page, "The rules that are broken, the gravest and most frequent first", &columns)?;
    for rule in rules {
        let name = if rule.rule.is_empty() { rule.component.name() } else { &rule.rule };
        write!(
            page,
            "<tr><td>{}</td><th scope=\"row\">{}</th><td>{}",
            severity(rule.severity),
            shown(name),
            shown(&rule.example)
        )?;
        if let Some(course) = &rule.example_course {
            write!(page, "<br><small>{}</small>", shown(course))?;
        }
        writeln!(
            page,
            "</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>",
            rule.courses,
            rule.results,
            shown(rule.hint.as_deref().unwrap_or_default())
        )?;
    }
    end_table(page)
}

fn courses(page: &mut impl Write, listing: &Listing<'_>) -> io::Result<()> {
    writeln!(page, "<h2>Courses</h2>")?;
    let (all, left_out) = (listing.courses.len(), listing.courses.len().saturating_sub(MAX_COURSES));
    match (all, left_out) {
        (0, _) => writeln!(page, "<p>There is nothing to say of any course.</p>")?,
        (_, 0) => {
            let courses = counted(all, "course");
            writeln!(page, "<p>{courses} with results or without required data, the gravest first.</p>")?;
        }
        _ => writeln!(
            page,
            "<p>The {MAX_COURSES} gravest of {all} courses with results or without required data; \
            {} not shown.</p>",
            if left_out == 1 { "1 is".to_owned() } else { format!("{left_out} are") }
        )?,
    }
    for (iri, entry) in listing.courses.iter().take(MAX_COURSES) {
        write!(page, "<section class=\"course\">\n<h3>")?;
        match entry.completeness.and_then(|course| course.title.as_deref()) {
            Some(title) => write!(page, "{} <small>{}</small>", shown(title), shown(iri))?,
            None => write!(page, "{}", shown(iri))?,
        }
        writeln!(page, "</h3>")?;
        let missing: Vec<&str> =
            entry.completeness.map_or(&[][..], |course| &course.missing).iter().map(|e| e.label()).collect();
        if !missing.is_empty() {
            writeln!(page, "<p>Missing: {}</p>", missing.join(", "))?;
        }
        results(page, &entry.results)?;
        writeln!(page, "</section>")?;
    }
    Ok(())
}

/// Institutions, and what else belongs to no course.
fn elsewhere(page: &mut impl Write, all: &[&ValidationResult]) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    writeln!(page, "<h2>Institutions and others</h2>\n<section class=\"course\">")?;
    results(page, all)?;
    writeln!(page, "</section>")
}

fn results(page: &mut impl Write, results: &[&ValidationResult]) -> io::Result<()> {
    if results.is_empty() {
        return Ok(());
    }
    writeln!(page, "<ul>")?;
    for result in results.iter().take(MAX_RESULTS) {
        write!(page, "<li>{} {}", severity(result.severity), shown(&result.message))?;
        let node = if result.course.is_none() { &result.focus } else { &result.place };
        let details: Vec<String> =
            [node, &result.rule].into_iter().filter(|text| !text.is_empty()).map(|text| shown(text)).collect();
        if !details.is_empty() {
            write!(page, " <small>{}</small>", details.join(" · "))?;
        }
        writeln!(page, "</li>")?;
    }
    let left_out = results.len().saturating_sub(MAX_RESULTS);
    if left_out > 0 {
        writeln!(page, "<li>and {}</li>", counted(left_out, "more result"))?;
    }
    writeln!(page, "</ul>")
}

fn table(page: &mut impl Write, caption: &str, columns: &[&str]) -> io::Result<()> {
    // Tables that can be scrolled have to be reached by the keyboard, too.
    write!(
        page,
        "<div class=\"wide\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\">\n\
        <table>\n<caption>{caption}</caption>\n<thead><tr>"
    )?;
    for column in columns {
        write!(page, "<th scope=\"col\">{column}</th>")?;
    }
    writeln!(page, "</tr></thead>\n<tbody>")
}

fn end_table(page: &mut impl Write) -> io::Result<()> {
    writeln!(page, "</tbody>\n</table>\n</div>")
}

fn severity(severity: ResultSeverity) -> String {
    let class = SEVERITIES.iter().find(|(known, _)| *known == severity).map_or("info", |(_, class)| class);
    format!("<span class=\"severity {class}\">{}</span>", severity.name())
}

/// Foreign text, as much of it as a person reads.
fn shown(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", escaped(&text[..end])),
        None => escaped(text),
    }
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
