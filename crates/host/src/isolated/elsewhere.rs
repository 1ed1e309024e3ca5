//! Plugins in processes of their own are for Linux on x86-64 and AArch64; elsewhere they are refused.

use crate::{HostError, Inspected, Isolation};
use coercivity_policy::{Card, Instance, Names, Services, Setting};
use std::{convert::Infallible, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

/// There is none.
#[derive(Debug)]
pub(crate) struct Plugin {
    pub(crate) path: PathBuf,
    pub(crate) card: Card,
    pub(crate) sha256: String,
    pub(crate) abi: u32,
    pub(crate) idle: Vec<String>,
    never: Infallible,
}

impl Plugin {
    pub(crate) fn load(_: Inspected, _: &Isolation) -> Result<Self, HostError> {
        Err(HostError::Unlockable { why: "this is another system".to_owned() })
    }

    pub(crate) fn create(
        self: &Arc<Self>,
        _: &Names,
        _: &[Setting],
        _: u32,
        _: &mut dyn Services,
        _: Duration,
    ) -> Result<Box<dyn Instance>, HostError> {
        match self.never {}
    }
}

/// Says that there is nothing to do here.
pub fn serve() -> ExitCode {
    eprintln!("error: isolated plugins need Linux on x86-64 or AArch64.");
    ExitCode::from(2)
}
