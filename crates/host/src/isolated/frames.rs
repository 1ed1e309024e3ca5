//! Messages on a stream: four bytes with the length, then the message.

use serde::{Serialize, de::DeserializeOwned};
use std::io::{self, Read, Write};

/// Bytes that are read at once; so a length that is a lie costs no memory.
const PIECE: usize = 65_536;

/// A message as it goes over the channel.
pub(super) fn framed(message: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut frame = postcard::to_extend(message, vec![0; 4]).map_err(io::Error::other)?;
    let length = u32::try_from(frame.len() - 4).map_err(io::Error::other)?;
    frame[..4].copy_from_slice(&length.to_le_bytes());
    Ok(frame)
}

/// Writes a message.
pub(super) fn send(mut stream: impl Write, message: &impl Serialize) -> io::Result<()> {
    stream.write_all(&framed(message)?)
}

/// Reads the bytes of a message, at most `most`. Nothing if the stream ends before it begins.
pub(super) fn receive_bytes(mut stream: impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; 4];
    let count = read_all(&mut stream, &mut head)?;
    if count == 0 {
        return Ok(None);
    }
    let length = u32::from_le_bytes(head) as usize;
    if count < head.len() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    while bytes.len() < length {
        let before = bytes.len();
        bytes.resize(length.min(before + PIECE.max(before)), 0);
        let count = read_all(&mut stream, &mut bytes[before..])?;
        if before + count < bytes.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(Some(bytes))
}

/// A message from its bytes, if that is what they are.
pub(super) fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    match postcard::take_from_bytes(bytes) {
        Ok((message, [])) => Some(message),
        _ => None,
    }
}

/// Fills `bytes`, up to the end of the stream; how many there were.
fn read_all(stream: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut done = 0;
    while done < bytes.len() {
        match stream.read(&mut bytes[done..]) {
            Ok(0) => break,
            Ok(count) => done += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_through_one_after_another() {
        let mut stream = Vec::new();
        send(&mut stream, &vec![7_u64; 100_000]).unwrap();
        send(&mut stream, &"last").unwrap();
        let mut stream = stream.as_slice();
        let bytes = receive_bytes(&mut stream, 1 << 20).unwrap().unwrap();
        assert_eq!(parsed::<Vec<u64>>(&bytes).unwrap(), vec![7; 100_000]);
        let bytes = receive_bytes(&mut stream, 1 << 20).unwrap().unwrap();
        assert_eq!(parsed::<String>(&bytes).unwrap(), "last");
        assert!(receive_bytes(&mut stream, 1 << 20).unwrap().is_none());
    }

    #[test]
    fn what_is_cut_short_too_long_or_no_message_is_refused() {
        let whole = framed(&"words").unwrap();
        for end in 1..whole.len() {
            assert!(receive_bytes(&whole[..end], 100).is_err(), "{end}");
        }
        assert!(receive_bytes(&whole[..], 3).is_err(), "longer than allowed");
        assert!(receive_bytes(&[255, 255, 255, 255, 1][..], usize::MAX).is_err(), "a length that is a lie");
        assert!(parsed::<String>(&[200, 1, 2]).is_none());
        assert!(parsed::<String>(&[1, b'a', 0]).is_none(), "something is left over");
        assert!(parsed::<String>(&[1, 0xff]).is_none(), "not UTF-8");
    }
}
