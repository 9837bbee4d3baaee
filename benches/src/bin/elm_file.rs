//! `elm_file [COURSES] [bare|whole]`: a Turtle file of ELM courses, parsed only, or read, normalised and written as N-Triples; prints the
//! time and the peak memory.

use std::error::Error;
use std::io::{BufWriter, Write as _};
use std::time::Instant;

use benches::peak_memory;
use quality_link::core::{Record, RecordKind, SourceType};
use quality_link::elm::{Mapper, RdfFormat, RdfOptions, RdfWriter};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let courses = arguments.first().map_or(Ok(10_000), |text| text.parse::<usize>())?;
    let file = turtle(courses)?;
    let (bytes, before) = (file.len(), peak_memory().unwrap_or_default());
    let start = Instant::now();
    let statements = if arguments.get(1).is_some_and(|mode| mode == "bare") {
        oxttl::TurtleParser::new().for_slice(&file).try_fold(0_u64, |count, triple| triple.map(|_| count + 1))?
    } else {
        let record =
            Record::new(SourceType::Elm, RecordKind::Document, file).with_media_type(Some("text/turtle".into()));
        let mapped = Mapper::for_documents().map(&record);
        let path = std::env::temp_dir().join(format!("elm_file-{}.nt", std::process::id()));
        let output = BufWriter::new(std::fs::File::create(&path)?);
        let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::NTriples), output)?;
        mapped.write_to(&mut writer)?;
        let statements = writer.triples();
        writer.finish()?.flush()?;
        std::fs::remove_file(path)?;
        statements
    };
    let peak = peak_memory().unwrap_or_default();
    println!(
        "{courses} courses, {} MB, {statements} statements: {:.2} s, peak memory {} MiB, of which {} bytes a course beside the file",
        bytes / 1_000_000,
        start.elapsed().as_secs_f64(),
        peak >> 20,
        peak.saturating_sub(before) / courses as u64,
    );
    Ok(())
}

/// A file of the European Learning Model of about 5 kB and 75 statements a course.
fn turtle(courses: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let scheme = quality_link::ident::SubjectScheme::Urn("example.edu".parse()?);
    let mapper = Mapper::new(quality_link::ident::SubjectMinter::new(scheme)?);
    let mut writer = RdfWriter::new(RdfOptions::new(RdfFormat::Turtle), Vec::new())?;
    for number in 0..courses {
        let record = Record::new(SourceType::Ooapi, RecordKind::Course, benches::course(number)).with_version(Some(5));
        mapper.map(&record).write_to(&mut writer)?;
        writer.end_block()?;
    }
    Ok(writer.finish()?)
}
