//! How a policy says no: a sentence, perhaps with the parameter or the row that it is about.

use crate::{Fault, Status};

/// Why a policy does not accept its parameters or cannot do what a hook asks.
///
/// In `new` and `load` it means that what was given is not acceptable. In a hook it ends the use of the instance,
/// unless it is a [`Refusal::discard`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    message: String,
    parameter: Option<String>,
    row: Option<u64>,
    status: Option<Status>,
}

impl Refusal {
    /// A refusal in a sentence that says what is wrong and what to do.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), parameter: None, row: None, status: None }
    }

    /// It is about this parameter: the scenario's author is shown its place.
    #[must_use]
    pub fn parameter(mut self, name: &str) -> Self {
        self.parameter = Some(name.to_owned());
        self
    }

    /// It is about this row of a column.
    #[must_use]
    pub fn row(mut self, row: usize) -> Self {
        self.row = Some(row as u64);
        self
    }

    /// Only this call does nothing; the instance stays usable.
    #[must_use]
    pub fn discard(mut self) -> Self {
        self.status = Some(Status::Discard);
        self
    }

    /// No further call of any instance of this plugin makes sense.
    #[must_use]
    pub fn fatal(mut self) -> Self {
        self.status = Some(Status::Fatal);
        self
    }

    /// The sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The fault that the host is told, with `usual` as its status unless another one was chosen; `position` finds
    /// a parameter in the manifest.
    pub(crate) fn into_fault(self, usual: Status, position: impl Fn(&str) -> Option<usize>) -> Fault {
        let parameter = self.parameter.as_deref().and_then(position);
        Fault { status: self.status.unwrap_or(usual), message: self.message, parameter, row: self.row }
    }
}

impl From<&str> for Refusal {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl From<String> for Refusal {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
