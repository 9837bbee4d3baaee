crate::codes! {
    /// The codes of findings about manifests.
    pub mod codes {
        MANIFEST_TOO_LARGE = "manifest.too-large", "the document is larger than the limit (1 MiB unless set otherwise)";
        MANIFEST_EMPTY = "manifest.empty", "the document is empty";
        MANIFEST_NOT_UTF8 = "manifest.not-utf8", "the document is not UTF-8";
        MANIFEST_BOM = "manifest.bom", "the document begins with a byte order mark";
        MANIFEST_HTML = "manifest.html", "the document is a web page, not a manifest";
        MANIFEST_JSON_SYNTAX = "manifest.json-syntax", "the document is not valid JSON";
        MANIFEST_YAML_SYNTAX = "manifest.yaml-syntax", "the document is not valid YAML";
        MANIFEST_YAML_UNSUPPORTED = "manifest.yaml-unsupported", "this build does not read YAML";
        MANIFEST_FORMAT_MISMATCH = "manifest.format-mismatch", "the content is of another format than its content type or file name says";
        MANIFEST_TOO_DEEP = "manifest.too-deep", "objects and lists are nested too deeply";
        MANIFEST_TOO_MANY_NODES = "manifest.too-many-nodes", "the document has too many values, for example by YAML aliases that multiply";
        MANIFEST_TOO_MANY_FINDINGS = "manifest.too-many-findings", "so many findings that not all of them are listed";
        MANIFEST_DUPLICATE_KEY = "manifest.duplicate-key", "a key occurs twice in one object; the last value is used";
        MANIFEST_YAML_TAG = "manifest.yaml-tag", "a YAML tag is ignored";
        MANIFEST_YAML_DOCUMENTS = "manifest.yaml-documents", "more than one YAML document in the file; the first is used";
        MANIFEST_NOT_AN_OBJECT = "manifest.not-an-object", "the document is not an object with the key `sources`";
        MANIFEST_SOURCES_MISSING = "manifest.sources-missing", "the key `sources` is missing";
        MANIFEST_SOURCES_NOT_A_LIST = "manifest.sources-not-a-list", "`sources` is not a list";
        MANIFEST_SOURCES_EMPTY = "manifest.sources-empty", "`sources` has no entry";
        MANIFEST_NO_USABLE_SOURCE = "manifest.no-usable-source", "no data source of the manifest can be used";
        MANIFEST_META_NOT_AN_OBJECT = "manifest.meta-not-an-object", "`meta` is not an object";
        MANIFEST_META_VALUE = "manifest.meta-value", "an identifier in `meta` is not valid";
        MANIFEST_KEY_SPELLING = "manifest.key-spelling", "a key is spelt differently";
        MANIFEST_KEY_UNKNOWN = "manifest.key-unknown", "an unknown key resembles a known one";
        MANIFEST_WRONG_TYPE = "manifest.wrong-type", "a value is of another JSON type than expected";
        SOURCE_NOT_AN_OBJECT = "manifest.source-not-an-object", "a data source is not an object";
        SOURCE_TYPE_MISSING = "manifest.source-type-missing", "a data source has no `type`";
        SOURCE_TYPE_UNKNOWN = "manifest.source-type-unknown", "the type of a data source is not known";
        SOURCE_TYPE_SPELLING = "manifest.source-type-spelling", "the type of a data source is spelt differently";
        SOURCE_PATH_MISSING = "manifest.source-path-missing", "a data source has no `path`";
        SOURCE_PATH_INVALID = "manifest.source-path-invalid", "`path` is not an absolute http or https URL";
        SOURCE_PATH_SPACE = "manifest.source-path-space", "`path` has white space around it";
        SOURCE_PATH_NOT_ASCII = "manifest.source-path-not-ascii", "`path` has characters that must be encoded in a URL";
        SOURCE_PATH_HTTP = "manifest.source-path-http", "`path` is not https";
        SOURCE_PATH_CREDENTIALS = "manifest.source-path-credentials", "`path` contains a user name or password";
        SOURCE_VERSION_MISSING = "manifest.source-version-missing", "the exchange specification requires `version` for this type";
        SOURCE_VERSION_UNKNOWN = "manifest.source-version-unknown", "a version of the format that is not known";
        SOURCE_ID_DUPLICATE = "manifest.source-id-duplicate", "two data sources have the same `id`";
        SOURCE_REFRESH_NEGATIVE = "manifest.source-refresh-negative", "`refresh` is negative";
        SOURCE_HEADER_INVALID = "manifest.source-header-invalid", "a request header has an illegal name or value";
        SOURCE_CONTENT_TYPE = "manifest.source-content-type", "`contentType` is not a media type of ELM files, or the source is not of type `elm`";
        SOURCE_PAGE_SIZE = "manifest.source-page-size", "`pageSize` has a value that the format does not allow";
        AUTH_TYPE_MISSING = "manifest.auth-type-missing", "`auth` has no `type`";
        AUTH_TYPE_UNKNOWN = "manifest.auth-type-unknown", "the access control method is not known";
        AUTH_TYPE_SPELLING = "manifest.auth-type-spelling", "the access control method is spelt differently";
        AUTH_FIELD = "manifest.auth-field", "`field` is missing or not the name of a request header";
        AUTH_VALUE_MISSING = "manifest.auth-value-missing", "`value` is missing";
        AUTH_TOKEN_ENDPOINT = "manifest.auth-token-endpoint", "`token_endpoint` is missing or not an absolute http or https URL";
        AUTH_NOT_ENCRYPTED = "manifest.auth-not-encrypted", "a secret does not look encrypted";
        AUTH_ALGORITHM = "manifest.auth-algorithm", "`alg` is not an asymmetric signature algorithm of RFC 9421";
    }
}
