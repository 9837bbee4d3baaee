//! Servers that mean ill, or are just broken.
//!
//! Each scenario is a search for the manifest of one provider, against real servers on loopback. It must end with the
//! right outcome of both probes, in time, in little memory, without a panic, and with a report that can be shown. To run
//! only some of them, put a part of their names into `QL_SCENARIO`; with `--nocapture`, time and memory are printed.
//!
//! 1. DNS says nothing at all → TXT: unreachable (timeout), file: unreachable (timeout)
//! 2. DNS says garbage → TXT: unreachable (timeout)
//! 3. DNS answers with the right id and garbage behind it → TXT: unreachable (dns)
//! 4. DNS answers to another transaction → TXT: unreachable (timeout)
//! 5. DNS floods with answers to other transactions → TXT: unreachable (timeout)
//! 6. DNS answers to another question → TXT: unreachable (timeout)
//! 7. DNS says SERVFAIL → TXT: unreachable (dns)
//! 8. DNS says REFUSED → TXT: unreachable (dns)
//! 9. DNS says NXDOMAIN to everything → file: unreachable (no-such-host)
//! 10. DNS says neither yes nor no: an empty answer → TXT: no record, file: not found
//! 11. DNS truncates, and closes by TCP → TXT: unreachable (dns)
//! 12. DNS truncates, and says nothing by TCP → TXT: unreachable (timeout)
//! 13. DNS truncates, and truncates by TCP → TXT: unreachable (dns)
//! 14. DNS truncates, and promises 64 KiB by TCP that never come → TXT: unreachable (timeout)
//! 15. DNS truncates, and sends a byte every now and then by TCP → TXT: unreachable (timeout)
//! 16. DNS truncates, and sends empty messages by TCP without end → TXT: unreachable (dns)
//! 17. TXT has 64 KiB of character-strings → TXT: no record, file: not found
//! 18. TXT has a URL of 60 KB, and the file is not there → TXT: not found
//! 19. TXT has thousands of records → TXT: no record, file: not found
//! 20. TXT has a thousand malformed records → TXT: malformed record
//! 21. TXT has a thousand URLs of a server that says nothing → TXT: unreachable (timeout)
//! 22. TXT has binary and NUL bytes → TXT: no record, file: not found
//! 23. TXT has a URL with binary and NUL bytes → TXT: malformed record
//! 24. TXT has terminal escape sequences in a record → TXT: malformed record
//! 25. TXT has an Arabic letter mark in a record → TXT: malformed record
//! 26. TXT has a record with strings of length 0 → TXT: no record, file: not found
//! 27. TXT has a string that is longer than its record → TXT: unreachable (dns)
//! 28. TXT has the record of another name → file: found
//! 29. CNAME to itself → file: unreachable (no-such-host)
//! 30. CNAME from one name to another and back → file: unreachable (no-such-host)
//! 31. CNAME chain without end, a link in every answer → file: unreachable (no-such-host)
//! 32. CNAME chain of 500 links in one answer → TXT: found, file: not tried
//! 33. CNAME to a name that does not exist → file: unreachable (no-such-host)
//! 34. a name that is a compression pointer to itself → TXT: unreachable (dns)
//! 35. a name that is a compression pointer behind the message → TXT: unreachable (dns)
//! 36. address `127.0.0.1`, public ones allowed → file: refused
//! 37. address `0.0.0.0`, public ones allowed → file: refused
//! 38. address `10.0.0.1`, public ones allowed → file: refused
//! 39. address `169.254.169.254`, public ones allowed → file: refused
//! 40. address `255.255.255.255`, public ones allowed → file: refused
//! 41. address `::1`, public ones allowed → file: refused
//! 42. address `::ffff:127.0.0.1`, public ones allowed → file: refused
//! 43. address `::127.0.0.1`, public ones allowed → file: refused
//! 44. address `64:ff9b::7f00:1` (NAT64), public ones allowed → file: refused
//! 45. address `2002:7f00:1::` (6to4), public ones allowed → file: refused
//! 46. address `fe80::1`, public ones allowed → file: refused
//! 47. address `fd00::1`, public ones allowed → file: refused
//! 48. rebinding: TTL 0, first an allowed address, then that of a cloud's metadata → file: refused
//! 49. thousands of forbidden addresses, an allowed one among them → file: found
//! 50. the port is closed → file: unreachable (connect)
//! 51. the queue of connections is full → file: unreachable (timeout)
//! 52. the connection is accepted and nothing is said → file: unreachable (timeout)
//! 53. the connection is reset → file: unreachable (connect)
//! 54. the connection is closed → file: unreachable (broken)
//! 55. the handshake is garbage → file: unreachable (tls)
//! 56. the handshake stops in the middle → file: unreachable (timeout)
//! 57. the handshake comes byte by byte → file: unreachable (timeout)
//! 58. the handshake is a message without end → file: unreachable (tls)
//! 59. the handshake is empty records without end → file: unreachable (tls)
//! 60. the handshake is warnings without end → file: unreachable (tls)
//! 61. the handshake ends with an alert → file: unreachable (tls)
//! 62. plain HTTP is spoken → file: unreachable (tls)
//! 63. the certificate has expired → TXT: unreachable (tls)
//! 64. the certificate is for another name → TXT: unreachable (tls)
//! 65. the certificate is from an unknown authority → TXT: unreachable (tls)
//! 66. the connection is reset after the request → file: unreachable (broken)
//! 67. the connection is closed after the request → file: unreachable (broken)
//! 68. the status line is garbage → file: unreachable (broken)
//! 69. the status line is of another protocol → file: unreachable (broken)
//! 70. the status has two digits → file: unreachable (broken)
//! 71. the status is 099 → file: unreachable (broken)
//! 72. the version is HTTP/3.0 → file: unreachable (broken)
//! 73. a file without a head, as in HTTP/0.9 → file: unreachable (broken)
//! 74. a header name has control characters → file: unreachable (broken)
//! 75. a header value has NUL → file: unreachable (broken)
//! 76. the head is cut off → file: unreachable (broken)
//! 77. the head has 5,000 lines → file: unreachable (broken)
//! 78. the head has a line of 1 MiB → file: unreachable (broken)
//! 79. the head has no end → file: unreachable (broken)
//! 80. the head comes byte by byte → file: unreachable (timeout)
//! 81. no head comes → file: unreachable (timeout)
//! 82. interim answers (103) without end → file: unreachable (timeout)
//! 83. interim answers (100) before the manifest → file: found
//! 84. an answer that nobody asked for stands behind the first → TXT: no record, file: not found
//! 85. status 101, and another protocol behind it → file: status 101
//! 86. status 204 with a body behind it → file: status 204
//! 87. status 304 with a length of 9 TB → file: status 304
//! 88. status 206 with a manifest → file: status 206
//! 89. status 300 without a location → file: status 300
//! 90. status 305 with a proxy to use → file: status 305
//! 91. status 401 that asks for a password → file: status 401
//! 92. status 407 that asks for a proxy's password → file: status 407
//! 93. status 408 to each request → file: status 408
//! 94. status 421 to each request → file: status 421
//! 95. status 429 with a wait of 100 years → file: status 429
//! 96. status 500 with a manifest → file: status 500
//! 97. status 503 with a manifest → file: status 503
//! 98. status 999 with a manifest → file: status 999
//! 99. a body of 404 that never ends, the manifest at the next file → file: found
//! 100. a body of 404 that is larger than 1 MiB, the manifest at the next file → file: found
//! 101. a body of 404 that is shorter than said → TXT: no record, file: not found
//! 102. a body of 404 that is not compressed as said → TXT: no record, file: not found
//! 103. a body of 206 that is larger than 1 MiB → file: status 206
//! 104. the first file resets the connection, the manifest at the next file → file: found
//! 105. the length is larger than the body → file: unreachable (broken)
//! 106. the length is larger than the body, and the connection stays → file: unreachable (timeout)
//! 107. the length is smaller than the body → file: invalid (manifest.json-syntax)
//! 108. the length is negative → file: unreachable (broken)
//! 109. the length is a sum → file: unreachable (broken)
//! 110. the length is 2^64 → file: unreachable (broken)
//! 111. the length is 9 TB → file: not a manifest
//! 112. two lengths that differ → file: unreachable (broken)
//! 113. a body of 1 MiB and 1 byte → file: not a manifest
//! 114. a body without length and without end → file: not a manifest
//! 115. a body that comes byte by byte → file: unreachable (timeout)
//! 116. a body without length, and no end of TLS → file: unreachable (broken)
//! 117. a chunk size that is no number → file: unreachable (broken)
//! 118. a chunk size of 80 bits → file: unreachable (broken)
//! 119. a chunk size of 64 bits and little behind it → file: unreachable (timeout)
//! 120. a chunk that is longer than its size → file: unreachable (broken)
//! 121. chunks without the last one → file: unreachable (broken)
//! 122. chunks without end → file: not a manifest
//! 123. a chunk extension without end → file: unreachable (broken)
//! 124. trailers without end → file: unreachable (broken)
//! 125. a length and chunks → file: invalid (manifest.sources-missing)
//! 126. a transfer coding that nobody knows, of the plain manifest → file: found
//! 127. a gzip bomb of 32 MiB → file: not a manifest
//! 128. a zstd bomb of 64 MiB → file: not a manifest
//! 129. a brotli bomb of 64 MiB → file: not a manifest
//! 130. a gzip bomb in gzip → file: invalid (manifest.not-utf8)
//! 131. gzip in gzip, said in two headers → file: invalid (manifest.not-utf8)
//! 132. gzip in gzip, said in one header → file: invalid (manifest.not-utf8)
//! 133. gzip that is the plain manifest → file: unreachable (broken)
//! 134. brotli that is the plain manifest → file: unreachable (broken)
//! 135. zstd that is the plain manifest → file: unreachable (broken)
//! 136. gzip that is cut off → file: unreachable (broken)
//! 137. gzip with a wrong checksum → file: unreachable (broken)
//! 138. gzip with a file name without end → file: unreachable (timeout)
//! 139. gzip of empty members without end → file: unreachable (broken)
//! 140. zstd of skippable frames without end → file: unreachable (timeout)
//! 141. deflate, which was not asked for → file: invalid (manifest.not-utf8)
//! 142. a coding that nobody knows, of the plain manifest → file: found
//! 143. compressed, but not said so → file: invalid (manifest.not-utf8)
//! 144. redirect to itself → file: bad redirect
//! 145. redirect in a circle of two → file: bad redirect
//! 146. redirect over six hops → file: bad redirect
//! 147. redirect without end, each longer than the last → file: bad redirect
//! 148. redirect to http → file: bad redirect
//! 149. redirect without a location → file: bad redirect
//! 150. redirect to an empty host → file: bad redirect
//! 151. redirect to a host that is no name → file: bad redirect
//! 152. redirect to port 99999 → file: bad redirect
//! 153. redirect to file: → file: bad redirect
//! 154. redirect to ftp: → file: bad redirect
//! 155. redirect to data: → file: bad redirect
//! 156. redirect to javascript: → file: bad redirect
//! 157. redirect to a location that is not UTF-8 → file: bad redirect
//! 158. redirect to 10.0.0.1 → file: refused
//! 159. redirect to a cloud's metadata → file: refused
//! 160. redirect to a cloud's metadata as one number → file: refused
//! 161. redirect to an IPv6 address that stands for 10.0.0.1 → file: refused
//! 162. redirect to a link-local address → file: refused
//! 163. a TXT record sends to 127.0.0.1, public addresses allowed → TXT: refused, file: refused
//! 164. redirect to a host that does not exist → file: unreachable (no-such-host)
//! 165. redirect with user name and password → file: found
//! 166. redirect to a location of 1 MiB → file: unreachable (broken)
//! 167. redirect to a location of 100 KB → file: bad redirect
//! 168. redirect to a location with NUL → file: unreachable (broken)
//! 169. redirect to a location with CR → file: unreachable (broken)
//! 170. redirect to a location with encoded CR LF → TXT: no record, file: not found
//! 171. redirect to a location with terminal escape sequences → file: not a manifest
//! 172. redirect with a body that never ends → file: found
//! 173. a TXT record leads, at the last moment, to the institution's own host → TXT: unreachable (timeout), file: found
//! 174. redirect with two locations → file: refused
//! 175. HTTP/2 is agreed on, and HTTP/1 spoken → file: unreachable (broken)
//! 176. HTTP/2: a frame of a size that is not allowed → file: unreachable (broken)
//! 177. HTTP/2: good-bye before any answer → file: unreachable (broken)
//! 178. HTTP/2: each stream is reset → file: unreachable (broken)
//! 179. HTTP/2: each stream is refused → file: unreachable (broken)
//! 180. HTTP/2: headers that are continued without end → file: unreachable (broken)
//! 181. HTTP/2: headers that unpack to 48 MB → file: unreachable (broken)
//! 182. HTTP/2: headers that can't be unpacked → file: unreachable (broken)
//! 183. HTTP/2: settings without end → file: unreachable (timeout)
//! 184. HTTP/2: pings without end → file: unreachable (timeout)
//! 185. HTTP/2: a file is pushed that nobody asked for → file: unreachable (broken)
//! 186. HTTP/2: empty pieces of a body without end → file: unreachable (broken)
//! 187. HTTP/2: a body larger than 1 MiB → file: not a manifest
//! 188. HTTP/2: a body that is shorter than said → file: unreachable (broken)
//! 189. a page for people with status 200 → file: not a manifest
//! 190. a page for people that says that it is JSON → file: not a manifest
//! 191. XML with entities in entities → file: not a manifest
//! 192. an empty file → file: not a manifest
//! 193. only a byte order mark → file: not a manifest
//! 194. only blanks, 1 MiB → file: not a manifest
//! 195. only NUL bytes → file: invalid (manifest.yaml-syntax)
//! 196. UTF-16 → file: invalid (manifest.not-utf8)
//! 197. Latin-1 → file: invalid (manifest.not-utf8)
//! 198. UTF-8 of half a surrogate pair → file: invalid (manifest.not-utf8)
//! 199. a sentence → file: not a manifest
//! 200. a number → file: not a manifest
//! 201. JSON: [[[[ and so on, 1 MiB → file: invalid (manifest.too-deep)
//! 202. JSON: {"a":{"a": and so on, 1 MiB → file: invalid (manifest.too-deep)
//! 203. JSON with garbage behind it → file: invalid
//! 204. JSON with NUL in it → file: found
//! 205. JSON with half a surrogate pair, escaped → file: invalid
//! 206. JSON with a number of 1 MB → file: found
//! 207. JSON with keys twice → file: found
//! 208. JSON with 100,000 sources → file: invalid (manifest.too-many-nodes)
//! 209. JSON with 30,000 sources that can't be used → file: invalid (manifest.no-usable-source)
//! 210. JSON with 5,000 sources that can be used → file: found
//! 211. JSON with 5,000 unknown keys → file: found
//! 212. YAML: a: [[[[ and so on, 1 MiB → file: invalid (manifest.too-deep)
//! 213. YAML: - - - - and so on, 1 MiB → file: invalid (manifest.too-deep)
//! 214. YAML: ? ? ? ? and so on, 1 MiB → file: invalid (manifest.too-deep)
//! 215. YAML: aliases of aliases (billion laughs) → file: invalid (manifest.too-many-nodes)
//! 216. YAML: aliases of a long text → file: invalid (manifest.too-many-nodes)
//! 217. YAML: an alias of what it stands in → file: invalid (manifest.yaml-syntax)
//! 218. YAML: an alias of nothing → file: invalid (manifest.yaml-syntax)
//! 219. YAML: tags that would run a program → file: invalid (manifest.yaml-tag)
//! 220. YAML: 200,000 documents → file: invalid (manifest.sources-empty)
//! 221. YAML: a version of YAML that does not exist → file: found
//! 222. YAML: a text without end → file: invalid (manifest.yaml-syntax)
//! 223. YAML: 30,000 pairs in flow style → file: invalid (manifest.sources-missing)
//! 224. YAML: keys of keys, 24 deep, each of which quotes the last → file: invalid
//! 225. YAML: anchors of anchors, 60 deep → file: invalid
//! 226. YAML: 90,000 lists below a key of 700 kB → file: invalid
//! 227. YAML: a list in flow style, 512 KiB → file: invalid
//! 228. YAML: 45,000 keys merged → file: invalid
//! 229. YAML: 8,000 tags below a key of 20 kB → file: invalid
//! 230. JSON: 8,000 keys twice below a key of 20 kB → file: invalid
//! 231. redirect to a URL of 60 kB, where 1,000 findings are → file: invalid
//! 232. terminal escape sequences in all values → file: invalid (manifest.source-type-unknown)
//! 233. terminal escape sequences in a type that has no pages → file: invalid (manifest.source-type-unknown)
//! 234. terminal escape sequences in keys → file: found
//! 235. terminal escape sequences in place of an object → file: not a manifest
//! 236. terminal escape sequences in broken YAML → file: invalid (manifest.yaml-syntax)
//! 237. terminal escape sequences in a tag → file: found
//! 238. a path that is a loopback URL → file: found
//! 239. a path that is a file: URL → file: invalid (manifest.source-path-invalid)
//! 240. a path with user name and password → file: found
#![cfg(all(feature = "dns", feature = "psl"))]

#[path = "hostile/bodies.rs"]
mod bodies;
#[path = "hostile/content.rs"]
mod content;
#[path = "hostile/dns.rs"]
mod dns;
#[path = "hostile/http.rs"]
mod http;
#[path = "hostile/http2.rs"]
mod http2;
#[allow(unused, reason = "servers that mean well need more of it")]
mod network;
#[path = "hostile/redirects.rs"]
mod redirects;
#[path = "hostile/run.rs"]
mod run;
#[path = "hostile/scenario.rs"]
mod scenario;
#[path = "hostile/servers.rs"]
mod servers;
#[path = "hostile/tls.rs"]
mod tls;
#[path = "hostile/wire.rs"]
mod wire;

use peak_alloc::PeakAlloc;

use run::Ending;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Scenarios that fail, by name: each is a known defect. They are not run, since some of them would take seconds or
/// hundreds of megabytes.
const AWAITING_FIX: &[&str] = &[];

// One test, since what is measured is the memory of the whole process.
#[test]
fn hostile_servers() {
    let all = [
        dns::scenarios(),
        tls::scenarios(),
        http::scenarios(),
        bodies::scenarios(),
        redirects::scenarios(),
        http2::scenarios(),
        content::scenarios(),
    ];
    let all: Vec<_> = all.into_iter().flatten().collect();
    let lines: Vec<_> = (1..).zip(&all).map(|(at, scenario)| format!("//! {at}. {}", scenario.line())).collect();
    let listed: Vec<_> = include_str!("hostile.rs")
        .lines()
        .filter(|line| line.strip_prefix("//! ").is_some_and(|line| line.starts_with(|c: char| c.is_ascii_digit())))
        .collect();
    assert!(lines == listed, "the list at the head of this file should be:\n{}", lines.join("\n"));
    for name in AWAITING_FIX {
        assert!(all.iter().any(|scenario| scenario.name == *name), "not the name of a scenario: {name}");
    }

    run::watch_panics();
    let wanted = std::env::var("QL_SCENARIO").ok();
    let mut failures = Vec::new();
    for scenario in all {
        match &wanted {
            Some(part) if !scenario.name.contains(part.as_str()) => continue,
            None if AWAITING_FIX.contains(&scenario.name) => {
                println!("skipped, awaits a fix: {}", scenario.name);
                continue;
            }
            _ => {}
        }
        match run::run(scenario) {
            Ending::Right => {}
            Ending::Wrong(failure) => failures.push(failure),
            Ending::OutOfHand(failure) => {
                failures.push(format!("{failure}\n  the scenarios behind it were not run"));
                break;
            }
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
