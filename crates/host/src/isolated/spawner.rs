//! The thread that starts cells. A cell asks the system to be ended with its parent, and to the system the parent is the
//! thread that started it; threads of runs come and go, so one that stays does it for all.

use std::{
    io,
    process::{Child, Command},
    sync::{
        Mutex, OnceLock, PoisonError,
        mpsc::{Sender, channel},
    },
    thread,
};

/// A process to be started, and who wants it.
type Order = (Command, Sender<io::Result<Child>>);

/// Starts a process that lives no longer than this one.
pub(super) fn start(command: Command) -> io::Result<Child> {
    static ORDERS: OnceLock<Mutex<Sender<Order>>> = OnceLock::new();
    let gone = || io::Error::other("the thread that starts processes is gone");
    let orders = ORDERS.get_or_init(|| Mutex::new(opened()));
    let (answer, started) = channel();
    let sent = orders.lock().unwrap_or_else(PoisonError::into_inner).send((command, answer));
    sent.map_err(|_| gone())?;
    started.recv().map_err(|_| gone())?
}

fn opened() -> Sender<Order> {
    let (orders, taken) = channel::<Order>();
    thread::spawn(move || {
        for (mut command, answer) in taken {
            // Whoever asked waits for it.
            let _ = answer.send(command.spawn());
        }
    });
    orders
}
