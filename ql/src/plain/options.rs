//! Options, and providers, as the crates know them.

use ql_core as core;
use ql_core::LanguageTag;
use ql_elm as elm;
use ql_elm::{MapSettings, Mapper};

use super::ident::{minter, parsed};
use super::{
    DocumentOptions, EnrichOptions, ErrorReport, LinkForm, MapOptions, PartTime, ProfileLevel, Provider, Rendering,
    Trust, UnresolvedOrganisation,
};

impl Provider {
    /// The provider as the other crates know it.
    pub(super) fn to_core(&self) -> Result<core::Provider, ErrorReport> {
        // For the sake of better errors than those of a deserialiser.
        self.schac.as_deref().map(parsed::<ql_ident::SchacCode>).transpose()?;
        self.eter.as_deref().map(parsed::<ql_ident::EterId>).transpose()?;
        self.deqar.as_deref().map(parsed::<ql_ident::DeqarInstId>).transpose()?;
        let wrong = |error: serde_json::Error| ErrorReport::argument(format!("not a provider: {error}"));
        serde_json::from_value(serde_json::to_value(self).map_err(wrong)?).map_err(wrong)
    }
}

impl From<&core::Provider> for Provider {
    fn from(provider: &core::Provider) -> Self {
        // Both have the same members.
        serde_json::to_value(provider).and_then(serde_json::from_value).unwrap_or_default()
    }
}

pub(super) fn language(tag: &str) -> Result<LanguageTag, ErrorReport> {
    LanguageTag::parse(tag)
        .ok_or_else(|| ErrorReport::argument(format!("not a language tag: `{}`", core::excerpt(tag))))
}

pub(super) fn source_type(name: &str) -> core::SourceType {
    core::SourceType::from_name(name)
}

impl MapOptions {
    /// A mapper with these options.
    pub(super) fn mapper(&self) -> Result<Mapper, ErrorReport> {
        let provider = self.provider.as_ref().map(Provider::to_core).transpose()?.unwrap_or_default();
        let mut mapper = crate::mapper_of(&provider);
        if let Some(minting) = &self.minting {
            mapper = mapper.with_minter(minter(minting)?);
        }
        if let Some(publisher) = &self.publisher {
            mapper = mapper.with_provider(publisher);
        }
        if let Some(today) = &self.today {
            mapper = mapper.with_today(today);
        }
        if let Some(tag) = &self.default_language {
            mapper = mapper.with_default_language(language(tag)?);
        }
        for (code, iri) in &self.institutions {
            mapper = mapper.with_institution(code, iri);
        }
        for alliance in &self.alliances {
            mapper = mapper.with_alliance(alliance);
        }
        for (url, document) in &self.contexts {
            mapper = mapper.with_json_ld_context(url, document.as_bytes())?;
        }
        Ok(mapper.with_settings(self.settings()))
    }

    /// Whether courses of an API can be given IRIs.
    pub(super) fn can_mint(&self) -> bool {
        self.minting.is_some() || self.provider.as_ref().is_some_and(|provider| provider.schac.is_some())
    }

    fn settings(&self) -> MapSettings {
        let mut settings = MapSettings::new()
            .with_regions(self.keep_regions.unwrap_or(false))
            .with_links(match self.links.unwrap_or_default() {
                LinkForm::Reference => elm::LinkForm::Reference,
                LinkForm::Iri => elm::LinkForm::Iri,
                LinkForm::Both => elm::LinkForm::Both,
            })
            .with_inherited_level(self.inherit_level.unwrap_or(true))
            .with_split_outcomes(self.split_outcomes.unwrap_or(true))
            .with_partial_qualification(self.partial_qualification.unwrap_or(true))
            .with_cancelled_offerings(self.keep_cancelled.unwrap_or(false))
            .with_part_time(match self.part_time.unwrap_or_default() {
                PartTime::Light => elm::PartTime::Light,
                PartTime::Intensive => elm::PartTime::Intensive,
                PartTime::None => elm::PartTime::None,
            })
            .with_national_credits(self.national_credits.unwrap_or(true))
            .with_plain_credits(self.plain_credits.unwrap_or(true))
            .with_hours_per_credit(self.hours_per_credit)
            .with_language_from_record(self.language_from_record.unwrap_or(false))
            .with_flat_groups(self.flatten_groups.unwrap_or(false))
            .with_unresolved_organisation(match self.unresolved_organisation.unwrap_or_default() {
                UnresolvedOrganisation::Provider => elm::UnresolvedOrganisation::Provider,
                UnresolvedOrganisation::Urn => elm::UnresolvedOrganisation::Urn,
            })
            .with_instances_of_year(self.instances_of_year.and_then(|year| u16::try_from(year).ok()))
            .with_unmapped_notes(self.unmapped_notes.unwrap_or(true));
        let length = |limit: Option<u32>, default: usize| limit.map_or(default, |limit| limit as usize);
        settings = settings.with_text_limits(length(self.max_title, 1_000), length(self.max_text, 65_536));
        settings = settings.with_pace(self.pace_intensive.unwrap_or(50), self.pace_full.unwrap_or(100));
        if let Some(offset) = &self.time_zone {
            settings = settings.with_offset(offset);
        }
        if let Some(day) = &self.offerings_since {
            settings = settings.with_offerings_since(day);
        }
        for (pointer, field) in &self.extensions {
            settings = settings.with_extension(pointer, field);
        }
        if let Some(bytes) = self.max_document {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a number of bytes; casts saturate"
            )]
            let bytes = bytes as u64;
            settings = settings.with_max_document(bytes);
        }
        settings
    }
}

fn rule(name: &str) -> Result<elm::EnrichRule, ErrorReport> {
    elm::EnrichRule::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = elm::EnrichRule::ALL.iter().map(|rule| rule.name()).collect();
        super::error::unknown("rule", name, &known)
    })
}

impl EnrichOptions {
    pub(super) fn enricher(&self) -> Result<elm::Enricher, ErrorReport> {
        let mut enricher = elm::Enricher::new().with_trust(match self.trust.unwrap_or_default() {
            Trust::Flag => elm::Trust::Flag,
            Trust::Authoritative => elm::Trust::Authoritative,
            Trust::Drop => elm::Trust::Drop,
        });
        if let Some(only) = &self.only {
            let rules: Vec<elm::EnrichRule> = only.iter().map(|name| rule(name)).collect::<Result<_, _>>()?;
            enricher = enricher.only(&rules);
        }
        for name in &self.without {
            enricher = enricher.without(rule(name)?);
        }
        if let Some(provider) = &self.provider {
            enricher = enricher.with_provider(provider);
        }
        if let Some(moment) = &self.ingested_at {
            enricher = enricher.with_ingested_at(moment);
        }
        if let Some(name) = &self.source_type {
            enricher = enricher.with_source_type(source_type(name));
        }
        Ok(enricher)
    }
}

impl From<&DocumentOptions> for elm::CatalogueOptions {
    fn from(options: &DocumentOptions) -> Self {
        let made = Self::new().with_rendering(match options.rendering.unwrap_or_default() {
            Rendering::Default => elm::Rendering::Default,
            Rendering::Reference => elm::Rendering::Reference,
        });
        if options.languages.is_empty() { made } else { made.with_languages(&options.languages) }
    }
}

impl From<ProfileLevel> for elm::ProfileLevel {
    fn from(level: ProfileLevel) -> Self {
        match level {
            ProfileLevel::Profile => Self::Profile,
            ProfileLevel::ElmStrict => Self::ElmStrict,
        }
    }
}
