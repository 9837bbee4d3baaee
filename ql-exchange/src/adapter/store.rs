//! Offerings by what they are offerings of, while their courses have not come yet: on disk, if they are many.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::io;

use bytes::Bytes;

/// So many bytes are kept in memory.
const IN_MEMORY: u64 = 8 << 20;

/// Bodies by the id of their parent. Ids are kept as hashes; a random state keeps servers from making two alike.
#[derive(Default)]
pub(super) struct OfferingStore {
    places: HashMap<u64, Vec<(u64, u32)>>,
    /// Hashes of parent and body: an offering that is in several lists counts once.
    seen: HashSet<u64>,
    state: RandomState,
    memory: Vec<u8>,
    /// What has been written to the file so far.
    written: u64,
    #[cfg(feature = "client")]
    file: Option<std::fs::File>,
    count: u64,
}

impl OfferingStore {
    /// Keeps a body, unless the same came already.
    pub(super) fn add(&mut self, parent: &str, body: &[u8]) -> io::Result<()> {
        if !self.seen.insert(self.state.hash_one((parent, body))) {
            return Ok(());
        }
        let at = self.written + self.memory.len() as u64;
        let length = u32::try_from(body.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
        self.memory.extend_from_slice(body);
        self.places.entry(self.state.hash_one(parent)).or_default().push((at, length));
        self.count += 1;
        if self.memory.len() as u64 > IN_MEMORY { self.spill() } else { Ok(()) }
    }

    /// How many bodies there are.
    pub(super) fn len(&self) -> u64 {
        self.count
    }

    /// The bodies of a parent, in the order in which they came; each is given once.
    pub(super) fn take(&mut self, parent: &str) -> io::Result<Vec<Bytes>> {
        let places = self.places.remove(&self.state.hash_one(parent)).unwrap_or_default();
        self.count -= places.len() as u64;
        places.into_iter().map(|(at, length)| self.read(at, length)).collect()
    }

    /// Without files everything stays in memory.
    #[cfg(not(feature = "client"))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "as with files")]
    fn spill(&mut self) -> io::Result<()> {
        Ok(())
    }

    #[cfg(feature = "client")]
    fn spill(&mut self) -> io::Result<()> {
        use std::io::{Seek as _, SeekFrom, Write as _};
        let file = match &mut self.file {
            Some(file) => file,
            // It has no name, and is gone when it is closed.
            None => self.file.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::End(0))?;
        file.write_all(&self.memory)?;
        self.written += self.memory.len() as u64;
        self.memory.clear();
        Ok(())
    }

    fn read(&mut self, at: u64, length: u32) -> io::Result<Bytes> {
        let length = length as usize;
        if let Some(at) = at.checked_sub(self.written) {
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            let body = self.memory.get(at..at.saturating_add(length));
            return body.map(Bytes::copy_from_slice).ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        self.read_file(at, length)
    }

    #[cfg(feature = "client")]
    fn read_file(&mut self, at: u64, length: usize) -> io::Result<Bytes> {
        use std::io::{Read as _, Seek as _, SeekFrom};
        let file = self.file.as_mut().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        file.seek(SeekFrom::Start(at))?;
        let mut body = vec![0; length];
        file.read_exact(&mut body)?;
        Ok(body.into())
    }

    #[cfg(not(feature = "client"))]
    #[expect(clippy::unused_self, reason = "as with files")]
    fn read_file(&mut self, _at: u64, _length: usize) -> io::Result<Bytes> {
        Err(io::Error::from(io::ErrorKind::NotFound))
    }
}

#[cfg(test)]
mod tests {
    use super::OfferingStore;

    #[test]
    fn bodies_come_back_in_order_from_memory_and_disk() {
        let mut store = OfferingStore::default();
        let body = |parent: usize, number: usize| format!("{parent}-{number}-").repeat(2_000).into_bytes();
        for number in 0..3 {
            for parent in 0..400 {
                store.add(&parent.to_string(), &body(parent, number)).expect("room");
            }
        }
        assert_eq!(store.len(), 1_200);
        for parent in [0, 7, 399] {
            let bodies = store.take(&parent.to_string()).expect("bodies");
            let expected: Vec<Vec<u8>> = (0..3).map(|number| body(parent, number)).collect();
            assert_eq!(bodies, expected);
            assert!(store.take(&parent.to_string()).expect("nothing").is_empty());
        }
        assert_eq!(store.len(), 1_191);
    }

    #[test]
    fn the_same_body_is_kept_once_for_each_parent() {
        let mut store = OfferingStore::default();
        for (parent, body) in [("a", "1"), ("a", "2"), ("a", "1"), ("b", "1")] {
            store.add(parent, body.as_bytes()).expect("room");
        }
        assert_eq!(store.len(), 3);
        assert_eq!(store.take("a").expect("bodies"), ["1", "2"].map(str::as_bytes));
        assert_eq!(store.take("b").expect("bodies"), [b"1".as_slice()]);
    }
}
