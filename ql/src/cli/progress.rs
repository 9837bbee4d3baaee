use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A line that shows how far a harvest is; nothing where standard error is not a terminal.
pub(crate) fn harvest(label: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {prefix:40!} {pos:>7} courses  {msg}  [{elapsed_precise}]");
    let bar = ProgressBar::no_length()
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        .with_prefix(label.to_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// A line that shows that a search is under way.
pub(crate) fn search(label: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} looking for the manifest of {prefix}  [{elapsed_precise}]");
    let bar = ProgressBar::no_length()
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        .with_prefix(label.to_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
