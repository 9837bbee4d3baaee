//! DNS over HTTPS in JSON, for those who can send HTTP requests only, such as browsers.

use ql_core::{FetchError, FetchErrorKind, FetchLimits, MaybeSend, Request, Transport, TransportErrorKind, fetch};
use serde::Deserialize;
use url::Url;

use crate::{LookupError, LookupErrorKind, TxtLookup};

/// Asks a server that answers DNS questions in JSON (`application/dns-json`), as the public ones of Cloudflare and Google do.
///
/// ```no_run
/// # async fn example(transport: impl ql_core::Transport) -> Result<(), Box<dyn std::error::Error>> {
/// use ql_discovery::{DnsJson, TxtLookup};
/// let dns = DnsJson::new(transport, "https://cloudflare-dns.com/dns-query".parse()?);
/// println!("{} TXT records", dns.txt("example.edu").await?.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DnsJson<T> {
    transport: T,
    server: Url,
}

/// More than all TXT records of any domain.
const MAX_ANSWER: u64 = 256 * 1024;

impl<T: Transport> DnsJson<T> {
    /// Asks this server.
    pub fn new(transport: T, server: Url) -> Self {
        Self { transport, server }
    }
}

impl<T: Transport> TxtLookup for DnsJson<T> {
    fn txt(&self, domain: &str) -> impl Future<Output = Result<Vec<Vec<Vec<u8>>>, LookupError>> + MaybeSend {
        let mut url = self.server.clone();
        url.query_pairs_mut().append_pair("name", domain).append_pair("type", "TXT");
        let mut request = Request::get(url);
        request.headers.insert(http::header::ACCEPT, http::HeaderValue::from_static("application/dns-json"));
        async move {
            match fetch(&self.transport, request, FetchLimits::new(MAX_ANSWER)).await {
                Ok(fetched) if fetched.status.is_success() => txt_records(&fetched.body),
                Ok(fetched) => {
                    let problem = format!("the DNS server answers with status {}", fetched.status.as_u16());
                    Err(LookupError::new(LookupErrorKind::ServerFailure).with_source(problem))
                }
                Err(error) => Err(failure(error)),
            }
        }
    }
}

fn failure(error: FetchError) -> LookupError {
    let is_timeout =
        matches!(error.kind(), FetchErrorKind::Transport(error) if error.kind() == TransportErrorKind::Timeout);
    let kind = if is_timeout { LookupErrorKind::Timeout } else { LookupErrorKind::Network };
    LookupError::new(kind).with_source(ql_core::with_causes(&error))
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Status")]
    status: u16,
    #[serde(default, rename = "Answer")]
    records: Vec<AnswerRecord>,
}

#[derive(Deserialize)]
struct AnswerRecord {
    #[serde(rename = "type")]
    kind: u16,
    data: String,
}

const TXT: u16 = 16;

/// The strings of the TXT records in an answer.
///
/// # Errors
/// If it is no such answer, or says that something went wrong.
///
/// ```
/// let answer = br#"{"Status": 0, "Answer": [{"type": 16, "data": "\"v=qldiscover1; \" \"m=https://example.edu/m\""}]}"#;
/// let records = ql_discovery::txt_records(answer).unwrap();
/// assert_eq!(records, [[b"v=qldiscover1; ".to_vec(), b"m=https://example.edu/m".to_vec()]]);
/// ```
pub fn txt_records(json: &[u8]) -> Result<Vec<Vec<Vec<u8>>>, LookupError> {
    let answer: Answer = serde_json::from_slice(json)
        .map_err(|error| LookupError::new(LookupErrorKind::ServerFailure).with_source(error))?;
    match answer.status {
        0 => {}
        3 => return Err(LookupError::new(LookupErrorKind::NoSuchDomain)),
        5 => return Err(LookupError::new(LookupErrorKind::Refused)),
        _ => return Err(LookupError::new(LookupErrorKind::ServerFailure)),
    }
    let of_txt = answer.records.into_iter().filter(|record| record.kind == TXT);
    Ok(of_txt.map(|record| strings(&record.data)).collect())
}

/// The strings of a record as zone files write them; some servers leave out the quotation marks.
fn strings(data: &str) -> Vec<Vec<u8>> {
    let mut bytes = data.trim().bytes().peekable();
    if bytes.peek() != Some(&b'"') {
        return vec![data.as_bytes().to_vec()];
    }
    let mut strings = Vec::new();
    let mut open: Option<Vec<u8>> = None;
    while let Some(byte) = bytes.next() {
        let Some(string) = &mut open else {
            // Between two strings there are blanks.
            if byte == b'"' {
                open = Some(Vec::new());
            }
            continue;
        };
        match byte {
            b'"' => strings.extend(open.take()),
            b'\\' => {
                let mut digits = [0_u8; 3];
                let mut ahead = bytes.clone();
                let is_code = digits.iter_mut().all(|digit| match ahead.next() {
                    Some(next) if next.is_ascii_digit() => {
                        *digit = next - b'0';
                        true
                    }
                    _ => false,
                });
                let code = digits.iter().fold(0_u16, |code, digit| code * 10 + u16::from(*digit));
                match u8::try_from(code) {
                    Ok(code) if is_code => {
                        string.push(code);
                        bytes = ahead;
                    }
                    _ => string.extend(bytes.next()),
                }
            }
            _ => string.push(byte),
        }
    }
    // A record that is cut off has a last string without an end.
    strings.extend(open);
    strings
}

#[cfg(test)]
mod tests {
    use super::{LookupErrorKind, strings, txt_records};

    #[test]
    fn strings_as_servers_write_them() {
        let cases: [(&str, &[&[u8]]); 8] = [
            ("v=qldiscover1", &[b"v=qldiscover1"]),
            ("\"a b\"", &[b"a b"]),
            ("\"a\" \"b\"", &[b"a", b"b"]),
            ("\"a\"\"b\"", &[b"a", b"b"]),
            (r#""\"\\\195\188""#, &[b"\"\\\xc3\xbc"]),
            (r#""\999""#, &[b"999"]),
            ("\"cut", &[b"cut"]),
            ("", &[b""]),
        ];
        for (data, expected) in cases {
            assert_eq!(strings(data), expected, "{data}");
        }
    }

    #[test]
    fn what_servers_say_instead() {
        let kind = |json: &str| txt_records(json.as_bytes()).unwrap_err().kind();
        assert_eq!(kind(r#"{"Status": 3}"#), LookupErrorKind::NoSuchDomain);
        assert_eq!(kind(r#"{"Status": 5}"#), LookupErrorKind::Refused);
        assert_eq!(kind(r#"{"Status": 2}"#), LookupErrorKind::ServerFailure);
        assert_eq!(kind("<html>"), LookupErrorKind::ServerFailure);
        let others = r#"{"Status": 0, "Answer": [{"type": 5, "data": "x.example."}, {"type": 16, "data": "y"}]}"#;
        assert_eq!(txt_records(others.as_bytes()).expect("an answer"), [[b"y".to_vec()]]);
    }
}
