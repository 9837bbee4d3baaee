//! A question to a DNS server in bare bytes, to see what it answers before a resolver has made something of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;

pub(crate) const TXT: u16 = 16;
pub(crate) const SOA: u16 = 6;

pub(crate) const NO_ERROR: u8 = 0;
pub(crate) const SERVER_FAILURE: u8 = 2;
pub(crate) const NO_SUCH_DOMAIN: u8 = 3;
pub(crate) const REFUSED: u8 = 5;

/// The head of an answer by UDP.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) code: u8,
    pub(crate) is_truncated: bool,
    pub(crate) records: u16,
    pub(crate) size: usize,
}

/// Asks for records by UDP. `room` is how large an answer may be, where 512 bytes are not said to be enough (EDNS).
pub(crate) fn ask(server: SocketAddr, name: &str, kind: u16, room: Option<u16>) -> Option<Answer> {
    let extra = u8::from(room.is_some());
    let mut question = vec![0x51, 0x4c, 1, 0, 0, 1, 0, 0, 0, 0, 0, extra];
    for label in name.split('.').filter(|label| !label.is_empty()) {
        question.push(u8::try_from(label.len()).expect("a short label"));
        question.extend(label.bytes());
    }
    question.push(0);
    question.extend([kind.to_be_bytes(), [0, 1]].concat());
    if let Some(room) = room {
        question.extend([0, 0, 41]);
        question.extend(room.to_be_bytes());
        question.extend([0; 6]);
    }
    let from: IpAddr = if server.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
    let socket = UdpSocket::bind((from, 0)).expect("a UDP socket");
    socket.set_read_timeout(Some(Duration::from_secs(1))).expect("a time-out");
    socket.connect(server).ok()?;
    // A server that does not listen yet is an error of one of the two.
    socket.send(&question).ok()?;
    let mut answer = vec![0; 0xffff];
    let size = socket.recv(&mut answer).ok().filter(|size| *size >= 12 && answer[..2] == question[..2])?;
    Some(Answer {
        code: answer[3] & 0xf,
        is_truncated: answer[2] & 2 != 0,
        records: u16::from_be_bytes([answer[6], answer[7]]),
        size,
    })
}
