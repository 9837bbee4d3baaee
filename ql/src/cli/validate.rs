use std::fmt::Write as _;
use std::io::Write as _;

use quality_link::elm::{
    Completeness, CouncilElement, ElmNamespace, ProfileLevel, RequiredElement, ResultSeverity, Shapes,
    ValidationReport, completeness_with, pretty_turtle,
};
use quality_link::write_validation_page;

use super::args::ValidateArgs;
use super::catalogue::{institutions, load, read_rdf};
use super::output::{create, print, print_json, shown, write_failed};
use super::{Failure, Outcome, Verdict};

/// `ql validate`: does a catalogue conform to the profile, and what does it lack?
pub(crate) fn run(args: &ValidateArgs) -> Outcome {
    let own = match &args.shapes {
        None => None,
        Some(path) => Some(
            Shapes::from_graph(&read_rdf(path)?)
                .map_err(|error| Failure::work(format!("`{}`", path.display()), error))?,
        ),
    };
    let level = if args.elm_strict { ProfileLevel::ElmStrict } else { ProfileLevel::Profile };
    let institutions = institutions(&args.institutions)?;
    let (graph, failed) = load(&args.file, &args.input)?.into_graph();
    let report = own.as_ref().unwrap_or_else(|| Shapes::profile(level)).validate(&graph);
    let completeness = completeness_with(&graph, &institutions);
    if let Some(path) = &args.html {
        let mut output = create(Some(path))?;
        write_validation_page(&mut output, &args.file.to_string_lossy(), &report, &completeness)
            .map_err(write_failed)?;
        output.flush().map_err(write_failed)?;
    }
    if args.view.json {
        let mut json = report.to_json();
        json["completeness"] = completeness.to_json();
        print_json(&json)?;
    } else if args.view.rdf {
        print(&pretty_turtle(&report.to_graph(), ElmNamespace::default()))?;
    } else {
        // Of a file without courses there is nothing to be said but that.
        if report.courses() > 0 {
            print(&summary(&report, &completeness, args.view.all))?;
        }
        if failed {
            eprintln!("error: not all of `{}` could be read; what is said is about the rest", args.file.display());
        }
    }
    // A file without courses conforms, but that is hardly what was meant.
    let has_courses = report.courses() > 0;
    if !has_courses {
        eprintln!("error: `{}` has no learning opportunity specification", args.file.display());
    }
    Ok(if report.conforms() && !failed && has_courses { Verdict::Well } else { Verdict::Failed })
}

/// The most frequent problems first; all of them, course by course, only if that is asked for.
fn summary(report: &ValidationReport, completeness: &Completeness, all: bool) -> String {
    const RULES: usize = 20;
    let mut text = String::new();
    let count = |severity| report.count(severity);
    let verdict = if report.conforms() { "conforms" } else { "does not conform" };
    let _ = writeln!(
        text,
        "{}: the catalogue {verdict} — {}, {}, {}",
        plural(report.courses(), "course"),
        plural(count(ResultSeverity::Violation), "violation"),
        plural(count(ResultSeverity::Warning), "warning"),
        plural(count(ResultSeverity::Info), "info"),
    );
    let rules = report.by_rule();
    for rule in rules.iter().take(if all { usize::MAX } else { RULES }) {
        let _ = writeln!(
            text,
            "\n{:<9} {} ({}, in {})\n  {}",
            rule.severity.name(),
            shown(&rule.rule),
            plural(rule.results, "result"),
            plural(rule.courses, "course"),
            shown(&rule.example)
        );
        if let Some(course) = &rule.example_course {
            let _ = writeln!(text, "  --> {}", shown(course));
        }
        if let Some(hint) = &rule.hint {
            let _ = writeln!(text, "  = hint: {}", shown(hint));
        }
    }
    if rules.len() > RULES && !all {
        let _ = writeln!(text, "\n… and {} other rules; --all shows them, and every course", rules.len() - RULES);
    }
    if all {
        for course in report.by_course() {
            let _ = writeln!(text, "\n{}", shown(course.course.unwrap_or("of no course")));
            for result in course.results {
                let place =
                    if result.place.is_empty() { String::new() } else { format!(" ({})", shown(&result.place)) };
                let _ = writeln!(text, "  {:<9} {}{place}", result.severity.name(), shown(&result.message));
            }
        }
    }
    let courses = completeness.courses.len();
    if courses > 0 {
        let _ = writeln!(text, "\nRequired data (courses that have it)");
        for element in RequiredElement::ALL {
            let _ = writeln!(text, "  {}", bar(element.label(), completeness.count(*element), courses));
        }
        let _ = writeln!(text, "  {}", bar("all of these", completeness.complete(), courses));
        let _ = writeln!(text, "\nMicro-credentials: elements of the Council's Recommendation");
        for element in CouncilElement::ALL {
            let _ = writeln!(text, "  {}", bar(element.label(), completeness.council_count(*element), courses));
        }
        let _ = writeln!(text, "  {}", bar("ready", completeness.micro_credential_ready(), courses));
    }
    text
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn bar(label: &str, count: usize, of: usize) -> String {
    const WIDTH: usize = 20;
    let full = (count * WIDTH).checked_div(of).unwrap_or_default();
    format!("{label:<34} {}{} {count} of {of}", "█".repeat(full), "·".repeat(WIDTH - full))
}
