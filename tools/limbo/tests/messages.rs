//! Certificate messages of 16 to 64 KB, from openssl as a server and as a client: judged within bounds or refused by name, with
//! the alert, and no memory kept.

use camtls::engine::Role;
use camtls::platform::host::set_clock;
use camtls::platform::memory;
use camtls::policy::Report;
use camtls::tls::connection::Connection;
use camtls::tls::event;
use limbo::own::issue::{ALTERNATIVE_NAME, Draft, EXTENDED_KEY_USAGE, Holder, alternative_names, purposes};
use limbo::pair::{Pair, blob, context, demand};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The library serves one thread at a time.
static LIBRARY: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    LIBRARY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// In the year 2096, later than any build.
const NOW: i64 = 4_000_000_000;
const FROM: &str = "260101000000Z";
const UNTIL: &str = "20990101000000Z";
const HOST: &str = "www.example.com";
/// What this end may take from the firmware for one connection, whatever the peer sends: the largest message, while a larger
/// buffer takes its place, the certificates in it, and the rest of a handshake.
const MOST_MEMORY: usize = 96 * 1024;

/// A leaf under a root, both valid for ages.
fn issued(leaf: Draft) -> (Holder, Holder) {
    let root = Draft::ca("Root").valid(FROM, UNTIL).self_signed();
    let leaf = leaf.valid(FROM, UNTIL).with(EXTENDED_KEY_USAGE, false, &purposes(&[1, 2])).issued_by(&root);
    (root, leaf)
}

/// Authorities that have nothing to do with anything, until a chain that begins with `leaf` is as long as a message of `length`.
fn padded(leaf: &Holder, length: usize) -> Vec<Vec<u8>> {
    let junk = Draft::ca("Junk").valid(FROM, UNTIL).self_signed().der;
    let mut chain = vec![leaf.der.clone()];
    while chain.iter().map(|der| der.len() + 3).sum::<usize>() + junk.len() < length {
        chain.push(junk.clone());
    }
    chain
}

/// A peer that is a program, ended by its own id.
struct Peer(Child);

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn pem(tag: &str, der: &[u8]) -> String {
    pem::encode(&pem::Pem::new(tag, der))
}

/// The options with which openssl presents this chain, in records of `record` bytes at most.
fn presenting(name: &str, chain: &[Vec<u8>], key: &Holder, record: usize) -> Vec<String> {
    let file = |kind: &str, text: &str| {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{kind}.pem"));
        std::fs::write(&path, text).expect("a place for a file");
        path.display().to_string()
    };
    let rest: String = chain[1..].iter().map(|der| pem("CERTIFICATE", der)).collect();
    let mut options = vec![
        "-cert".to_owned(),
        file("leaf", &pem("CERTIFICATE", &chain[0])),
        "-key".to_owned(),
        file("key", &pem("EC PRIVATE KEY", &key.private_key())),
        "-max_send_frag".to_owned(),
        record.to_string(),
    ];
    if chain.len() > 1 {
        options.extend(["-cert_chain".to_owned(), file("chain", &rest)]);
    }
    options
}

/// What the library holds without a connection, once it has had one.
fn at_rest(root: &Holder, leaf: &Holder) -> usize {
    let (end, _) = with_openssl("first", Role::Client, 0x0304, root, std::slice::from_ref(&leaf.der), leaf, 16384);
    assert!(end.failure.is_none());
    memory::usage().held
}

/// How a handshake ended at this end: the failure, or `None`; and how many certificates of the peer were kept.
struct End {
    failure: Option<Report>,
    kept: usize,
}

/// Lets this end work on a stream until its handshake is over.
fn work(connection: &mut Connection, stream: &mut TcpStream) -> End {
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    loop {
        let events = connection.advance();
        let failed = events & event::FAILED != 0;
        if events & event::WANT_WRITE != 0 {
            let sent = stream.write_all(connection.output());
            let length = connection.output().len();
            assert!(sent.is_ok() || failed, "{sent:?}");
            assert!(connection.sent(length).is_ok());
        } else if failed || events & event::HANDSHAKING == 0 {
            let mut failure = None;
            connection.failure(|report| failure = Some(report.clone()));
            let kept = (0..).take_while(|index| connection.peer_certificate(*index).is_some()).count();
            return End { failure, kept };
        } else if events & event::WANT_READ != 0 {
            let length = match stream.read(connection.window()) {
                Err(error) if error.kind() == ErrorKind::ConnectionReset => 0,
                length => length.expect("bytes in time"),
            };
            assert!(connection.fed(length).is_ok());
        }
    }
}

/// What came of it, and what openssl printed.
fn with_openssl(
    name: &str,
    role: Role,
    version: u16,
    root: &Holder,
    chain: &[Vec<u8>],
    key: &Holder,
    record: usize,
) -> (End, String) {
    let version_option = if version == 0x0303 { "-tls1_2" } else { "-tls1_3" };
    let options = presenting(name, chain, key, record);
    let mut context = context(role, version);
    assert!(demand(&mut context, std::slice::from_ref(&root.der)));
    let start = |arguments: &[&str]| {
        let mut command = Command::new("openssl");
        command.args(arguments).arg(version_option).args(&options).stdin(Stdio::piped()).stdout(Stdio::piped());
        Peer(command.stderr(Stdio::piped()).spawn().expect("the openssl command is needed for tests"))
    };
    let (mut peer, mut stream) = if role == Role::Client {
        let mut peer = start(&["s_server", "-accept", "127.0.0.1:0", "-naccept", "1"]);
        // "ACCEPT 127.0.0.1:12345" once it listens.
        let mut lines = BufReader::new(peer.0.stdout.take().expect("a pipe")).lines();
        let line = lines.by_ref().map_while(Result::ok).find(|line| line.starts_with("ACCEPT")).expect("it listens");
        let port = line.rsplit(':').next().and_then(|port| port.trim().parse::<u16>().ok()).expect("a port");
        (peer, TcpStream::connect(("127.0.0.1", port)).expect("it listens"))
    } else {
        let own = Draft::leaf(&[HOST]).valid(FROM, UNTIL).self_signed();
        assert!(context.load_identity(blob(&own.der), &own.private_key()).is_ok());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let peer = start(&["s_client", "-connect", &address]);
        (peer, listener.accept().expect("it comes").0)
    };
    let name = Some(HOST.as_bytes()).filter(|_| role == Role::Client);
    context.set_check_hostname(role == Role::Client);
    let Ok(mut connection) = Connection::new(&mut context, role, name) else { panic!("a connection") };
    let end = work(&mut connection, &mut stream);
    drop(connection);
    // What the peer still sends is read, so that this end's last bytes, its alert, are not lost to a reset.
    let _ = stream.shutdown(std::net::Shutdown::Write);
    if end.failure.is_some() {
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    }
    drop(stream);
    drop(peer.0.stdin.take());
    let mut said = Vec::new();
    let _ = peer.0.stderr.take().expect("a pipe").read_to_end(&mut said);
    (end, String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn long_chains_are_judged_or_refused_by_name() {
    let _one = alone();
    set_clock(Some(NOW));
    let (root, leaf) = issued(Draft::leaf(&[HOST]));
    let before = at_rest(&root, &leaf);
    for (kilobytes, record) in
        [(15, 16384), (15, 512), (16, 1024), (17, 16384), (17, 512), (32, 1024), (48, 16384), (64, 16384), (64, 512)]
    {
        // A message of 16 KB in all is the longest that has room.
        let fits = kilobytes <= 16;
        let chain = padded(&leaf, kilobytes * 1024 - 8);
        for version in [0x0303, 0x0304] {
            for role in [Role::Client, Role::Server] {
                let what = format!("{kilobytes} KB in records of {record}, {version:#x}, {role:?}");
                let (end, said) = with_openssl("long", role, version, &root, &chain, &leaf, record);
                let code = end.failure.as_ref().map(|report| report.text.to_string());
                if fits {
                    assert_eq!(code, None, "{what}");
                    assert_eq!(end.kept, chain.len().min(32), "{what}");
                } else {
                    let report = end.failure.expect(&what);
                    assert_eq!(report.code, -0x830d, "{what}: {}", report.text);
                    assert!(said.contains("alert handshake failure"), "{what}: {said}");
                }
                assert_eq!(memory::usage().held, before, "{what}");
            }
        }
    }
    set_clock(None);
}

#[test]
fn thousands_of_names_are_read_or_refused_by_name() {
    let _one = alone();
    set_clock(Some(NOW));
    let (root, leaf) = issued(Draft::leaf(&[HOST]));
    let before = at_rest(&root, &leaf);
    for (count, fits, carries) in [(700, true, true), (700, true, false), (3000, false, true)] {
        let mut names: Vec<_> = (0..count).map(|number| format!("host{number}.example.com")).collect();
        if carries {
            names.push(HOST.to_owned());
        }
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let draft = Draft::leaf(&[HOST]).with(ALTERNATIVE_NAME, false, &alternative_names(&names));
        let (root, leaf) = issued(draft);
        for version in [0x0303, 0x0304] {
            for record in [16384, 1024] {
                let chain = std::slice::from_ref(&leaf.der);
                let (end, said) = with_openssl("names", Role::Client, version, &root, chain, &leaf, record);
                let code = end.failure.as_ref().map(|report| (report.code, report.text.to_string()));
                match (fits, carries) {
                    (true, true) => assert_eq!(code, None),
                    (true, false) => assert_eq!(code.map(|(code, _)| code), Some(-0x8203), "{said}"),
                    _ => assert_eq!(code.map(|(code, _)| code), Some(-0x830d), "{said}"),
                }
                assert_eq!(memory::usage().held, before);
            }
        }
    }
    set_clock(None);
}

/// The record as several, with `size` bytes of content each.
fn split(record: &[u8], size: usize) -> Vec<u8> {
    let (head, body) = record.split_at(5);
    body.chunks(size).flat_map(|part| [&head[..3], &(part.len() as u16).to_be_bytes(), part].concat()).collect()
}

#[test]
fn messages_in_small_pieces_are_put_together() {
    let _one = alone();
    set_clock(Some(NOW));
    let (root, leaf) = issued(Draft::leaf(&[HOST]));
    let chain = padded(&leaf, 3500);
    let before = at_rest(&root, &leaf);
    for size in [4, 5, 100, 1000] {
        let (mut client, mut server) = (context(Role::Client, 0x0303), context(Role::Server, 0x0303));
        assert!(demand(&mut client, std::slice::from_ref(&root.der)));
        assert!(server.load_identity(blob(&chain.concat()), &leaf.private_key()).is_ok());
        let client = Connection::new(&mut client, Role::Client, Some(HOST.as_bytes()));
        let server = Connection::new(&mut server, Role::Server, None);
        let (Ok(client), Ok(server)) = (client, server) else { panic!("connections") };
        let mut pair = Pair::new(client, server);
        // The server's flight in the clear comes in pieces, each of them with a whole header of its message.
        pair.run(&mut |end, record| {
            if end == 0 && record[0] == 22 && record.len() > 200 { split(&record, size) } else { record }
        });
        assert_eq!(pair.failure(0).map(|report| report.text.to_string()), None, "{size}");
        assert!(pair.is_open(0) && pair.is_open(1), "{size}");
        assert_eq!(pair.ends[0].verify_result(), 0);
        drop(pair);
    }
    assert_eq!(memory::usage().held, before);
    set_clock(None);
}

#[test]
fn a_message_without_end_takes_bounded_memory() {
    let _one = alone();
    for (announced, size) in [(0x00ff_ffff_u32, 100), (0x0001_0000, 1), (0x0000_4100, 16384), (0x00ff_ffff, 16384)] {
        let (mut client, anchors) = (context(Role::Client, 0), issued(Draft::leaf(&[HOST])).0);
        assert!(demand(&mut client, &[anchors.der]));
        let Ok(mut client) = Connection::new(&mut client, Role::Client, Some(HOST.as_bytes())) else {
            panic!("connection")
        };
        let before = memory::usage().held;
        let [_, high, middle, low] = announced.to_be_bytes();
        let mut record = vec![22, 3, 3, 0, 4, 2, high, middle, low];
        let (mut sent, mut moves, mut held) = (0, 0, before);
        let code = loop {
            let events = client.advance();
            if events & event::FAILED != 0 {
                break client.failure(|_| ());
            }
            if events & event::WANT_WRITE != 0 {
                let length = client.output().len();
                assert!(client.sent(length).is_ok());
            } else if events & event::WANT_READ != 0 {
                if record.is_empty() {
                    record = [&[22, 3, 3][..], &(size as u16).to_be_bytes(), &vec![0; size]].concat();
                }
                let length = client.window().len().min(record.len());
                client.window()[..length].copy_from_slice(&record[..length]);
                record.drain(..length);
                assert!(client.fed(length).is_ok());
                sent += length;
            }
            moves += usize::from(std::mem::replace(&mut held, memory::usage().held) != memory::usage().held);
            assert!(held <= before + MOST_MEMORY, "{} held", held - before);
            assert!(sent < 200_000, "it goes on for ever");
        };
        assert_eq!(code, -0x830d, "{announced:#x} in pieces of {size}");
        // The pieces are not copied anew with each of them.
        assert!(moves < 64, "{moves} times another amount of memory was held, pieces of {size}");
    }
}
