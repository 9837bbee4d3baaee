//! From the tree to the manifest, noting what either verdict minds.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::fields::Fields;
use super::report::Finding;
use super::tree::{Content, Node, Place, Pointer, ROOT};
use super::values;
use crate::manifest::auth::read_auth;
use crate::{Auth, Code, DataSource, Diagnostic, Manifest, Meta, Severity, SourceType, codes, excerpt};

/// How much a finding weighs in the two verdicts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Weight {
    /// Breaks the schema; a harvester repairs it or does without the field.
    Repaired,
    /// Breaks the schema; a harvester drops the source.
    Dropped,
    /// Breaks the schema; a harvester has nothing.
    Fatal,
    /// Does not break the schema, but should be put right.
    Advice,
    /// Worth knowing.
    Note,
}

impl Weight {
    fn severities(self) -> (Severity, Severity) {
        match self {
            Self::Repaired => (Severity::Error, Severity::Warning),
            Self::Dropped => (Severity::Error, Severity::Error),
            Self::Fatal => (Severity::Fatal, Severity::Fatal),
            Self::Advice => (Severity::Warning, Severity::Warning),
            Self::Note => (Severity::Info, Severity::Info),
        }
    }
}

pub(super) struct Reader<'t, 'f> {
    text: &'t str,
    findings: &'f mut Vec<Finding>,
    /// Inside of a key that the schema does not see, because it is misspelt, nothing breaks the schema.
    pub(super) unseen: bool,
    /// Nothing that is found drops the source.
    forgiving: bool,
    /// The worst finding so far, for either verdict.
    worst: (Option<Severity>, Option<Severity>),
}

/// After so many findings only what makes a verdict worse is noted.
const MAX_FINDINGS: usize = 1_000;

impl<'t, 'f> Reader<'t, 'f> {
    pub(super) fn new(text: &'t str, findings: &'f mut Vec<Finding>) -> Self {
        Self { text, findings, unseen: false, forgiving: false, worst: (None, None) }
    }

    pub(super) fn note(&mut self, code: Code, weight: Weight, pointer: &Pointer<'_>, place: Place, message: String) {
        self.note_hint(code, weight, pointer, place, message, None);
    }

    pub(super) fn note_hint(
        &mut self,
        code: Code,
        weight: Weight,
        pointer: &Pointer<'_>,
        place: Place,
        message: String,
        hint: Option<String>,
    ) {
        let (mut strict, mut lenient) = weight.severities();
        if self.unseen {
            strict = strict.min(Severity::Warning);
        }
        if self.forgiving {
            lenient = lenient.min(Severity::Warning);
        }
        // A hostile document could have a finding for each of its bytes. What makes a verdict worse is never left out.
        let worsens = Some(strict) > self.worst.0 || Some(lenient) > self.worst.1;
        if self.findings.len() > MAX_FINDINGS && !worsens {
            return;
        }
        self.worst = (self.worst.0.max(Some(strict)), self.worst.1.max(Some(lenient)));
        let mut diagnostic =
            Diagnostic::new(code, lenient, message).with_pointer(pointer.to_text()).at(place.position(self.text));
        if let Some(hint) = hint {
            diagnostic = diagnostic.with_hint(hint);
        }
        self.findings.push(Finding { diagnostic, strict: Some(strict), lenient: Some(lenient) });
        if self.findings.len() == MAX_FINDINGS {
            let message = format!("there are more than {MAX_FINDINGS} findings; most of the others are left out");
            let diagnostic = Diagnostic::new(codes::MANIFEST_TOO_MANY_FINDINGS, Severity::Info, message)
                .with_pointer("")
                .at(place.position(self.text));
            let info = Some(Severity::Info);
            self.findings.push(Finding { diagnostic, strict: info, lenient: info });
        }
    }

    /// A value of another type than the schema has.
    pub(super) fn wrong_type(&mut self, pointer: &Pointer<'_>, node: &Node<'_>, expected: &str, weight: Weight) {
        let message = format!("expected {expected}, found {}", node.describe());
        let hint = match &node.value {
            Content::Number(number) if expected.contains("text") => {
                Some(format!("put it in quotes: \"{}\"", excerpt(number)))
            }
            Content::Null if self.text.len() > 1 => Some("leave the key out".into()),
            _ => None,
        };
        self.note_hint(codes::MANIFEST_WRONG_TYPE, weight, pointer, node.place, message, hint);
    }

    pub(super) fn manifest(&mut self, root: &Node<'_>) -> Option<Manifest> {
        let Content::Object(members) = &root.value else {
            let message = format!("expected an object with the key `sources`, found {}", root.describe());
            self.note(codes::MANIFEST_NOT_AN_OBJECT, Weight::Fatal, &ROOT, root.place, message);
            return None;
        };
        let mut fields = Fields::sort(self, &ROOT, members, &["sources", "meta"], &["sources"]);
        let meta = fields.take("meta").and_then(|field| self.field(&field, |reader, node| reader.meta(node)));
        let extra = fields.extra();
        let Some(field) = fields.take("sources") else {
            let message = "the key `sources` is missing".into();
            let hint = Some("list the data sources under `sources`".into());
            self.note_hint(codes::MANIFEST_SOURCES_MISSING, Weight::Fatal, &ROOT, root.place, message, hint);
            return None;
        };
        let sources = self.field(&field, |reader, node| Some(reader.sources(node)))?;
        let manifest = Manifest { meta, sources, extra };
        let usable = manifest.sources.iter().any(DataSource::is_usable);
        let is_empty = matches!(&field.node.value, Content::Array(items) if items.is_empty());
        if !usable && !is_empty {
            let message = "no data source of the manifest can be used";
            let diagnostic = Diagnostic::new(codes::MANIFEST_NO_USABLE_SOURCE, Severity::Fatal, message)
                .with_pointer("/sources")
                .at(field.node.place.position(self.text));
            // The schema is broken, if at all, by what has been said of the single sources.
            self.findings.push(Finding { diagnostic, strict: None, lenient: Some(Severity::Fatal) });
        }
        Some(manifest)
    }

    /// Reads the value of a field; nothing in it breaks the schema if its key was misspelt.
    pub(super) fn field<'n, 'a, T>(
        &mut self,
        field: &super::fields::Field<'n, 'a>,
        read: impl FnOnce(&mut Self, &'n Node<'a>) -> Option<T>,
    ) -> Option<T> {
        let before = self.unseen;
        self.unseen |= field.respelt;
        let value = read(self, field.node);
        self.unseen = before;
        value
    }

    fn meta(&mut self, node: &Node<'_>) -> Option<Meta> {
        let Content::Object(members) = &node.value else {
            let message = format!("expected an object, found {}", node.describe());
            self.note(codes::MANIFEST_META_NOT_AN_OBJECT, Weight::Repaired, &ROOT.key("meta"), node.place, message);
            return None;
        };
        let mut fields = Fields::sort(self, &ROOT.key("meta"), members, &["schac", "eterid", "deqarid", "did"], &[]);
        let mut text = |reader: &mut Self, key: &str, check: fn(&str) -> Result<(), String>| {
            let field = fields.take(key)?;
            let meta = ROOT.key("meta");
            let pointer = meta.key(key);
            let value = reader.field(&field, |reader, node| values::text(reader, &pointer, node))?;
            if let Err(problem) = check(&value) {
                let message = format!("{problem}: `{}`", excerpt(&value));
                reader.note(codes::MANIFEST_META_VALUE, Weight::Advice, &pointer, field.node.place, message);
            }
            Some(value)
        };
        let schac = text(self, "schac", ident::<ql_ident::SchacCode>);
        let eterid = text(self, "eterid", ident::<ql_ident::EterId>);
        let deqarid = text(self, "deqarid", ident::<ql_ident::DeqarInstId>);
        let did = text(self, "did", |value| match value.starts_with("did:") && value.matches(':').count() >= 2 {
            true => Ok(()),
            false => Err("expected a DID, such as `did:web:example.edu`".into()),
        });
        Some(Meta { schac, eterid, deqarid, did, extra: fields.extra() })
    }

    fn sources(&mut self, node: &Node<'_>) -> Vec<DataSource> {
        let items = match &node.value {
            Content::Array(items) => items.as_slice(),
            Content::Object(_) => {
                let message = format!("expected a list, found {}", node.describe());
                let hint = Some("write `sources` as a list, even of a single data source".into());
                let code = codes::MANIFEST_SOURCES_NOT_A_LIST;
                self.note_hint(code, Weight::Repaired, &ROOT.key("sources"), node.place, message, hint);
                std::slice::from_ref(node)
            }
            _ => {
                let message = format!("expected a list of data sources, found {}", node.describe());
                self.note(codes::MANIFEST_SOURCES_NOT_A_LIST, Weight::Fatal, &ROOT.key("sources"), node.place, message);
                return Vec::new();
            }
        };
        if items.is_empty() {
            let message = "the list of data sources is empty".into();
            self.note(codes::MANIFEST_SOURCES_EMPTY, Weight::Fatal, &ROOT.key("sources"), node.place, message);
        }
        let mut ids: HashMap<String, usize> = HashMap::new();
        let mut sources = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let Some(source) = self.source(&ROOT.key("sources").index(at), item) else { continue };
            if let Some(id) = &source.id {
                match ids.get(id) {
                    None => drop(ids.insert(id.clone(), at)),
                    Some(first) => {
                        let message = format!("the id `{}` is that of /sources/{first} already", excerpt(id));
                        let (list, id_key) = (ROOT.key("sources"), "id");
                        let source = list.index(at);
                        let pointer = source.key(id_key);
                        let place = member_place(item, "id");
                        self.note(codes::SOURCE_ID_DUPLICATE, Weight::Advice, &pointer, place, message);
                    }
                }
            }
            sources.push(source);
        }
        sources
    }

    fn source(&mut self, pointer: &Pointer<'_>, node: &Node<'_>) -> Option<DataSource> {
        const KEYS: &[&str] = &[
            "type",
            "path",
            "version",
            "id",
            "name",
            "auth",
            "refresh",
            "headers",
            "queryParameters",
            "contentType",
            "pageSize",
        ];
        let Content::Object(members) = &node.value else {
            let message = format!("expected an object with `type` and `path`, found {}", node.describe());
            self.note(codes::SOURCE_NOT_AN_OBJECT, Weight::Dropped, pointer, node.place, message);
            return None;
        };
        let mut fields = Fields::sort(self, pointer, members, KEYS, &["type", "path"]);
        let mut extra = fields.extra();
        // All fields are read even if the source is dropped: the person wants to know all that is wrong.
        let source_type = match fields.take("type") {
            Some(field) => self.field(&field, |reader, node| values::source_type(reader, &pointer.key("type"), node)),
            None => {
                let message = "the data source has no `type`".into();
                let hint = Some("add `type`: `elm`, `ooapi`, `edu-api` or `occapi`".into());
                self.note_hint(codes::SOURCE_TYPE_MISSING, Weight::Dropped, pointer, node.place, message, hint);
                None
            }
        };
        let path = match fields.take("path") {
            Some(field) => self.field(&field, |reader, node| values::path(reader, &pointer.key("path"), node)),
            None => {
                let message = "the data source has no `path`".into();
                let hint = Some("add `path`: the URL of the file or of the API".into());
                self.note_hint(codes::SOURCE_PATH_MISSING, Weight::Dropped, pointer, node.place, message, hint);
                None
            }
        };
        let kind = source_type.clone().unwrap_or_else(|| SourceType::Other("".into()));
        let mut optional = |reader: &mut Self, key: &str| -> Option<String> {
            let field = fields.take(key)?;
            reader.field(&field, |reader, node| values::text(reader, &pointer.key(key), node))
        };
        let version = optional(self, "version");
        let id = optional(self, "id");
        let name = optional(self, "name");
        let version_place = version.as_ref().map_or(node.place, |_| member_place(node, "version"));
        values::check_version(self, pointer, version_place, &kind, version.as_deref());
        let content_type = fields.take("contentType").and_then(|field| {
            let pointer = pointer.key("contentType");
            self.field(&field, |reader, node| values::content_type(reader, &pointer, node, &kind))
        });
        let page_size = fields.take("pageSize").and_then(|field| {
            let pointer = pointer.key("pageSize");
            self.field(&field, |reader, node| values::page_size(reader, &pointer, node, &kind))
        });
        let refresh = fields.take("refresh").and_then(|field| {
            self.field(&field, |reader, node| values::refresh(reader, &pointer.key("refresh"), node))
        });
        let headers = self.pairs(&mut fields, pointer, "headers");
        let query_parameters = self.pairs(&mut fields, pointer, "queryParameters");
        let auth = match fields.take("auth") {
            None => Some(Default::default()),
            Some(field) => {
                // To the schema a misspelt key is an unknown one, whatever is in it.
                let before = std::mem::replace(&mut self.forgiving, field.respelt);
                let auth = self.field(&field, |reader, node| read_auth(reader, &pointer.key("auth"), node));
                self.forgiving = before;
                match auth {
                    Some((Auth::Other { .. }, _)) | None if field.respelt => {
                        extra.insert(field.written.to_owned(), field.node.to_json());
                        Some(Default::default())
                    }
                    auth => auth,
                }
            }
        };
        let (auth, auth_extra): (_, Map<String, Value>) = auth?;
        Some(DataSource {
            source_type: source_type?,
            path: path?,
            version,
            id,
            name,
            auth,
            auth_extra,
            refresh,
            headers,
            query_parameters,
            content_type,
            page_size,
            extra,
        })
    }

    fn pairs(&mut self, fields: &mut Fields<'_, '_>, pointer: &Pointer<'_>, key: &str) -> Vec<(String, String)> {
        let Some(field) = fields.take(key) else { return Vec::new() };
        let pointer = pointer.key(key);
        self.field(&field, |reader, node| Some(values::pairs(reader, &pointer, node, key == "headers")))
            .unwrap_or_default()
    }
}

/// Where the value of a member stands, however its key is spelt; else where the object stands.
fn member_place(object: &Node<'_>, key: &str) -> Place {
    let Content::Object(members) = &object.value else { return object.place };
    let alike = |member: &&super::tree::Member<'_>| super::fields::folded(&member.key).eq(super::fields::folded(key));
    let exact = members.iter().find(|member| member.key == key);
    exact.or_else(|| members.iter().find(alike)).map_or(object.place, |member| member.node.place)
}

fn ident<T: std::str::FromStr<Err = ql_ident::IdentError>>(value: &str) -> Result<(), String> {
    value.parse::<T>().map(|_| ()).map_err(|error| error.to_string())
}
