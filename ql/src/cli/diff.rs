use quality_link::elm::{CatalogueDiff, CatalogueOptions, SparqlUpdate};
use serde_json::json;

use super::args::DiffArgs;
use super::catalogue::{iri, load};
use super::output::{print, print_json, shown};
use super::{Outcome, Verdict};

/// `ql diff`: what has changed between two catalogues, course by course.
pub(crate) fn run(args: &DiffArgs) -> Outcome {
    let layout = match args.sparql.as_deref() {
        None | Some("per-course") => SparqlUpdate::per_course(),
        Some(graph) => SparqlUpdate::shared(iri(graph)?),
    };
    let (old, old_failed) = load(&args.old, &args.input)?.into_graph();
    let (new, new_failed) = load(&args.new, &args.input)?.into_graph();
    if old_failed || new_failed {
        // What could not be read would seem to be gone.
        eprintln!("error: a file could not be read to its end, so nothing can be said of what has changed");
        return Ok(Verdict::Failed);
    }
    let diff = CatalogueDiff::between(&old, &new);
    if args.documents {
        let changes = diff.documents(&old, &new, &CatalogueOptions::new());
        print_json(&json!({ "put": changes.put, "delete": changes.delete }))?;
    } else if args.sparql.is_some() {
        print(&diff.updates(&new, &layout).join(";\n"))?;
    } else if args.json {
        let lists = json!({
            "added": diff.added, "changed": diff.changed, "removed": diff.removed, "unchanged": diff.unchanged,
        });
        print_json(&lists)?;
    } else {
        let lists = [("added", &diff.added), ("changed", &diff.changed), ("removed", &diff.removed)];
        let mut text = String::new();
        for (verb, courses) in lists {
            courses.iter().for_each(|course| text.push_str(&format!("{verb:<8} {}\n", shown(course))));
        }
        let counts = [diff.added.len(), diff.changed.len(), diff.removed.len(), diff.unchanged.len()];
        let [added, changed, removed, unchanged] = counts;
        text.push_str(&format!("{added} new, {changed} changed, {removed} removed, {unchanged} unchanged\n"));
        print(&text)?;
    }
    Ok(Verdict::Well)
}
