use quality_link::CatalogueFormat;
use quality_link::elm::{
    CatalogueOptions, EnrichRule, Enricher, Graph, RdfOptions, RdfWriter, Rendering, Trust, catalogue_documents,
};

use super::args::{EnrichArgs, FrameArgs};
use super::catalogue::{institutions, iri, labels, load, tell};
use super::output::{create, write_failed};
use super::render::Digest;
use super::{Failure, Outcome, Verdict};

/// `ql enrich`: what an aggregator would make of a catalogue.
pub(crate) fn run(args: &EnrichArgs) -> Outcome {
    let format = args.output.format()?;
    let mut enricher = Enricher::new().with_institutions(&institutions(&args.institutions)?);
    if let Some(provider) = &args.provider {
        enricher = enricher.with_provider(iri(provider)?);
    }
    for name in &args.without {
        let rule = EnrichRule::from_name(name).ok_or_else(|| {
            let known: Vec<&str> = EnrichRule::ALL.iter().map(|rule| rule.name()).collect();
            Failure::Usage(format!("there is no rule `{name}`; the rules are {}", known.join(", ")))
        })?;
        enricher = enricher.without(rule);
    }
    let trust = if args.drop_foreign { Trust::Drop } else { Trust::Flag };
    let now = args.ingested_at.clone().unwrap_or_else(|| jiff::Timestamp::now().to_string());
    if now.parse::<jiff::Timestamp>().is_err() {
        return Err(Failure::Usage(format!("not a time with time zone: `{now}`")));
    }
    let loaded = load(&args.file, &args.input)?;
    let source_type = loaded.source_type.clone();
    let name = loaded.name.clone();
    let (mut graph, mut failed) = loaded.into_graph();
    let enricher = enricher.with_trust(trust).with_ingested_at(now).with_source_type(source_type);
    let mut digest = Digest::default();
    failed |= tell(&enricher.enrich(&mut graph), &name, &mut digest);
    digest.print();
    write(&graph, format, &CatalogueOptions::new(), args.output.output.as_deref(), args.output.elm_namespace.into())?;
    Ok(if failed { Verdict::Failed } else { Verdict::Well })
}

/// `ql frame`: catalogue documents, one a line.
pub(crate) fn frame(args: &FrameArgs) -> Outcome {
    let mut options = CatalogueOptions::new().with_institutions(&institutions(&args.institutions)?);
    if !args.language.is_empty() {
        options = options.with_languages(&args.language);
    }
    if let Some(labels) = labels(&args.labels)? {
        options = options.with_labels(&labels);
    }
    if args.reference {
        options = options.with_rendering(Rendering::Reference);
    }
    let (graph, failed) = load(&args.file, &args.input)?.into_graph();
    let format = CatalogueFormat::JsonLines;
    write(&graph, format, &options, args.output.as_deref(), quality_link::elm::ElmNamespace::default())?;
    Ok(if failed { Verdict::Failed } else { Verdict::Well })
}

fn write(
    graph: &Graph,
    format: CatalogueFormat,
    options: &CatalogueOptions,
    path: Option<&std::path::Path>,
    namespace: quality_link::elm::ElmNamespace,
) -> Result<(), Failure> {
    let mut output = create(path)?;
    match format {
        CatalogueFormat::Rdf(format) => {
            let options = RdfOptions::new(format).with_namespace(namespace);
            let mut writer = RdfWriter::new(options, output).map_err(write_failed)?;
            graph.write_to(&mut writer).map_err(write_failed)?;
            output = writer.finish().map_err(write_failed)?;
        }
        _ => {
            for document in catalogue_documents(graph, options) {
                writeln!(output, "{document}").map_err(write_failed)?;
            }
        }
    }
    output.flush().map_err(write_failed)
}
