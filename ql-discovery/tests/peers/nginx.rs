//! Nginx with some sites.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::Command;

use crate::certificates::{Authority, Chain};
use crate::daemon::{self, Daemon};
use crate::knot::LOOPBACK;

/// A site by its names, the first of which names its folder.
pub(crate) struct Site {
    names: Vec<&'static str>,
    certified: Vec<&'static str>,
    chain: Chain,
    settings: String,
    files: Vec<(String, Vec<u8>)>,
}

impl Site {
    pub(crate) fn new(names: impl IntoIterator<Item = &'static str>) -> Self {
        let names: Vec<_> = names.into_iter().collect();
        Self { certified: names.clone(), names, chain: Chain::Complete, settings: String::new(), files: Vec::new() }
    }

    /// Adds settings, in nginx's words.
    pub(crate) fn with(mut self, settings: impl AsRef<str>) -> Self {
        self.settings += settings.as_ref();
        self.settings.push('\n');
        self
    }

    pub(crate) fn with_file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.push((path.into(), content.into()));
        self
    }

    pub(crate) fn with_chain(mut self, chain: Chain) -> Self {
        self.chain = chain;
        self
    }

    /// Sets the names in the certificate, where they are others than those of the site.
    pub(crate) fn with_certified(mut self, names: impl IntoIterator<Item = &'static str>) -> Self {
        self.certified = names.into_iter().collect();
        self
    }
}

pub(crate) struct Nginx {
    daemon: Daemon,
    pub(crate) authority: String,
    pub(crate) https_port: u16,
    pub(crate) http_port: u16,
}

impl Nginx {
    /// Serves the sites by HTTP/2 and HTTP/1.1; `None` where there is no nginx.
    ///
    /// A host that is none of the sites gets the first of them.
    pub(crate) fn start(sites: &[Site]) -> Option<Self> {
        Self::start_with("http2", "", sites)
    }

    /// The same with other parameters of `listen`, and with settings for all sites.
    pub(crate) fn start_with(listen: &str, settings: &str, sites: &[Site]) -> Option<Self> {
        Self::start_at(LOOPBACK, listen, settings, sites)
    }

    /// The same at another address.
    pub(crate) fn start_at(address: IpAddr, listen: &str, settings: &str, sites: &[Site]) -> Option<Self> {
        let program = daemon::program("nginx")?;
        let authority = Authority::new();
        let (daemon, https_port, http_port) = daemon::start(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let (https_port, http_port) = (daemon::free_port(address), daemon::free_port(address));
            let https = format!("listen {} ssl {listen};", SocketAddr::new(address, https_port));
            let http = format!("listen {};", SocketAddr::new(address, http_port));
            let mut servers = String::new();
            for site in sites {
                servers += &format!("server {{ {https} {http}\n{}}}\n", site.write(folder.path(), &authority));
            }
            // One process serves, as the user that runs the tests: nothing is left behind when it is killed.
            let config = format!(
                "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log stderr warn;\nevents {{}}\nhttp {{\n\
                 client_body_temp_path body;\nproxy_temp_path proxy;\nfastcgi_temp_path fastcgi;\n\
                 uwsgi_temp_path uwsgi;\nscgi_temp_path scgi;\n\
                 log_format peer '$host $uri $server_protocol $status $sent_http_content_type \
                 $sent_http_content_encoding';\naccess_log access.log peer;\n\
                 types {{ text/html html; application/json json; }}\ndefault_type application/octet-stream;\n\
                 {settings}\n{servers}}}\n"
            );
            fs::write(folder.path().join("nginx.conf"), config).expect("a file");
            let mut command = Command::new(&program);
            command.arg("-p").arg(folder.path()).args(["-c", "nginx.conf", "-e", "stderr"]);
            // It is written when all sockets are open.
            let ready = |folder: &Path| folder.join("nginx.pid").exists();
            Ok((Daemon::spawn(&mut command, folder, ready)?, https_port, http_port))
        });
        Some(Self { daemon, authority: authority.pem, https_port, http_port })
    }

    /// Whether there is such a line in the log of requests, which nginx writes after it has answered:
    /// host, path, protocol, status, content type, content encoding.
    pub(crate) fn has_logged(&self, line: &str) -> bool {
        let log = || fs::read_to_string(self.daemon.folder().join("access.log")).expect("a log");
        let found = daemon::poll(|| log().lines().any(|logged| logged == line).then_some(()));
        if found.is_none() {
            println!("{}", log());
        }
        found.is_some()
    }

    /// Whether the host was asked for something.
    pub(crate) fn has_been_asked(&self, host: &str) -> bool {
        let log = fs::read_to_string(self.daemon.folder().join("access.log")).expect("a log");
        log.lines().any(|line| line.split(' ').next() == Some(host))
    }
}

impl Site {
    /// Writes files and certificates, and says what stands in the block of the server.
    fn write(&self, folder: &Path, authority: &Authority) -> String {
        let name = self.names[0];
        let root = folder.join(name);
        fs::create_dir(&root).expect("a folder");
        for (path, content) in &self.files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, content).expect("a file");
        }
        let (chain, key) = authority.issue(&self.certified, self.chain);
        fs::write(folder.join(format!("{name}.pem")), chain).expect("a file");
        fs::write(folder.join(format!("{name}.key")), key).expect("a file");
        format!(
            "server_name {};\nssl_certificate {name}.pem;\nssl_certificate_key {name}.key;\nroot {name};\n{}",
            self.names.join(" "),
            self.settings,
        )
    }
}
