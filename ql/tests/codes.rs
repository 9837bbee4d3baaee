//! `docs/codes.md` lists every code of a finding.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use quality_link::core::Code;
use quality_link::ident::IdentErrorKind;

fn page() -> String {
    let areas: [(&str, &[(Code, &str)]); 4] = [
        ("Manifests", quality_link::core::codes::ALL),
        ("Discovery", quality_link::discovery::codes::ALL),
        ("Exchange", quality_link::exchange::codes::ALL),
        ("RDF and mapping", quality_link::elm::codes::ALL),
    ];
    let mut page = String::from(
        "# Codes of findings\n\nMade by the test `ql/tests/codes.rs`. A code never changes its meaning; removing one is a breaking change.\n",
    );
    let mut seen = BTreeSet::new();
    for (title, codes) in areas {
        let _ = write!(page, "\n## {title}\n\n| code | meaning |\n|---|---|\n");
        for (code, text) in codes {
            assert!(seen.insert(code.as_str()), "{code} is used twice");
            let _ = writeln!(page, "| `{code}` | {text} |");
        }
    }
    page.push_str("\n## Identifiers\n\n| code | meaning |\n|---|---|\n");
    for kind in IdentErrorKind::ALL {
        assert!(seen.insert(kind.code()), "{} is used twice", kind.code());
        let _ = writeln!(page, "| `{}` | {} |", kind.code(), kind.text());
    }
    page
}

#[test]
fn the_page_lists_every_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/codes.md");
    if std::env::var_os("QL_BLESS").is_some() {
        std::fs::write(&path, page()).expect("docs/codes.md");
    }
    let present = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(present == page(), "docs/codes.md is out of date: QL_BLESS=1 cargo test -p quality-link --test codes");
}
