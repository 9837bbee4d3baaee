//! `catalogue_work [COURSES]`: what is done with a catalogue in memory — enrichment, validation, catalogue documents,
//! comparison — and what it costs, on one core.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use benches::peak_memory;
use quality_link::core::{Record, RecordKind, SourceType};
use quality_link::elm::{
    CatalogueDiff, CatalogueOptions, ElmNamespace, Enricher, Graph, LearningOpportunitySpecification, Mapper,
    ProfileLevel, Rendering, Shapes, catalogue_documents, completeness, pretty_turtle,
};
use quality_link::ident::{SubjectMinter, SubjectScheme};

fn main() -> Result<(), Box<dyn Error>> {
    let courses = std::env::args().nth(1).map_or(Ok(10_000), |text| text.parse::<usize>())?;
    let mapper = Mapper::new(SubjectMinter::new(SubjectScheme::Urn("example.edu".parse()?))?);
    let before = peak_memory().unwrap_or_default();
    let mut graph = Graph::new();
    for number in 0..courses {
        let record = Record::new(SourceType::Ooapi, RecordKind::Course, benches::course(number)).with_version(Some(5));
        let Ok(()) = mapper.map(&record).write_to(&mut graph);
    }
    graph.sort();
    let bytes = peak_memory().unwrap_or_default().saturating_sub(before);
    println!("{courses} courses, {} statements, {} bytes a course in memory", graph.len(), bytes / courses as u64);

    let old = graph.clone();
    let enricher = Enricher::new()
        .with_provider("https://data.deqar.eu/institution/9001")
        .with_ingested_at("2026-09-01T08:00:00Z");
    tell("enrichment", courses, || drop(black_box(enricher.enrich(&mut graph))));
    // The shapes are read before the clock starts.
    let _ = (Shapes::profile(ProfileLevel::Profile), Shapes::profile(ProfileLevel::ElmStrict));
    for level in [ProfileLevel::Profile, ProfileLevel::ElmStrict] {
        let mut results = 0;
        tell(&format!("validation, {level:?}"), courses, || {
            results = Shapes::profile(level).validate(&graph).results().len();
        });
        println!("  {results} results");
    }
    tell("completeness", courses, || drop(black_box(completeness(&graph))));
    for rendering in [Rendering::Default, Rendering::Reference] {
        let options = CatalogueOptions::new().with_rendering(rendering);
        tell(&format!("catalogue documents, {rendering:?}"), courses, || {
            catalogue_documents(&graph, &options).for_each(|document| drop(black_box(document)));
        });
    }
    tell("comparison with the catalogue before", courses, || drop(black_box(CatalogueDiff::between(&old, &graph))));
    tell("typed model", courses, || {
        for iri in graph.specifications() {
            black_box(LearningOpportunitySpecification::read(&graph, iri));
        }
    });
    tell("Turtle", courses, || drop(black_box(pretty_turtle(&graph, ElmNamespace::default()))));
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "nobody has so many courses")]
fn tell(what: &str, courses: usize, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    let seconds = start.elapsed().as_secs_f64();
    println!("{what}: {:.3} s, {:.0} courses a second", seconds, courses as f64 / seconds);
}
