//! The catalogue of the EWP registry (registries of education providers, section 3).

use std::borrow::Cow;

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use ql_core::{Diagnostic, IdentifierScheme, Registry};

use super::RegistryRead;
use super::value::{Place, Reader, without_bom};
use crate::registry_codes as codes;

const NAMESPACE: &[u8] = b"https://github.com/erasmus-without-paper/ewp-specs-api-registry/tree/stable-v1";

pub(super) fn parse(bytes: &[u8]) -> RegistryRead {
    let mut read = RegistryRead::default();
    match entries(bytes, &mut read) {
        Ok(()) => read.complete = true,
        Err(problem) => {
            let broken = RegistryRead::broken(format!("the EWP catalogue can't be read to its end: {problem}"));
            read.diagnostics.extend(broken.diagnostics);
        }
    }
    read
}

/// An element of the catalogue's namespace.
enum Element<'e> {
    Start(BytesStart<'e>),
    Empty(BytesStart<'e>),
}

fn entries(bytes: &[u8], read: &mut RegistryRead) -> Result<(), String> {
    let mut xml = NsReader::from_reader(without_bom(bytes));
    let mut inside: Vec<Vec<u8>> = Vec::new();
    let mut seen_root = false;
    loop {
        let (namespace, event) = xml.read_resolved_event().map_err(|error| error.to_string())?;
        let ours = matches!(namespace, ResolveResult::Bound(name) if name.as_ref() == NAMESPACE);
        let element = match event {
            Event::Start(_) | Event::Empty(_) if inside.is_empty() && seen_root => {
                return Err("it has more than one root".into());
            }
            Event::Start(start) => Element::Start(start),
            Event::Empty(empty) => Element::Empty(empty),
            Event::End(_) => {
                inside.pop();
                continue;
            }
            Event::DocType(_) => return Err("it has a document type definition, which is not read".into()),
            Event::Eof if inside.is_empty() && seen_root => return Ok(()),
            Event::Eof => return Err("it ends too early".into()),
            _ => continue,
        };
        let (Element::Start(tag) | Element::Empty(tag)) = &element;
        let name = tag.local_name().as_ref().to_vec();
        let path: Vec<&[u8]> = inside.iter().map(Vec::as_slice).collect();
        let known = match path.as_slice() {
            [] => name == b"catalogue",
            [_] => name == b"institutions",
            [_, _] => name == b"hei",
            _ => false,
        };
        if path.is_empty() && !(ours && known) {
            return Err("it is not a catalogue of the EWP registry".into());
        }
        seen_root = true;
        match element {
            Element::Empty(tag) if ours && known && path.len() == 2 => {
                let reader = begin(&tag, &mut read.diagnostics)?;
                read.entries.extend(reader.finish());
            }
            Element::Empty(_) => {}
            Element::Start(tag) if ours && known && path.len() == 2 => {
                let tag = tag.into_owned();
                institution(&mut xml, &tag, read)?;
            }
            Element::Start(_) if ours && known => inside.push(name),
            // Hosts and keys, most of the document.
            Element::Start(_) => {
                inner_text(&mut xml)?;
            }
        }
    }
}

fn begin<'d>(tag: &BytesStart<'_>, diagnostics: &'d mut Vec<Diagnostic>) -> Result<Reader<'d>, String> {
    let id = attribute(tag, b"id")?.unwrap_or_default();
    let mut reader = Reader::new(Registry::Ewp, id.trim(), Place::Unknown, diagnostics);
    reader.schac(&id);
    Ok(reader)
}

/// One `hei` with its names and ids.
fn institution(xml: &mut NsReader<&[u8]>, tag: &BytesStart<'_>, read: &mut RegistryRead) -> Result<(), String> {
    let mut reader = begin(tag, &mut read.diagnostics)?;
    loop {
        let (namespace, event) = xml.read_resolved_event().map_err(|error| error.to_string())?;
        let ours = matches!(namespace, ResolveResult::Bound(name) if name.as_ref() == NAMESPACE);
        match event {
            Event::Start(child) => {
                let child = child.into_owned();
                let content = inner_text(xml)?;
                if !ours {
                    continue;
                }
                let Some(content) = content else {
                    reader.warn(codes::VALUE, "a text with unknown entities is left out".into());
                    continue;
                };
                match child.local_name().as_ref() {
                    b"name" => {
                        let language = attribute(&child, b"xml:lang")?;
                        reader.name(&content, language.as_deref(), false, false);
                    }
                    b"other-id" => match attribute(&child, b"type")?.unwrap_or_default().trim() {
                        "" => reader.warn(codes::VALUE, "an `other-id` without type".into()),
                        "previous-schac" => reader.former_schac(&content),
                        kind => reader.identifier(IdentifierScheme::from_name(kind), &content, None),
                    },
                    _ => {}
                }
            }
            Event::End(_) => break,
            Event::DocType(_) => return Err("it has a document type definition, which is not read".into()),
            Event::Eof => return Err("it ends too early".into()),
            _ => {}
        }
    }
    read.entries.extend(reader.finish());
    Ok(())
}

fn attribute(tag: &BytesStart<'_>, name: &[u8]) -> Result<Option<String>, String> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.as_ref() == name {
            let value = attribute.unescape_value().map_err(|error| error.to_string())?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// The text of the element that has just begun, up to its end, that of elements inside included. `None` if it has entities that
/// are not known. Namespaces are followed, as the reader's own way of skipping does not.
fn inner_text(xml: &mut NsReader<&[u8]>) -> Result<Option<String>, String> {
    let (mut text, mut depth) = (Some(String::new()), 0_usize);
    loop {
        let (_, event) = xml.read_resolved_event().map_err(|error| error.to_string())?;
        let part = match event {
            Event::Start(_) => {
                depth += 1;
                continue;
            }
            Event::End(_) if depth == 0 => return Ok(text),
            Event::End(_) => {
                depth -= 1;
                continue;
            }
            Event::Text(part) => part.unescape().ok().map(Cow::into_owned),
            Event::CData(part) => std::str::from_utf8(&part).ok().map(str::to_owned),
            Event::DocType(_) => return Err("it has a document type definition, which is not read".into()),
            Event::Eof => return Err("it ends too early".into()),
            _ => continue,
        };
        text = text.zip(part).map(|(text, part)| text + &part);
    }
}
