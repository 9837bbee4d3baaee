//! Registries as documents, and as servers that give them out.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::command::{Folder, Run};
use crate::network::http::{Asked, Reply, Service};

fn identifier(resource: &str, identifier: &str) -> Value {
    json!({ "identifier": identifier, "resource": resource, "agency": null })
}

fn country(alpha2: &str, alpha3: &str, until: Option<&str>) -> Value {
    json!({
        "country": { "id": 1, "iso_3166_alpha2": alpha2, "iso_3166_alpha3": alpha3 }, "city": null,
        "country_valid_from": null, "country_valid_to": until,
    })
}

/// A university, a faculty with a code of its own, a closed school and a university that no other registry has.
pub(crate) fn deqar() -> Vec<Value> {
    let mut vienna = country("AT", "AUT", None);
    vienna["city"] = json!("Wien");
    let university = json!({
        "id": 382, "deqar_id": "DEQARINST0382", "eter_id": "AT0005",
        "identifiers": [
            identifier("SCHAC", "uni.example"), identifier("EU-PIC", "999859917"), identifier("Erasmus", "A  WIEN01"),
            { "identifier": "7", "resource": "local", "agency": { "id": 1, "acronym_primary": "AQ" } },
        ],
        "is_other_provider": false, "name_primary": "University of Examples", "website_link": "www.uni.example/en ",
        "names": [
            { "name_official": "Universität der Beispiele", "name_english": "", "name_versions": [], "name_valid_to": null },
            {
                "name_official": "Alte Hochschule", "name_english": "Old College", "name_versions": [],
                "name_valid_to": "1999-12-31",
            },
        ],
        "closure_date": null, "part_of": [],
        "locations": [vienna, country("XK", "XKX", None), country("DE", "DEU", Some("2001-12-31"))],
    });
    let whole = json!({ "institution": { "id": 382, "deqar_id": "DEQARINST0382" }, "relationship_type": "faculty" });
    let faculty = json!({
        "id": 500, "deqar_id": "DEQARINST0500", "eter_id": null, "identifiers": [identifier("SCHAC", "law.uni.example")],
        "is_other_provider": true, "name_primary": "Law School", "names": [], "website_link": null, "closure_date": null,
        "locations": [country("AT", "AUT", None)], "part_of": [whole],
    });
    let closed = json!({
        "id": 600, "deqar_id": "DEQARINST0600", "eter_id": null, "identifiers": null, "is_other_provider": false,
        "name_primary": "Closed School", "names": [], "website_link": "https://closed.example/",
        "closure_date": "2001-01-01", "locations": [country("DE", "DEU", None)], "part_of": [],
    });
    let greek = json!({
        "id": 700, "deqar_id": "DEQARINST0700", "eter_id": "EL0001", "identifiers": [], "is_other_provider": false,
        "name_primary": "University of Crete", "names": [], "website_link": "https://www.crete.example/",
        "closure_date": null, "locations": [country("GR", "GRC", None)], "part_of": [],
    });
    vec![university, faculty, closed, greek]
}

/// A page of DEQAR's answer.
pub(crate) fn page(records: &[Value], count: usize, next: bool) -> String {
    json!({ "count": count, "next": next, "results": records, "facets": {} }).to_string()
}

pub(crate) fn deqar_page() -> String {
    page(&deqar(), 4, false)
}

pub(crate) const EWP: &str = r#"<catalogue xmlns="https://github.com/erasmus-without-paper/ewp-specs-api-registry/tree/stable-v1">
  <host><institutions-covered><hei-id>uni.example</hei-id></institutions-covered></host>
  <institutions>
    <hei id="uni.example">
      <other-id type="pic">999859917</other-id>
      <other-id type="previous-schac">old.example</other-id>
      <name xml:lang="en">University of Examples</name>
    </hei>
    <hei id="uw.example">
      <other-id type="erasmus">PL WARSZAW01</other-id>
      <name xml:lang="pl">Uniwersytet Warszawski</name>
    </hei>
  </institutions>
</catalogue>"#;

/// The university of Crete has its code from here alone.
pub(crate) fn hei_api() -> String {
    let item = |schac: &str, label: &str, website: &str, country: &str| {
        json!({
            "id": schac, "type": "hei",
            "attributes": { "hei_id": schac, "label": label, "website_url": website, "country": country },
        })
    };
    let data = [
        item("uw.example", "University of Warsaw", "https://www.uw.example/", "PL"),
        item("crete.example", "Crete", "https://en.crete.example/", "GR"),
    ];
    json!({ "data": data, "links": {} }).to_string()
}

/// A folder with all of them as files.
pub(crate) fn files() -> Folder {
    let folder = Folder::new();
    folder.write("deqar.json", deqar_page());
    folder.write("ewp.xml", EWP);
    folder.write("hei.json", hei_api());
    folder
}

/// A server of registries, without TLS.
pub(crate) struct Site {
    pub(crate) port: u16,
    pub(crate) service: Arc<Service>,
    _runtime: Runtime,
}

impl Site {
    pub(crate) fn new(script: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let service = Service::new(Box::new(script));
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).unwrap();
        let port = listener.local_addr().unwrap().port();
        let answering = Arc::clone(&service);
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&answering).converse(stream));
            }
        });
        Self { port, service, _runtime: runtime }
    }

    /// Every path has one answer.
    pub(crate) fn of(replies: impl IntoIterator<Item = (&'static str, Reply)>) -> Self {
        let replies: HashMap<&str, Reply> = replies.into_iter().collect();
        Self::new(move |asked| {
            Some(replies.get(asked.path.as_str()).cloned().unwrap_or_else(|| Reply::new(404, "no such file")))
        })
    }

    /// DEQAR as it is: pages by `limit` and `offset`, no more than two records on one.
    pub(crate) fn deqar() -> Self {
        Self::new(|asked| {
            let of = |name: &str| {
                asked.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
            };
            let (limit, offset) = (of("limit").unwrap_or(10usize).min(2), of("offset").unwrap_or(0));
            let all = deqar();
            let records = &all[offset.min(all.len())..(offset + limit).min(all.len())];
            Some(Reply::ok(page(records, all.len(), offset + limit < all.len())))
        })
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn requests(&self) -> usize {
        self.service.asked().len()
    }
}

/// Runs `ql providers`; no name server is needed for what is on loopback.
pub(crate) fn providers(folder: &Folder, arguments: &[&str]) -> Run {
    let network = ["--allow-loopback", "--dns-server", "127.0.0.1:1"];
    folder.ql(&[&["providers"], arguments, &network].concat())
}
