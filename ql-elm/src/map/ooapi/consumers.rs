//! What a record says to particular consumers (section 3.2: `eduxchange`, `rio`).

use super::super::concept;
use super::super::json::Json;
use super::super::rules;
use super::category;
use crate::LearningOpportunitySpecification;

/// The parts of `consumers` (version 5) or `consumer` (version 6) that are mapped.
pub(super) struct Consumers<'j> {
    /// Each alliance with where it stands.
    pub(super) alliances: Vec<(String, &'j Json<'j>)>,
    rio: Option<(String, &'j Json<'j>)>,
}

impl<'j> Consumers<'j> {
    pub(super) fn read(json: &'j Json<'j>) -> Self {
        let mut found = Self { alliances: Vec::new(), rio: None };
        let (name, value) = json.any(&["consumers", "consumer"]);
        for (index, consumer) in value.items().iter().enumerate() {
            let pointer = if matches!(value, Json::List(_)) { format!("/{name}/{index}") } else { format!("/{name}") };
            let key = consumer.get("consumerKey").text().map(concept::folded);
            let alliances = consumer.get("alliances");
            match key.as_deref() {
                Some("rio") => found.rio = Some((pointer, consumer)),
                Some("eduxchange") | None => {
                    let list = alliances.items().iter().enumerate();
                    found.alliances.extend(list.map(|(at, one)| (format!("{pointer}/alliances/{at}"), one)));
                }
                Some(_) => {}
            }
        }
        found
    }

    fn of_rio(&self, names: &[&'static str]) -> (String, &'j Json<'j>) {
        static NULL: Json<'static> = Json::Null;
        match &self.rio {
            Some((pointer, rio)) => {
                let (name, value) = rio.any(names);
                (format!("{pointer}/{name}"), value)
            }
            None => (String::new(), &NULL),
        }
    }

    pub(super) fn teaching_languages(&self) -> (String, &'j Json<'j>) {
        self.of_rio(&["teachingLanguages", "teachingLanguage"])
    }

    /// The mode of delivery that RIO knows.
    pub(super) fn rio_mode(&self) -> (String, &'j Json<'j>) {
        self.of_rio(super::MODES)
    }

    /// The mode of delivery, if an alliance says one.
    pub(super) fn mode(&self) -> Option<(String, &'j Json<'j>)> {
        self.alliances.iter().find_map(|(pointer, alliance)| {
            let (name, value) = alliance.any(super::MODES);
            (!value.is_absent()).then(|| (format!("{pointer}/{name}"), value))
        })
    }

    /// The level, if an alliance says one.
    pub(super) fn level(&self) -> &'j Json<'j> {
        static NULL: Json<'static> = Json::Null;
        let levels = self.alliances.iter().map(|(_, alliance)| alliance.get("level"));
        levels.into_iter().find(|value| !value.is_absent()).unwrap_or(&NULL)
    }

    pub(super) fn contact_hours(&self) -> Option<String> {
        let hours = self.alliances.iter().find_map(|(_, alliance)| rules::decimal(alliance.get("contactHours")));
        hours.filter(|hours| !hours.starts_with('-'))
    }

    /// What learners do, as the alliances say.
    pub(super) fn activities(&self) -> &'j Json<'j> {
        static NULL: Json<'static> = Json::Null;
        let activities = self.alliances.iter().map(|(_, alliance)| alliance.get("activities"));
        activities.into_iter().find(|value| !value.is_absent()).unwrap_or(&NULL)
    }

    pub(super) fn is_for_professionals(&self) -> bool {
        self.alliances.iter().any(|(_, alliance)| {
            alliance
                .get("targetGroup")
                .items()
                .iter()
                .filter_map(Json::text)
                .any(|group| group.eq_ignore_ascii_case("forProfessionals"))
        })
    }

    /// Themes and whether it is a micro-credential.
    pub(super) fn describe(&self, made: &mut LearningOpportunitySpecification) {
        for (_, alliance) in &self.alliances {
            for name in ["themes", "theme"] {
                for theme in alliance.get(name).items().iter().filter_map(Json::text).filter_map(rules::code) {
                    category(made, theme);
                }
            }
            if let Some(kind) = alliance.get("microcredential").text() {
                if !made.types.iter().any(|concept| concept == concept::SHORT_PROGRAMME) {
                    made.types.push(concept::SHORT_PROGRAMME.into());
                }
                category(made, format!("micro-credential ({})", concept::folded(kind)));
            }
        }
    }
}
