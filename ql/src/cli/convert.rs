use quality_link::CatalogueWriter;

use super::args::ConvertArgs;
use super::catalogue::{load, tell};
use super::output::{create, write_failed};
use super::render::Digest;
use super::{Outcome, Verdict};

pub(crate) fn run(args: &ConvertArgs) -> Outcome {
    let format = args.output.format()?;
    let loaded = load(&args.file, &args.input)?;
    if loaded.failed {
        return Ok(Verdict::Failed);
    }
    let output = create(args.output.output.as_deref())?;
    let mut writer = CatalogueWriter::new(format, args.output.elm_namespace.into(), output).map_err(write_failed)?;
    let mut digest = Digest::default();
    let mut failed = false;
    for mapped in &loaded.mapped {
        writer.write(mapped).map_err(write_failed)?;
        failed |= tell(&mapped.diagnostics, &loaded.name, &mut digest);
    }
    writer.finish().map_err(write_failed)?;
    digest.print();
    Ok(if failed { Verdict::Failed } else { Verdict::Well })
}
