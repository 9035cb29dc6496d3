//! A run behind a door: on its own thread for the window, or turned by hand in tests. Commands go in, reports come out.

use super::report::{Command, Report};

/// A run behind a door.
pub struct Runner {
    inner: (),
}

impl Runner {
    /// A run on a thread of its own, which calls `wake` when there is something to read.
    pub fn threaded(_wake: impl Fn() + Send + 'static) -> Self {
        Self { inner: () }
    }

    /// A run that goes on only when [`Runner::turn`] is called: for tests, to the tick.
    pub fn by_hand() -> Self {
        Self { inner: () }
    }

    /// Asks something of the run.
    pub fn send(&mut self, _command: Command) {}

    /// What it has told since the last time, in order. Never waits.
    pub fn reports(&mut self) -> Vec<Report> {
        Vec::new()
    }

    /// In a run by hand: does what was asked, then lives up to `ticks` ticks if it is playing or stepping. On a thread: nothing.
    pub fn turn(&mut self, _ticks: u64) {
        let () = self.inner;
    }
}
