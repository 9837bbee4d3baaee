//! Options of sessions that can't be used; what sessions do is tested by the bindings, over loopback.

use quality_link::discovery::DnsResolver;
use quality_link::exchange::HttpTransport;
use quality_link::plain::{ClientOptions, DataSource, ErrorKind, ErrorReport, MapOptions, Provider, Session, runtime};

fn connect(change: impl FnOnce(&mut ClientOptions)) -> Result<Session<HttpTransport, DnsResolver>, ErrorReport> {
    // Not those of the machine, which may have none.
    let mut options = ClientOptions { name_servers: vec!["192.0.2.1".into()], ..ClientOptions::default() };
    change(&mut options);
    Session::connect(&options)
}

#[test]
fn options_that_can_not_be_used() {
    assert!(connect(|_| ()).is_ok());
    for (kind, code, result) in [
        (ErrorKind::Argument, "argument", connect(|options| options.name_servers = vec!["nowhere".into()])),
        (ErrorKind::Argument, "argument", connect(|options| options.default_port = Some(70_000))),
        (ErrorKind::Argument, "argument", connect(|options| options.timeout = Some(-1.0))),
        (ErrorKind::Argument, "argument", connect(|options| options.connect_timeout = Some(f64::NAN))),
        (ErrorKind::Argument, "argument", connect(|options| options.probe_timeout = Some(f64::INFINITY))),
        (ErrorKind::Secret, "secret.private-key", connect(|options| options.private_keys = vec!["key".into()])),
        (ErrorKind::Network, "client", connect(|options| options.authorities = vec!["certificate".into()])),
        (ErrorKind::Network, "client", connect(|options| options.client_certificate = Some("certificate".into()))),
    ] {
        let error = result.unwrap_err();
        assert_eq!((error.kind, error.code.as_str()), (kind, code), "{error}");
    }
}

/// What is given is checked before anything is sent.
#[test]
fn arguments_of_verbs() {
    let session = connect(|_| ()).unwrap();
    let wrong = Provider { schac: Some("no domain".into()), ..Provider::default() };
    assert_eq!(runtime().block_on(session.discover(&wrong)).unwrap_err().kind, ErrorKind::Identifier);
    assert_eq!(session.discover_all(&[wrong]).err().unwrap().kind, ErrorKind::Identifier);
    assert_eq!(runtime().block_on(session.fetch_manifest("example.edu")).unwrap_err().kind, ErrorKind::Argument);
    assert_eq!(runtime().block_on(session.probe("example.edu")).unwrap_err().kind, ErrorKind::Argument);
    let harvest = |source: &DataSource, options: &MapOptions| session.harvest(source, options, None, None).err();
    let source = DataSource { source_type: "elm".into(), path: "https://example.edu/".into(), ..DataSource::default() };
    assert!(harvest(&source, &MapOptions::default()).is_none());
    let error = harvest(&DataSource { path: "example.edu".into(), ..source.clone() }, &MapOptions::default()).unwrap();
    assert_eq!(error.kind, ErrorKind::Manifest);
    assert!(!error.code.is_empty() && !error.diagnostics.is_empty(), "{error:?}");
    let options = MapOptions { default_language: Some("?".into()), ..MapOptions::default() };
    assert_eq!(harvest(&source, &options).unwrap().kind, ErrorKind::Argument);
}
