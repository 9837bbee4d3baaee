//! DNS messages byte by byte, so that they can be wrong.

use bytes::Bytes;

pub(crate) const A: u16 = 1;
pub(crate) const CNAME: u16 = 5;
pub(crate) const SOA: u16 = 6;
pub(crate) const TXT: u16 = 16;
pub(crate) const AAAA: u16 = 28;

/// The name of the question, as a pointer to it.
pub(crate) const ASKED: &[u8] = &[0xc0, 12];
/// A good time to live, in seconds.
pub(crate) const MINUTE: u32 = 60;

/// A question, as it came.
pub(crate) struct Query {
    pub(crate) id: [u8; 2],
    /// In lower case, without final dot.
    pub(crate) name: String,
    pub(crate) kind: u16,
    /// Whether it came by TCP.
    pub(crate) by_tcp: bool,
    question: Vec<u8>,
}

impl Query {
    pub(crate) fn parse(packet: &[u8], by_tcp: bool) -> Option<Self> {
        let id = *packet.first_chunk()?;
        let mut at = 12;
        let mut labels = Vec::new();
        loop {
            let length = usize::from(*packet.get(at)?);
            let label = packet.get(at + 1..at + 1 + length)?;
            at += 1 + length;
            if length == 0 {
                break;
            }
            labels.push(String::from_utf8_lossy(label).to_ascii_lowercase());
        }
        let question = packet.get(12..at + 4)?.to_vec();
        let kind = u16::from_be_bytes(*packet.get(at..)?.first_chunk()?);
        Some(Self { id, name: labels.join("."), kind, by_tcp, question })
    }

    pub(crate) fn answer(&self) -> Answer {
        Answer {
            id: self.id,
            flags: 0x8180, // an answer, with recursion
            question: self.question.clone(),
            counts: [0; 2],
            records: Vec::new(),
        }
    }

    /// An answer that says nothing: the name exists, the record does not.
    pub(crate) fn nothing(&self) -> Answer {
        let soa = [name("ns.example"), name("admin.example"), vec![0; 16], 60_u32.to_be_bytes().to_vec()].concat();
        self.answer().authority(&name("example"), SOA, MINUTE, &soa)
    }

    /// An answer with TXT records of one character-string each.
    pub(crate) fn texts<T: AsRef<[u8]>>(&self, texts: impl IntoIterator<Item = T>) -> Answer {
        texts
            .into_iter()
            .fold(self.answer(), |answer, text| answer.record(ASKED, TXT, MINUTE, &strings(text.as_ref().chunks(255))))
    }
}

/// An answer in the making. Whoever wants it to be wrong says so.
pub(crate) struct Answer {
    id: [u8; 2],
    flags: u16,
    question: Vec<u8>,
    /// Answers and authorities.
    counts: [u16; 2],
    records: Vec<u8>,
}

impl Answer {
    pub(crate) fn rcode(mut self, rcode: u16) -> Self {
        self.flags |= rcode;
        self
    }

    pub(crate) fn truncated(mut self) -> Self {
        self.flags |= 0x0200;
        self
    }

    pub(crate) fn with_id(mut self, id: [u8; 2]) -> Self {
        self.id = id;
        self
    }

    pub(crate) fn about(mut self, other: &str, kind: u16) -> Self {
        self.question = [name(other), kind.to_be_bytes().to_vec(), vec![0, 1]].concat();
        self
    }

    pub(crate) fn record(mut self, owner: &[u8], kind: u16, ttl: u32, data: &[u8]) -> Self {
        self.counts[0] += 1;
        self.push(owner, kind, ttl, data)
    }

    fn authority(mut self, owner: &[u8], kind: u16, ttl: u32, data: &[u8]) -> Self {
        self.counts[1] += 1;
        self.push(owner, kind, ttl, data)
    }

    fn push(mut self, owner: &[u8], kind: u16, ttl: u32, data: &[u8]) -> Self {
        self.records.extend_from_slice(owner);
        self.records.extend(kind.to_be_bytes());
        self.records.extend([0, 1]); // IN
        self.records.extend(ttl.to_be_bytes());
        self.records.extend(u16::try_from(data.len()).expect("a record of at most 64 KiB").to_be_bytes());
        self.records.extend_from_slice(data);
        self
    }

    pub(crate) fn bytes(self) -> Bytes {
        let mut bytes = self.id.to_vec();
        for number in [self.flags, 1, self.counts[0], self.counts[1], 0] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend(self.question);
        bytes.extend(self.records);
        bytes.into()
    }
}

/// A domain name in full.
pub(crate) fn name(text: &str) -> Vec<u8> {
    strings(text.split('.').map(str::as_bytes)).into_iter().chain([0]).collect()
}

/// Strings with their lengths, which is how both names and TXT records are written.
pub(crate) fn strings<'s>(strings: impl IntoIterator<Item = &'s [u8]>) -> Vec<u8> {
    let mut data = Vec::new();
    for string in strings {
        data.push(u8::try_from(string.len()).expect("a string of at most 255 bytes"));
        data.extend_from_slice(string);
    }
    data
}
