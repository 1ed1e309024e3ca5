//! What a plugin answers, turned into a result: the status code, and the words where it failed.

use coercivity_policy::{Fault, Status, abi};

/// Room for the words of a plugin, bytes.
const ROOM: usize = 2_048;

/// Where a plugin writes what went wrong.
pub(crate) struct Complaint(Vec<u8>);

/// How a call ended.
pub(crate) struct Answer {
    pub(crate) function: &'static str,
    pub(crate) code: i32,
    pub(crate) has_changed_mode: bool,
    /// Number of parameters of the plugin.
    pub(crate) parameters: usize,
}

impl Complaint {
    pub(crate) fn new() -> Self {
        Self(vec![0; ROOM])
    }

    /// Good while the complaint is.
    pub(crate) fn table(&mut self) -> abi::Error {
        abi::Error {
            struct_size: size_of::<abi::Error>() as u32,
            parameter: -1,
            row: u64::MAX,
            text: self.0.as_mut_ptr(),
            capacity: ROOM as u64,
            length: 0,
        }
    }
}

impl Answer {
    /// Fine, or what went wrong. `error` is what the plugin made of the complaint's table.
    pub(crate) fn judged(&self, complaint: &Complaint, error: &abi::Error) -> Result<(), Fault> {
        let function = self.function;
        if self.has_changed_mode {
            return Err(fault(
                Status::Error,
                format!(
                    "`{function}` changed the floating-point mode of the processor, which would change all results \
                     (build it without -ffast-math and -Ofast)"
                ),
            ));
        }
        let Some(status) = Status::of_code(self.code) else {
            let code = self.code;
            return Err(fault(Status::Error, format!("`{function}` returned {code}, which is no status")));
        };
        if status == Status::Ok {
            return Ok(());
        }
        let length = usize::try_from(error.length).unwrap_or(usize::MAX);
        let said = String::from_utf8_lossy(&complaint.0[..length.min(ROOM)]);
        let mut message = said.trim().replace('\0', "\u{fffd}");
        if message.is_empty() {
            message = format!("`{function}` failed without a word about why (status {})", self.code);
        }
        if length > ROOM {
            message += &format!(" (it claims to have written {length} bytes into {ROOM})");
        }
        Err(Fault {
            parameter: usize::try_from(error.parameter).ok().filter(|n| *n < self.parameters),
            row: Some(error.row).filter(|row| *row != u64::MAX),
            ..fault(status, message)
        })
    }
}

/// A fault in the host's own words.
pub(crate) fn fault(status: Status, message: impl Into<String>) -> Fault {
    Fault { status, message: message.into(), parameter: None, row: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(code: i32, text: &[u8], change: impl FnOnce(&mut abi::Error)) -> Result<(), Fault> {
        let mut complaint = Complaint::new();
        let mut error = complaint.table();
        complaint.0[..text.len()].copy_from_slice(text);
        error.length = text.len() as u64;
        change(&mut error);
        Answer { function: "decide", code, has_changed_mode: false, parameters: 2 }.judged(&complaint, &error)
    }

    #[test]
    fn words_place_and_status_come_through() {
        let fault = judged(1, b"too high", |error| (error.parameter, error.row) = (1, 7)).unwrap_err();
        let expected =
            Fault { status: Status::Invalid, message: "too high".into(), parameter: Some(1), row: Some(7) };
        assert_eq!(fault, expected);
        assert_eq!(judged(0, b"ignored", |_| ()), Ok(()));
    }

    #[test]
    fn nonsense_in_an_error_is_told_and_not_believed() {
        let fault =
            judged(3, b"bad \xff", |error| (error.parameter, error.length) = (2, 1 << 40)).unwrap_err();
        assert_eq!((fault.parameter, fault.row), (None, None), "there are parameters 0 and 1 only");
        assert!(fault.message.starts_with("bad \u{fffd}"), "{}", fault.message);
        assert!(fault.message.ends_with("(it claims to have written 1099511627776 bytes into 2048)"));
        assert!(judged(4, b"", |_| ()).unwrap_err().message.contains("`decide` failed without a word"));
        let strange = judged(17, b"", |_| ()).unwrap_err();
        assert_eq!(strange.status, Status::Error);
        assert_eq!(strange.message, "`decide` returned 17, which is no status");
    }
}
