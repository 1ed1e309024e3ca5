//! The manifest of a policy as bytes that are known at compile time, so that they can lie in an exported symbol.
//!
//! The text is written twice by the same functions: once without room, to learn its length, and once into the array.

use crate::abi::{ABI, MAGIC, ManifestHead};
use crate::{About, ParameterSet, ParameterText, Policy};

/// A manifest: its head and its text.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Manifest<const LENGTH: usize> {
    head: ManifestHead,
    text: [u8; LENGTH],
}

impl<const LENGTH: usize> Manifest<LENGTH> {
    /// The manifest of a policy; `LENGTH` is [`manifest_length`] of it.
    ///
    /// # Panics
    /// At compile time, if the policy's `ABOUT` lacks something or contradicts itself.
    #[must_use]
    pub const fn of<P: Policy>(flags: u32) -> Self {
        P::ABOUT.check();
        let mut text = [0; LENGTH];
        write::<P>(&mut Writer { bytes: &mut text, at: 0 });
        Self { head: ManifestHead { magic: MAGIC, abi: ABI, flags, length: LENGTH as u64 }, text }
    }

    /// Its text.
    #[must_use]
    pub const fn text(&self) -> &[u8] {
        &self.text
    }
}

/// Bytes of the manifest's text.
#[must_use]
pub const fn manifest_length<P: Policy>() -> usize {
    let mut writer = Writer { bytes: &mut [], at: 0 };
    write::<P>(&mut writer);
    writer.at
}

/// The manifest's text.
pub(crate) fn manifest_text<P: Policy>() -> String {
    let mut bytes = vec![0; manifest_length::<P>()];
    write::<P>(&mut Writer { bytes: &mut bytes, at: 0 });
    String::from_utf8_lossy(&bytes).into_owned()
}

const fn write<P: Policy>(writer: &mut Writer<'_>) {
    writer.about(&P::ABOUT);
    let texts = P::Parameters::TEXTS;
    let mut n = 0;
    while n < texts.len() {
        writer.parameter(&texts[n]);
        n += 1;
    }
}

/// Writes while there is room and counts on when there is none.
struct Writer<'a> {
    bytes: &'a mut [u8],
    at: usize,
}

impl Writer<'_> {
    const fn about(&mut self, about: &About) {
        self.line("id", about.id);
        self.line("version", about.version);
        self.line("sdk", env!("CARGO_PKG_VERSION"));
        self.line_unless_empty("licence", about.licence);
        self.line("summary", about.summary);
        self.line_unless_empty("source", about.source);
        self.count("state", about.state);
        self.count("hold_days", about.hold_days);
        self.count("settle", about.settles as u32);
        let mut n = 0;
        while n < about.reads.len() {
            self.line("reads", about.reads[n].name());
            n += 1;
        }
        n = 0;
        while n < about.writes.len() {
            self.line("writes", about.writes[n].name());
            n += 1;
        }
    }

    const fn parameter(&mut self, text: &ParameterText) {
        self.put("parameter ");
        self.put(text.name);
        self.put(" ");
        self.put(text.kind.name());
        self.byte(b'\n');
        self.line_unless_empty("unit", text.unit);
        self.line_unless_empty("min", text.min);
        self.line_unless_empty("max", text.max);
        self.line_unless_empty("choices", text.choices);
        if let Some(default) = text.default {
            self.line("default", default);
        }
        self.line_unless_empty("help", text.help);
    }

    const fn line_unless_empty(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.line(key, value);
        }
    }

    const fn line(&mut self, key: &str, value: &str) {
        self.put(key);
        self.put(" ");
        self.put(value.trim_ascii());
        self.byte(b'\n');
    }

    /// A number, unless it is 0.
    const fn count(&mut self, key: &str, number: u32) {
        if number == 0 {
            return;
        }
        self.put(key);
        self.put(" ");
        let mut unit = 1_000_000_000;
        while unit > 0 {
            if number >= unit {
                self.byte(b'0' + (number / unit % 10) as u8);
            }
            unit /= 10;
        }
        self.byte(b'\n');
    }

    /// A line break inside a text becomes a space, since a line is a key and its value.
    const fn put(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut n = 0;
        while n < bytes.len() {
            self.byte(if matches!(bytes[n], b'\n' | b'\r') { b' ' } else { bytes[n] });
            n += 1;
        }
    }

    const fn byte(&mut self, byte: u8) {
        if self.at < self.bytes.len() {
            self.bytes[self.at] = byte;
        }
        self.at += 1;
    }
}
