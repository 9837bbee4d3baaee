use super::values::{HEADER_NAME_PATTERN, HEADER_VALUE_PATTERN, URL_PATTERN};
use serde_json::{Value, json};

/// The JSON Schema (draft 2020-12) of a manifest; what it accepts is what the strict verdict accepts,
/// but for URLs that fit the pattern and are none, such as one with the port 70000.
///
/// ```
/// let schema = ql_core::manifest_schema();
/// assert_eq!(schema["$id"], "https://data.quality-link.eu/schema/manifest-v1.json");
/// ```
pub fn manifest_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://data.quality-link.eu/schema/manifest-v1.json",
        "title": "QualityLink manifest",
        "description": "Where a university's course data are and how to get them.",
        "type": "object",
        "required": ["sources"],
        "properties": {
            "meta": { "$ref": "#/$defs/meta" },
            "sources": {
                "description": "The data sources.",
                "type": "array",
                "minItems": 1,
                "items": { "$ref": "#/$defs/source" }
            }
        },
        "$defs": {
            "meta": {
                "description": "Identifiers of the institution, for diagnosis.",
                "type": "object",
                "properties": {
                    "schac": { "type": "string", "description": "SCHAC code, a domain name" },
                    "eterid": { "type": "string", "description": "ETER/OrgReg id, such as AT0005" },
                    "deqarid": { "type": "string", "description": "DEQAR id, such as DEQARINST0382" },
                    "did": { "type": "string", "description": "Decentralised identifier of the institution" }
                }
            },
            "source": {
                "type": "object",
                "required": ["type", "path"],
                "properties": {
                    "type": { "enum": ["elm", "ooapi", "edu-api", "occapi"], "description": "Format of the data" },
                    "path": { "$ref": "#/$defs/url", "description": "URL of the file or root of the API" },
                    "version": { "type": "string", "description": "Version of the format, such as 5" },
                    "id": { "type": "string", "description": "Id of the source, stable across versions" },
                    "name": { "type": "string", "description": "Name for people" },
                    "auth": { "$ref": "#/$defs/auth" },
                    "refresh": {
                        "type": "number",
                        "minimum": 0,
                        "description": "Least time between two scheduled harvests, in hours"
                    },
                    "headers": {
                        "description": "Request headers to be sent with every request",
                        "type": "object",
                        "propertyNames": { "pattern": HEADER_NAME_PATTERN },
                        "additionalProperties": { "type": "string", "pattern": HEADER_VALUE_PATTERN }
                    },
                    "queryParameters": {
                        "description": "Query parameters to be sent with every request",
                        "type": "object",
                        "additionalProperties": { "type": "string" }
                    }
                },
                "allOf": [
                    {
                        "if": { "properties": { "type": { "const": "elm" } } },
                        "then": { "properties": { "contentType": {
                            "enum": ["application/rdf+xml", "text/turtle", "application/ld+json"],
                            "description": "Media type of the file, where the server names another"
                        } } }
                    },
                    {
                        "if": { "properties": { "type": { "const": "ooapi" } } },
                        "then": { "properties": { "pageSize": { "enum": [10, 20, 50, 100, 250] } } }
                    },
                    {
                        "if": { "properties": { "type": { "const": "edu-api" } } },
                        "then": { "properties": { "pageSize": { "type": "integer", "minimum": 1, "maximum": u32::MAX } } }
                    }
                ]
            },
            "auth": {
                "description": "How access is controlled",
                "type": "object",
                "required": ["type"],
                "properties": { "type": { "enum": ["none", "httpheader", "oauth2.0", "httpsig"] } },
                "allOf": [
                    {
                        "if": { "properties": { "type": { "const": "httpheader" } } },
                        "then": {
                            "required": ["field", "value"],
                            "properties": {
                                "field": { "type": "string", "pattern": HEADER_NAME_PATTERN },
                                "value": { "$ref": "#/$defs/encrypted", "minLength": 1 }
                            }
                        }
                    },
                    {
                        "if": { "properties": { "type": { "const": "oauth2.0" } } },
                        "then": {
                            "required": ["token_endpoint"],
                            "properties": {
                                "token_endpoint": { "$ref": "#/$defs/url" },
                                "scope": { "type": "string" },
                                "client_id": { "type": "string" },
                                "client_secret": { "$ref": "#/$defs/encrypted" }
                            }
                        }
                    },
                    {
                        "if": { "properties": { "type": { "const": "httpsig" } } },
                        "then": { "properties": { "alg": { "type": "string" } } }
                    }
                ]
            },
            "url": { "type": "string", "pattern": URL_PATTERN },
            "encrypted": {
                "description": "RSA-OAEP ciphertext (SHA-1, MGF1 with SHA-1), in Base64",
                "type": "string",
                "contentEncoding": "base64"
            }
        }
    })
}
