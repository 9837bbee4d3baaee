use std::io::{self, Write};
use std::time::SystemTime;

use ql_discovery::{DiscoveryRecord, ManifestChange, Verdict};

use crate::page::{Scripts, begin, end, escaped};

const STYLE: &str = include_str!("../assets/discovery.css");
const TEMPLATE: &str = include_str!("../assets/discovery.html");
const VERDICTS: [(Verdict, &str); 4] = [
    (Verdict::Found, "found"),
    (Verdict::Unusable, "unusable"),
    (Verdict::NotFound, "not-found"),
    (Verdict::Failed, "failed"),
];

/// Writes a page with a row for every record, which a person can filter by result, country and text.
///
/// It is one file without any reference to another; without scripts it shows all rows. `now` is the moment that it says
/// it was made at.
///
/// ```
/// use std::time::SystemTime;
/// use quality_link::discovery::DiscoveryState;
/// let (state, records) = (DiscoveryState::new(), Vec::new());
/// let mut page = Vec::new();
/// quality_link::write_discovery_page(&mut page, state.records().chain(records), SystemTime::now())?;
/// assert!(String::from_utf8_lossy(&page).starts_with("<!DOCTYPE html>"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_discovery_page<'r>(
    mut page: impl Write,
    records: impl IntoIterator<Item = &'r DiscoveryRecord>,
    now: SystemTime,
) -> io::Result<()> {
    let records: Vec<&DiscoveryRecord> = records.into_iter().collect();
    let (filters, tail) = TEMPLATE.split_once("<!-- rows -->\n").unwrap_or((TEMPLATE, ""));
    begin(&mut page, "Manifests of education providers", STYLE, Scripts::Own)?;
    let made = jiff::Timestamp::try_from(now).map(|now| now.strftime("%Y-%m-%d %H:%M UTC").to_string());
    writeln!(page, "<p class=\"when\">{} providers, {}</p>", records.len(), made.unwrap_or_default())?;
    write!(page, "<div class=\"bar\" aria-hidden=\"true\">")?;
    for (verdict, class) in VERDICTS {
        let count = records.iter().filter(|record| record.verdict == verdict).count();
        if count > 0 {
            write!(page, "<span class=\"{class}\" style=\"flex-grow:{count}\" title=\"{verdict}: {count}\"></span>")?;
        }
    }
    writeln!(page, "</div>")?;
    page.write_all(filters.as_bytes())?;
    for record in records {
        row(&mut page, record)?;
    }
    page.write_all(tail.as_bytes())?;
    end(&mut page)
}

fn row(page: &mut impl Write, record: &DiscoveryRecord) -> io::Result<()> {
    let class = VERDICTS.iter().find(|(verdict, _)| *verdict == record.verdict).map_or("failed", |(_, class)| class);
    let country = record.country.map(ql_core::Country::code).unwrap_or_default();
    writeln!(page, "<tr class=\"{class}\" data-country=\"{country}\">")?;
    write!(page, "<th scope=\"row\">{}", escaped(&record.name))?;
    if record.name != record.key {
        write!(page, "<br><small>{}</small>", escaped(&record.key))?;
    }
    let label = record.country.map(ql_core::Country::label).unwrap_or_default();
    write!(
        page,
        "</th><td title=\"{}\">{country}</td><td class=\"verdict {class}\">{}",
        escaped(label),
        record.verdict
    )?;
    match record.change {
        Some(ManifestChange::New) => write!(page, ", new")?,
        Some(ManifestChange::Changed) => write!(page, ", changed")?,
        Some(ManifestChange::Gone) => write!(page, ", gone since the last time")?,
        Some(ManifestChange::Kept) => write!(page, ", known from before")?,
        _ => {}
    }
    write!(page, "</td><td><details><summary>")?;
    match &record.manifest {
        Some(url) => write!(page, "{}", escaped(url.as_str()))?,
        None => write!(page, "{} places", record.probes.len())?,
    }
    write!(page, "</summary>")?;
    list(page, "", &record.sources)?;
    write!(page, "<dl>")?;
    for probe in &record.probes {
        write!(
            page,
            "<dt>{}</dt><dd>{}</dd><dd>{}</dd>",
            escaped(&probe.domain),
            probe.mechanism,
            escaped(&probe.outcome)
        )?;
    }
    write!(page, "</dl>")?;
    list(page, "<b>Findings</b>", &record.findings)?;
    writeln!(page, "</details></td></tr>")
}

fn list(page: &mut impl Write, title: &str, items: &[String]) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    write!(page, "{title}<ul>")?;
    for item in items {
        write!(page, "<li>{}</li>", escaped(item))?;
    }
    write!(page, "</ul>")
}
