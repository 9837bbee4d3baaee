//! Sessions over the network of this machine.

use std::sync::Arc;

use ql_core::AddressPolicy;
use ql_discovery::{DnsResolver, NameServer};
use ql_exchange::{CredentialFile, HttpTransport};

use super::session::{discovery_options, harvest_options, seconds};
use super::{ClientOptions, ErrorReport, MapOptions, Session};
use crate::Client;

impl Session<HttpTransport, DnsResolver> {
    /// A session over the network of this machine.
    ///
    /// # Errors
    /// If an option can't be used, or the machine has no name servers.
    pub fn connect(options: &ClientOptions) -> Result<Self, ErrorReport> {
        let mut policy = AddressPolicy::public_only();
        if options.allow_loopback {
            policy = policy.allowing_loopback();
        }
        if options.allow_private {
            policy = policy.allowing_private();
        }
        let mut builder = Client::builder()
            .with_address_policy(policy)
            .with_discovery_options(discovery_options(options)?)
            .with_harvest_options(harvest_options(options)?);
        for server in &options.name_servers {
            let server: NameServer =
                server.parse().map_err(|error| ErrorReport::argument(format!("{server}: {error}")))?;
            builder = builder.with_name_server(server);
        }
        for authority in &options.authorities {
            builder = builder.with_only_authority(authority);
        }
        if let Some(port) = options.default_port {
            let port = u16::try_from(port).map_err(|_| ErrorReport::argument(format!("not a port: {port}")))?;
            builder = builder.with_default_port(port);
        }
        if let Some(user_agent) = &options.user_agent {
            builder = builder.with_user_agent(user_agent);
        }
        if let Some(timeout) = options.connect_timeout {
            builder = builder.with_connect_timeout(seconds(timeout)?);
        }
        for key in &options.private_keys {
            builder = builder.with_private_key(key)?;
        }
        if let Some(certificate) = &options.client_certificate {
            builder = builder.with_client_certificate(certificate);
        }
        if let Some(path) = &options.credential_file {
            builder = builder.with_credential_store(Arc::new(CredentialFile::new(path)));
        }
        // What runs on the runtime has to be made on it.
        let _runtime = super::runtime().enter();
        Ok(builder.build()?.into_session())
    }
}

impl MapOptions {
    /// These options with the day of today, if they name none.
    #[must_use]
    pub fn or_today(mut self) -> Self {
        self.today.get_or_insert_with(|| crate::client::today(jiff::Timestamp::now()).to_string());
        self
    }
}
