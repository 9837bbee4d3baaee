//! Files, redirects and errors as nginx sends them.

use ql_discovery::{Mechanism, Outcome};

use crate::knot::Knot;
use crate::nginx::{Nginx, Site};
use crate::search::{Case, FILE, MANIFEST, NO_RECORD, PAGE, Search, YAML, check, discover, name, search};

/// Every host is on this machine.
const ZONE: &str = "* A 127.0.0.1\nthere TXT \"no host\"\n";
const JSON_FILE: &str = ".well-known/quality-link-manifest.json";
const YAML_FILE: &str = ".well-known/quality-link-manifest.yaml";
const GZIP: &str = "gzip on; gzip_min_length 0; gzip_types text/plain application/json application/yaml;";
const MISSING: [&str; 3] = ["  …: 404 not-found", "  ….json: 404 not-found", "  ….yaml: 404 not-found"];

/// What ends with the file of that extension, after these requests.
fn found(domain: &'static str, extension: &str, before: &[&str]) -> Case {
    let last = format!("  …{extension}: 200 found");
    let lines = [&[NO_RECORD, ".well-known: found"], before, &[&last]].concat();
    Case::new(domain, &lines, Some(&format!("https://{domain}/{FILE}{extension}")))
}

/// What is found at the first file, which redirects to `url`.
fn redirected(domain: &'static str, url: &str) -> Case {
    Case::new(domain, &[NO_RECORD, ".well-known: found", "  …: 200 found"], Some(url))
}

/// What ends with nothing, after these requests.
fn nothing(domain: &'static str, outcome: &str, requests: &[&str]) -> Case {
    let first = format!(".well-known: {outcome}");
    Case::new(domain, &[&[NO_RECORD, &first], requests].concat(), None)
}

/// What comes to the same with each of the three files.
fn thrice(domain: &'static str, outcome: &str, request: &str) -> Case {
    let requests = ["", ".json", ".yaml"].map(|extension| format!("  …{extension}: {request}"));
    nothing(domain, outcome, &requests.each_ref().map(String::as_str))
}

/// A search at these sites, with the servers that it needs.
fn world(listen: &str, settings: &str, sites: &[Site]) -> Option<(Knot, Nginx, Search)> {
    let (dns, web) = (Knot::start(&[("example", ZONE)])?, Nginx::start_with(listen, settings, sites)?);
    let search = search(dns.address, &web);
    Some((dns, web, search))
}

/// A file that is what a browser would be told it is not.
fn typed(name: &'static str, kind: &str, content: impl Into<Vec<u8>>) -> Site {
    Site::new([name]).with(format!("default_type \"{kind}\";")).with_file(FILE, content)
}

#[tokio::test]
async fn files_by_both_protocols() {
    let sites = [
        typed("text.example", "text/plain", MANIFEST),
        typed("octets.example", "application/octet-stream", YAML),
        typed("html.example", "text/html", MANIFEST),
        typed("untyped.example", "", MANIFEST),
        typed("charset.example", "text/plain", format!("\u{feff}{YAML}")).with("charset utf-8;"),
        Site::new(["json.example"]).with_file(JSON_FILE, MANIFEST),
        Site::new(["yaml.example"]).with_file(YAML_FILE, YAML),
        Site::new(["typedyaml.example"]).with("types { application/yaml yaml; }").with_file(YAML_FILE, YAML),
        Site::new(["all.example"]).with_file(YAML_FILE, YAML).with_file(JSON_FILE, MANIFEST),
    ];
    let cases = [
        found("text.example", "", &[]),
        found("octets.example", "", &[]),
        found("html.example", "", &[]),
        found("untyped.example", "", &[]),
        found("charset.example", "", &[]),
        found("json.example", ".json", &MISSING[..1]),
        found("yaml.example", ".yaml", &MISSING[..2]),
        found("typedyaml.example", ".yaml", &MISSING[..2]),
        found("all.example", ".json", &MISSING[..1]),
    ];
    for (listen, protocol) in [("http2", "HTTP/2.0"), ("", "HTTP/1.1")] {
        let Some((_dns, web, search)) = world(listen, GZIP, &sites) else { return };
        check(&search, &cases).await;
        for line in [
            format!("text.example /{FILE} {protocol} 200 text/plain gzip"),
            format!("octets.example /{FILE} {protocol} 200 application/octet-stream -"),
            format!("html.example /{FILE} {protocol} 200 text/html gzip"),
            format!("untyped.example /{FILE} {protocol} 200 - -"),
            format!("charset.example /{FILE} {protocol} 200 text/plain; charset=utf-8 gzip"),
            format!("json.example /{FILE} {protocol} 404 text/html gzip"),
            format!("json.example /{JSON_FILE} {protocol} 200 application/json gzip"),
            format!("yaml.example /{YAML_FILE} {protocol} 200 application/octet-stream -"),
            format!("typedyaml.example /{YAML_FILE} {protocol} 200 application/yaml gzip"),
        ] {
            assert!(web.has_logged(&line), "{line}");
        }
    }
}

#[tokio::test]
async fn sizes() {
    const LIMIT: usize = 1 << 20;
    // As it is, and as a thousandth of it that unpacks to it.
    for settings in ["", GZIP] {
        let file = |name, size: usize| {
            typed(name, "application/json", MANIFEST.to_owned() + &" ".repeat(size - MANIFEST.len()))
        };
        let sites = [file("most.example", LIMIT), file("more.example", LIMIT + 1), file("far.example", 20 * LIMIT)];
        let Some((_dns, web, search)) = world("http2", settings, &sites) else { return };
        let large = |domain| nothing(domain, "not-a-manifest", &["  …: not-a-manifest", MISSING[1], MISSING[2]]);
        check(&search, &[found("most.example", "", &[]), large("more.example"), large("far.example")]).await;
        let encoding = if settings.is_empty() { "-" } else { "gzip" };
        let line = format!("most.example /{FILE} HTTP/2.0 200 application/json {encoding}");
        assert!(web.has_logged(&line), "{line}");
    }
}

/// A site that redirects where the first file would be.
fn redirecting(name: &'static str, settings: &str) -> Site {
    Site::new([name]).with(format!("location = /{FILE} {{ {settings} }}")).with_file("m", MANIFEST)
}

#[tokio::test]
async fn redirects() {
    const URL: &str = "https://files.example/m";
    // So many redirects to the file, each by another status.
    let chain = |name, length: usize| {
        let statuses = ["301", "302", "303", "307", "308"];
        let place = |hop: usize| if hop == 0 { FILE.into() } else { format!("hop/{hop}") };
        let hops = (0..length).map(|hop| {
            let status = statuses[hop % statuses.len()];
            format!("location = /{} {{ return {status} https://$host/{}; }}\n", place(hop), place(hop + 1))
        });
        Site::new([name]).with(hops.collect::<String>()).with_file(&place(length), MANIFEST)
    };
    let mut sites = vec![
        Site::new(["files.example"]).with_file("m", MANIFEST).with_file("a–b", MANIFEST).with_file("login.html", PAGE),
        chain("five.example", 5),
        chain("six.example", 6),
        redirecting("relative.example", "absolute_redirect off; return 302 /m;"),
        redirecting("ported.example", "return 302 /m;"),
        redirecting("query.example", "return 302 https://files.example/m?from=$host&x=%20#top;"),
        redirecting("letters.example", "return 302 https://files.example/a–b;"),
        redirecting("umlaut.example", "return 302 https://bücher.example/m;"),
        Site::new(["xn--bcher-kva.example"]).with_file("m", MANIFEST),
        redirecting("scheme.example", "absolute_redirect off; return 301 //files.example/m;"),
        redirecting("login.example", "return 302 https://files.example/login.html?back=$request_uri;"),
        redirecting("refused.example", "return 302 https://10.0.0.1/m;"),
        redirecting("nowhere.example", "return 302 https://nowhere.test/m;"),
        redirecting("typo.example", "return 302 https://nowhere.there.example/m;"),
        redirecting("choice.example", "return 300;"),
        Site::new(["www.example"]).with("return 301 https://bare.example$request_uri;"),
        Site::new(["bare.example"]).with_file(YAML_FILE, YAML),
        Site::new(["round.example"]).with("return 301 https://$host$request_uri;"),
        Site::new(["down.example"]).with("return 301 http://$host$request_uri;"),
        // Nginx sends a browser on to the folder of that name.
        Site::new(["folder.example"]).with_file(&format!("{FILE}/index.html"), PAGE).with_file(JSON_FILE, MANIFEST),
        Site::new(["bare-folder.example"]).with_file(&format!("{FILE}/m"), PAGE).with_file(JSON_FILE, MANIFEST),
    ];
    let statuses = ["s301.example", "s302.example", "s303.example", "s307.example", "s308.example"];
    sites.extend(statuses.map(|name| redirecting(name, &format!("return {} {URL};", &name[1..4]))));
    let Some((_dns, web, search)) = world("http2", "", &sites) else { return };
    let and_missing = |first| [first, MISSING[1], MISSING[2]];
    let bare = format!("https://bare.example/{YAML_FILE}");
    let mut cases = statuses.map(|name| redirected(name, URL)).to_vec();
    cases.extend([
        redirected("five.example", "https://five.example/hop/5"),
        nothing("six.example", "bad-redirect", &and_missing("  …: bad-redirect")),
        redirected("relative.example", "https://relative.example/m"),
        redirected("ported.example", &format!("https://ported.example:{}/m", web.https_port)),
        redirected("query.example", "https://files.example/m?from=query.example&x=%20#top"),
        redirected("letters.example", "https://files.example/a%E2%80%93b"),
        redirected("umlaut.example", "https://xn--bcher-kva.example/m"),
        redirected("scheme.example", URL),
        nothing("login.example", "not-a-manifest", &and_missing("  …: 200 not-a-manifest")),
        nothing("refused.example", "refused", &and_missing("  …: refused")),
        nothing("nowhere.example", "unreachable dns", &and_missing("  …: unreachable dns")),
        nothing("typo.example", "unreachable no-such-host", &and_missing("  …: unreachable no-such-host")),
        nothing("choice.example", "status", &and_missing("  …: 300 status")),
        Case::new(
            "www.example",
            &[NO_RECORD, ".well-known: found", MISSING[0], MISSING[1], "  ….yaml: 200 found"],
            Some(&bare),
        ),
        thrice("round.example", "bad-redirect", "bad-redirect"),
        thrice("down.example", "bad-redirect", "bad-redirect"),
        found("folder.example", ".json", &["  …: 200 not-a-manifest"]),
        found("bare-folder.example", ".json", &["  …: 403 status"]),
    ]);
    check(&search, &cases).await;

    let report = discover(&search, "login.example").await;
    let last = report.probes[1].attempts[0].final_url.as_ref().map(ToString::to_string);
    let expected = format!("https://files.example/login.html?back=/{FILE}");
    assert_eq!(last, Some(expected));
    for (domain, words) in
        [("six.example", "the server redirects too often"), ("down.example", "the server redirects from https to http")]
    {
        let report = discover(&search, domain).await;
        assert_eq!(report.probes[1].outcome.to_string(), words, "{domain}");
    }
}

#[tokio::test]
async fn statuses() {
    let soft = "error_page 404 =200 /index.html;";
    let page = |name| Site::new([name]).with_file("index.html", PAGE);
    let sites = [
        page("gone.example").with("return 410;"),
        page("soft.example").with(soft),
        page("soft-yaml.example").with(soft).with_file(YAML_FILE, YAML),
        page("single.example").with("location / { try_files $uri /index.html; }"),
        page("away.example").with("error_page 404 https://$host/index.html;"),
        // To nginx, a page of the site is no place to redirect to: it sends the page, and no `Location`.
        page("lost.example").with("error_page 404 =302 /index.html;"),
        // The status counts, whatever comes with it.
        Site::new(["hidden.example"]).with("error_page 404 /m;").with_file("m", MANIFEST),
        Site::new(["forbidden.example"]).with("deny all;").with_file(FILE, MANIFEST),
        Site::new(["login.example"]).with("auth_basic staff; auth_basic_user_file users;").with_file(FILE, MANIFEST),
        Site::new(["limited.example"]).with("return 429;"),
        Site::new(["down.example"]).with("return 503;"),
        Site::new(["proxy.example"]).with("location / { proxy_pass http://127.0.0.1:1; }"),
        Site::new(["bare.example"]).with("return 204;"),
        Site::new(["empty.example"]).with_file(FILE, "").with_file(JSON_FILE, MANIFEST),
        Site::new(["silent.example"])
            .with(format!("location = /{FILE} {{ return 444; }}"))
            .with_file(JSON_FILE, MANIFEST),
    ];
    let cases = [
        thrice("gone.example", "not-found", "410 not-found"),
        thrice("soft.example", "not-a-manifest", "200 not-a-manifest"),
        found("soft-yaml.example", ".yaml", &["  …: 200 not-a-manifest", "  ….json: 200 not-a-manifest"]),
        thrice("single.example", "not-a-manifest", "200 not-a-manifest"),
        thrice("away.example", "not-a-manifest", "200 not-a-manifest"),
        thrice("lost.example", "bad-redirect", "bad-redirect"),
        thrice("hidden.example", "not-found", "404 not-found"),
        thrice("forbidden.example", "status", "403 status"),
        thrice("login.example", "status", "401 status"),
        thrice("limited.example", "status", "429 status"),
        thrice("down.example", "status", "503 status"),
        thrice("proxy.example", "status", "502 status"),
        thrice("bare.example", "status", "204 status"),
        found("empty.example", ".json", &["  …: 200 not-a-manifest"]),
        // It closes the connection without a word; the next file comes by another one.
        found("silent.example", ".json", &["  …: unreachable broken"]),
    ];
    for (listen, settings) in [("http2", ""), ("", GZIP)] {
        let Some((_dns, _web, search)) = world(listen, settings, &sites) else { return };
        check(&search, &cases).await;
    }
}

/// Nginx may end a connection after any answer: the next request must not be lost with it.
#[tokio::test]
async fn connections_that_are_not_kept() {
    let names = ["a.example", "b.example", "c.example", "d.example", "e.example"];
    let sites = names.map(|name| Site::new([name]).with_file(YAML_FILE, YAML));
    let cases = names.map(|name| found(name, ".yaml", &MISSING[..2]));
    for listen in ["http2", ""] {
        for settings in ["keepalive_requests 1;", "keepalive_timeout 0;", "keepalive_requests 2;"] {
            let Some((_dns, _web, search)) = world(listen, settings, &sites) else { return };
            check(&search, &cases).await;
        }
    }
}

/// What is announced without TLS.
#[tokio::test]
async fn http_and_https() {
    let site = || Site::new(["uni.example"]).with_file("m", MANIFEST);
    let upward = Site::new(["up.example"])
        .with("if ($scheme = http) { return 301 https://$host$request_uri; }")
        .with_file("m", MANIFEST);
    let Some(web) = Nginx::start(&[site(), upward]) else { return };
    let record = |owner: &str, url: &str| format!("{owner} TXT \"v=qldiscover1; m={url}\"\n{owner} A 127.0.0.1\n");
    let (http, https) = (web.http_port, web.https_port);
    let zone = [
        "uni A 127.0.0.1\nup A 127.0.0.1\n".into(),
        record("plain", &format!("http://uni.example:{http}/m")),
        record("upward", &format!("http://up.example:{http}/m")),
        record("mixed", &format!("http://uni.example:{https}/m")),
        record("crossed", &format!("https://uni.example:{http}/m")),
    ];
    let Some(dns) = Knot::start(&[("example", &zone.concat())]) else { return };
    let search = search(dns.address, &web);
    for (domain, status, url) in [
        ("plain.example", 200, Some(format!("http://uni.example:{http}/m"))),
        ("upward.example", 200, Some("https://up.example/m".into())),
        // Nginx tells what it thinks of a request without TLS where TLS is expected.
        ("mixed.example", 400, None),
    ] {
        let report = discover(&search, domain).await;
        let probe = &report.probes[0];
        assert_eq!((probe.mechanism, probe.attempts[0].status), (Mechanism::DnsTxt, Some(status)), "{report}");
        let expected = if status == 200 { Outcome::Found } else { Outcome::Status { status } };
        assert_eq!(probe.outcome, expected, "{report}");
        assert_eq!(report.found.map(|found| found.url.to_string()), url, "{domain}");
    }
    let report = discover(&search, "crossed.example").await;
    assert_eq!(name(&report.probes[0].outcome), "unreachable tls", "{report}");
}
