use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A line that shows how far a harvest is; nothing where standard error is not a terminal.
pub(crate) fn harvest(label: &str) -> ProgressBar {
    line(ProgressBar::no_length(), "{spinner} {prefix:40!} {pos:>7} courses  {msg}  [{elapsed_precise}]", label)
}

/// A line that shows that a search is under way.
pub(crate) fn search(label: &str) -> ProgressBar {
    line(ProgressBar::no_length(), "{spinner} looking at {prefix}  [{elapsed_precise}]", label)
}

/// A line that shows how far a search for many is.
pub(crate) fn many(length: u64) -> ProgressBar {
    let template = "{spinner} {bar:30} {pos} of {len} providers  {msg}  [{elapsed_precise}, {eta} left]";
    line(ProgressBar::new(length), template, "")
}

fn line(bar: ProgressBar, template: &str, label: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    let bar = bar.with_style(style).with_prefix(label.to_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
