use std::fs;
use std::io;
use std::path::Path;

use ql_ident::{DidDocument, DidDocumentProblem};

/// What was published, and what could not be.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct PublishedDids {
    /// How many documents were written.
    pub written: usize,
    /// Documents that have no place in a folder tree, with their ids.
    pub skipped: Vec<(String, DidDocumentProblem)>,
}

/// Writes DID documents into a folder tree that any static web server can publish: `courseId/{id}/did.json`.
///
/// A document whose id can't be the name of a folder is skipped and reported.
///
/// # Errors
/// If a folder or file can't be written.
///
/// ```
/// use quality_link::{ident::DidDocument, publish_did_documents};
/// let folder = tempfile::tempdir()?;
/// let document = DidDocument::builder("urn:schac:uniqueCourseId:example.edu:BIO-101".parse()?).build();
/// let published = publish_did_documents([&document], folder.path())?;
/// assert_eq!(published.written, 1);
/// assert!(folder.path().join("courseId/BIO-101/did.json").exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn publish_did_documents<'d>(
    documents: impl IntoIterator<Item = &'d DidDocument>,
    root: &Path,
) -> io::Result<PublishedDids> {
    let mut published = PublishedDids::default();
    for document in documents {
        match document.to_file() {
            Ok(file) => {
                // The path has been made of names that are safe on every file system.
                let path = root.join(&file.path);
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(path, file.content)?;
                published.written += 1;
            }
            Err(problem) => published.skipped.push((document.id.clone(), problem)),
        }
    }
    Ok(published)
}
