//! Grades and how many learners got them (section 4.6).

use ql_core::{LanguageTag, MultilingualText};

use super::super::json::Json;
use super::super::reading::Reading;
use super::super::rules::{self, TextKind};
use super::ATTRIBUTES;
use crate::{GradingScheme, LearnerGroup, ResultCategory, ResultDistribution, codes};

/// What one instance says of grades.
pub(super) struct Scheme {
    title: MultilingualText,
    description: MultilingualText,
    distribution: Option<ResultDistribution>,
    /// Which instance it is, by its place and by when it begins.
    index: usize,
    start: Option<String>,
}

pub(super) fn scheme(
    attributes: &Json<'_>,
    index: usize,
    start: Option<String>,
    reading: &mut Reading<'_, '_>,
) -> Option<Scheme> {
    let scheme = attributes.get("gradingScheme");
    let title = rules::texts(scheme.get("label"), TextKind::Title, reading, "/gradingScheme/label", None);
    let description =
        rules::texts(scheme.get("description"), TextKind::Body, reading, "/gradingScheme/description", None);
    let distribution = distribution(attributes, reading);
    let is_there = !title.is_empty() || !description.is_empty() || distribution.is_some();
    is_there.then_some(Scheme { title, description, distribution, index, start })
}

fn distribution(attributes: &Json<'_>, reading: &mut Reading<'_, '_>) -> Option<ResultDistribution> {
    let field = "/resultDistribution/category";
    let value = attributes.get("resultDistribution");
    let mut grades: Vec<(String, u64)> = Vec::new();
    for (index, item) in value.get("category").items().iter().enumerate() {
        let field = format!("{field}/{index}");
        let label = item.get("label").title().and_then(rules::code);
        let count = rules::count(item.get("count"), reading, &format!("{field}/count"));
        match (label, count) {
            (Some(label), Some(count)) => grades.push((label, count)),
            _ => reading.warn(codes::MAP_GRADING, &field, "the grade has no label or no count and is left out"),
        }
    }
    if grades.is_empty() {
        return None;
    }
    let total =
        grades.iter().try_fold(0_u64, |total, (_, count)| total.checked_add(*count)).filter(|total| *total < 1 << 50);
    let Some(total) = total.filter(|total| *total > 0) else {
        reading.warn(
            codes::MAP_GRADING,
            "/resultDistribution",
            "nobody has been graded, or more than there are people",
        );
        return None;
    };
    for (index, (label, _)) in grades.iter().enumerate().filter(|(_, (_, count))| *count == 0) {
        let message = format!("nobody got `{}`, which the profile can't say", ql_core::excerpt(label));
        reading.info(codes::MAP_GRADING, &format!("{field}/{index}/count"), message);
    }
    reading.info(codes::MAP_GRADING, field, "that the grades are listed from the best to the worst is assumed");
    let percentages = percentages(&grades, total);
    let orders = orders(&grades);
    let categories = grades.into_iter().zip(percentages).zip(orders);
    let categories = categories
        .map(|(((label, count), percentage), order)| ResultCategory {
            label,
            count: Some(count),
            percentage: Some(percentage),
            order: Some(order),
            ..ResultCategory::default()
        })
        .collect();
    let term = attributes.get("academicTermId").text().and_then(rules::code);
    let description =
        rules::texts(value.get("description"), TextKind::Body, reading, "/resultDistribution/description", None);
    let group = LearnerGroup {
        title: term.map(|term| MultilingualText::single(LanguageTag::undetermined(), term)).unwrap_or_default(),
        description,
        ..LearnerGroup::default()
    };
    let has_group = group != LearnerGroup::default();
    let reference_group = has_group.then_some(group);
    Some(ResultDistribution { categories, reference_group, ..ResultDistribution::default() })
}

/// Whole per cents that make a hundred: those with the largest remainders are rounded up.
fn percentages(grades: &[(String, u64)], total: u64) -> Vec<u64> {
    let mut percentages: Vec<u64> = grades.iter().map(|(_, count)| count * 100 / total).collect();
    let mut by_remainder: Vec<usize> = (0..grades.len()).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(grades[*at].1 * 100 % total));
    let missing = 100_u64.saturating_sub(percentages.iter().sum());
    for at in by_remainder.into_iter().take(usize::try_from(missing).unwrap_or_default()) {
        percentages[at] += 1;
    }
    percentages
}

/// Ranks: numbers by their size, everything else as it is listed, the best first.
fn orders(grades: &[(String, u64)]) -> Vec<u64> {
    let numbers: Option<Vec<f64>> = grades.iter().map(|(label, _)| label.replace(',', ".").parse().ok()).collect();
    let last = grades.len() as u64;
    match numbers {
        Some(numbers) => {
            numbers.iter().map(|own| 1 + numbers.iter().filter(|other| *other < own).count() as u64).collect()
        }
        None => (0..last).map(|at| last - at).collect(),
    }
}

/// The one scheme that a course may have: that of its latest instance, with the grades of all that share it.
pub(super) fn one(mut schemes: Vec<Scheme>, reading: &mut Reading<'_, '_>) -> Option<GradingScheme> {
    let latest = schemes.iter().filter(|scheme| !scheme.title.is_empty()).max_by(|a, b| a.start.cmp(&b.start));
    let (title, description) =
        latest.map(|scheme| (scheme.title.clone(), scheme.description.clone())).unwrap_or_default();
    schemes.retain(|scheme| {
        let fits = scheme.title.is_empty() || scheme.title == title;
        if !fits {
            reading.set_base(format_args!("/offerings/{}{ATTRIBUTES}", scheme.index));
            let message = "a later instance is graded in another way, and a course has one grading scheme only";
            reading.warn(codes::MAP_GRADING, "/gradingScheme", message);
        }
        fits
    });
    let distributions: Vec<ResultDistribution> = schemes.into_iter().filter_map(|scheme| scheme.distribution).collect();
    let is_there = !title.is_empty() || !description.is_empty() || !distributions.is_empty();
    is_there.then_some(GradingScheme { title, description, distributions, ..GradingScheme::default() })
}

#[cfg(test)]
mod tests {
    use super::{orders, percentages};

    fn grades(of: &[(&str, u64)]) -> Vec<(String, u64)> {
        of.iter().map(|(label, count)| ((*label).to_owned(), *count)).collect()
    }

    #[test]
    fn percentages_make_a_hundred() {
        let list = grades(&[("A", 12), ("B", 30), ("C", 0), ("F", 3)]);
        assert_eq!(percentages(&list, 45), [27, 67, 0, 6]);
        assert_eq!(orders(&list), [4, 3, 2, 1]);
        assert_eq!(percentages(&grades(&[("A", 1), ("B", 1), ("F", 1)]), 3), [34, 33, 33]);
    }

    #[test]
    fn numbers_are_ranked_by_size() {
        assert_eq!(orders(&grades(&[("5", 1), ("1,7", 1), ("10", 1)])), [2, 1, 3]);
    }
}
