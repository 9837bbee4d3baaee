//! Certificates and handshakes as nginx sends them.

use crate::certificates::Chain;
use crate::knot::Knot;
use crate::nginx::{Nginx, Site};
use crate::search::{Case, FILE, MANIFEST, NO_RECORD, check, discover, name, search};

const ZONE: &str = "* A 127.0.0.1\n";

fn site(names: impl IntoIterator<Item = &'static str>) -> Site {
    Site::new(names).with_file(FILE, MANIFEST)
}

fn found(domain: &'static str) -> Case {
    let url = format!("https://{domain}/{FILE}");
    Case::new(domain, &[NO_RECORD, ".well-known: found", "  …: 200 found"], Some(&url))
}

/// The same certificate would come for the other files, so they are not asked for.
fn failed(domain: &'static str) -> Case {
    Case::new(domain, &[NO_RECORD, ".well-known: unreachable tls", "  …: unreachable tls"], None)
}

#[tokio::test]
async fn certificates() {
    const UNKNOWN: &str =
        "the server's certificate is from an unknown authority, or an intermediate certificate is missing";
    const OTHER: &str = "the server's certificate is for another name";
    const EXPIRED: &str = "the server's certificate has expired";
    let sites = [
        // Whom nobody else claims.
        site(["default.example"]),
        site(["one.example", "www.one.example"]),
        site(["two.example"]),
        site(["*.wild.example"]),
        site(["bare.example"]).with_certified(["www.bare.example"]),
        site(["*.bare.example"]).with_certified(["bare.example"]),
        // A name in the subject only is none since long.
        site(["subject.example"]).with_certified([]),
        site(["jumbled.example"]).with_chain(Chain::Jumbled),
        site(["missing.example"]).with_chain(Chain::WithoutIntermediate),
        site(["expired.example"]).with_chain(Chain::Expired),
        site(["self.example"]).with_chain(Chain::SelfSigned),
    ];
    let (dns, web) = (Knot::start(&[("example", ZONE)]), Nginx::start(&sites));
    let (Some(dns), Some(web)) = (dns, web) else { return };
    let search = search(dns.address, &web);
    let good =
        ["default.example", "one.example", "www.one.example", "two.example", "a.wild.example", "jumbled.example"];
    check(&search, &good.map(found)).await;
    for (domain, words) in [
        ("unclaimed.example", OTHER),
        // An asterisk is one label.
        ("a.b.wild.example", OTHER),
        ("bare.example", OTHER),
        ("www.bare.example", OTHER),
        ("subject.example", OTHER),
        ("missing.example", UNKNOWN),
        ("expired.example", EXPIRED),
        ("self.example", UNKNOWN),
    ] {
        check(&search, &[failed(domain)]).await;
        let report = discover(&search, domain).await;
        assert_eq!(report.probes[1].outcome.to_string(), format!("unreachable: {words}"), "{domain}");
        assert!(!web.has_been_asked(domain), "{domain}");
    }
}

/// A server that ends the handshake for a name that it does not know.
#[tokio::test]
async fn unclaimed_name_refused() {
    let sites = [Site::new(["none.example"]).with("ssl_reject_handshake on;"), site(["one.example"])];
    let (dns, web) = (Knot::start(&[("example", ZONE)]), Nginx::start(&sites));
    let (Some(dns), Some(web)) = (dns, web) else { return };
    let search = search(dns.address, &web);
    check(&search, &[found("one.example"), failed("unclaimed.example")]).await;
    let report = discover(&search, "unclaimed.example").await;
    let words = report.probes[1].outcome.to_string();
    assert!(words.starts_with("unreachable: the TLS handshake failed: "), "{words}");
}

#[tokio::test]
async fn versions() {
    let Some(dns) = Knot::start(&[("example", ZONE)]) else { return };
    for (settings, case) in [
        ("ssl_protocols TLSv1.2;", found("one.example")),
        ("ssl_protocols TLSv1.3;", found("one.example")),
        // A server of long ago.
        ("ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;", failed("one.example")),
    ] {
        let Some(web) = Nginx::start_with("http2", settings, &[site(["one.example"])]) else { return };
        println!("{settings}");
        check(&search(dns.address, &web), &[case]).await;
    }
}

/// A server for those with a certificate of their own.
#[tokio::test]
async fn client_certificate_wanted() {
    let site = site(["one.example"]).with("ssl_verify_client on; ssl_client_certificate one.example.pem;");
    let (dns, web) = (Knot::start(&[("example", ZONE)]), Nginx::start(&[site]));
    let (Some(dns), Some(web)) = (dns, web) else { return };
    let lines = [NO_RECORD, ".well-known: status", "  …: 400 status", "  ….json: 400 status", "  ….yaml: 400 status"];
    check(&search(dns.address, &web), &[Case::new("one.example", &lines, None)]).await;
}

/// Without a name there is no SNI; a certificate may have the address.
#[tokio::test]
async fn address_in_the_url() {
    for (certified, outcome) in [("127.0.0.1", "found"), ("one.example", "unreachable tls")] {
        let Some(web) = Nginx::start(&[site(["one.example"]).with_certified([certified])]) else { return };
        let record = format!("uni TXT \"v=qldiscover1; m=https://127.0.0.1:{}/{FILE}\"\n", web.https_port);
        let Some(dns) = Knot::start(&[("example", &record)]) else { return };
        let report = discover(&search(dns.address, &web), "uni.example").await;
        assert_eq!(name(&report.probes[0].outcome), outcome, "{report}");
    }
}
