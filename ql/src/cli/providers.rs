//! `ql providers`: one list of education providers from registries and lists.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

use quality_link::core::{Diagnostic, Provider, with_causes};
use quality_link::discovery::{MergeOptions, ProviderList, RegistryEntry, RegistryOptions};
use quality_link::elm::{RdfFormat, RdfOptions, RdfWriter, write_provider};
use url::Url;

use super::args::ProvidersArgs;
use super::many::{list, print_digest};
use super::output::{create, print_json, shown, write_failed};
use super::{Failure, Outcome, Verdict, many, progress};

pub(crate) async fn run(args: ProvidersArgs) -> Outcome {
    let format = match args.output.as_deref().map(Path::to_string_lossy) {
        Some(name) if name.ends_with(".json") => None,
        Some(name) => match RdfFormat::from_path(&name) {
            Some(format) => Some(format),
            None => return Err(Failure::Usage(format!("`{name}` is neither `.json` nor a name of an RDF file"))),
        },
        None => None,
    };
    // The older list may be the one that is about to be written.
    let older = args.since.as_deref().map(list).transpose()?;
    let mut entries: Vec<RegistryEntry> = Vec::new();
    let mut complete = true;
    for source in &args.sources {
        let (read, whole) = read(source, &args).await?;
        entries.extend(read);
        complete &= whole;
    }
    if !complete && !args.allow_incomplete {
        let message = "a registry could not be read to its end, so no list is written; `--allow-incomplete` writes it";
        return Err(Failure::Work(message.into()));
    }
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let mut options = MergeOptions::new().with_today(&today).with_countries(args.country.iter().copied());
    if args.match_websites {
        options = options.matching_by_website();
    }
    let merged = ProviderList::merge(entries, &options);
    print_digest(&merged.conflicts);
    match (&args.output, format) {
        (Some(path), Some(format)) => write_rdf(path, format, &merged.providers)?,
        (Some(path), None) => {
            let mut file = create(Some(path))?;
            serde_json::to_writer_pretty(&mut file, &merged).map_err(|error| write_failed(error.into()))?;
            writeln!(file).and_then(|()| file.flush()).map_err(write_failed)?;
        }
        (None, _) => print_json(&merged)?,
    }
    eprintln!("{} providers, {} conflicts between registries", merged.providers.len(), merged.conflicts.len());
    if let Some(older) = older {
        let old = ProviderList::merge(older.entries, &MergeOptions::new().with_today(&today));
        let diff = merged.diff(&old);
        for (what, keys) in [("new", &diff.added), ("gone", &diff.removed), ("changed", &diff.changed)] {
            eprintln!("{} {what}{}{}", keys.len(), if keys.is_empty() { "" } else { ": " }, shown(&keys.join(", ")));
        }
    }
    Ok(if complete { Verdict::Well } else { Verdict::Failed })
}

/// The entries of a file or URL, and whether these are all.
async fn read(source: &str, args: &ProvidersArgs) -> Result<(Vec<RegistryEntry>, bool), Failure> {
    let Some(url) = Url::parse(source).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
        let read = many::read_list(Path::new(source))?;
        if !read.complete && read.entries.is_empty() {
            return Err(Failure::Work(format!("`{source}` is not a list of providers")));
        }
        return Ok((read.entries, read.complete));
    };
    let client = args.network.client()?.build().map_err(|error| Failure::work("no client", with_causes(&error)))?;
    let bar = progress::search(source);
    let fetched = client.fetch_registry(&url, RegistryOptions::new(), None).await;
    bar.finish_and_clear();
    let findings: Vec<Diagnostic> = fetched.read.diagnostics;
    print_digest(&findings);
    Ok((fetched.read.entries, fetched.read.complete))
}

fn write_rdf(path: &Path, format: RdfFormat, providers: &[Provider]) -> Result<(), Failure> {
    let mut writer = RdfWriter::new(RdfOptions::new(format), create(Some(path))?).map_err(write_failed)?;
    let iris: HashMap<String, String> =
        providers.iter().filter_map(|provider| Some((provider.key()?, provider.subject()?))).collect();
    for provider in providers {
        let parent = provider.parent.as_ref().and_then(|parent| iris.get(parent));
        write_provider(&mut writer, provider, parent.map(String::as_str)).map_err(write_failed)?;
    }
    let mut file = writer.finish().map_err(write_failed)?;
    file.flush().map_err(write_failed)
}
