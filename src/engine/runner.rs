//! A run behind a door: on its own thread for the window, or turned by hand in tests. Commands go in, reports come out.
//!
//! The thread owns the simulation; no lock is around it. It lives in bursts of a few milliseconds and looks for commands in between. The
//! channel of reports is short: while it is full the run goes on and its next report says more. Nothing measured is ever dropped.

use super::report::{Command, Report, RunId};
use super::session::Session;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long the thread lives before it looks for commands.
const BURST: Duration = Duration::from_millis(4);
/// How often the window is told.
const TELL: Duration = Duration::from_millis(16);
/// How many reports wait for the window at most.
const WAITING: usize = 4;

/// A run behind a door.
pub struct Runner {
    door: Door,
}

enum Door {
    Thread { commands: Option<Sender<Command>>, reports: Receiver<Report>, thread: Option<JoinHandle<()>> },
    Hand(Box<Session>),
}

impl Runner {
    /// A run on a thread of its own, which calls `wake` when there is something to read.
    pub fn threaded(wake: impl Fn() + Send + 'static) -> Self {
        let (commands, orders) = channel();
        let (teller, reports) = sync_channel(WAITING);
        let thread =
            std::thread::Builder::new().name("brain".to_owned()).spawn(move || live(&orders, &teller, &wake, &mut |session| session.live_for(BURST))).ok();
        Self { door: Door::Thread { commands: Some(commands), reports, thread } }
    }

    /// A run that goes on only when [`Runner::turn`] is called: for tests, to the tick.
    pub fn by_hand() -> Self {
        Self { door: Door::Hand(Box::default()) }
    }

    /// Asks something of the run.
    pub fn send(&mut self, command: Command) {
        match &mut self.door {
            Door::Thread { commands, .. } => {
                // A thread that is gone has said why; there is nobody left to ask.
                let _ = commands.as_ref().map(|commands| commands.send(command));
            }
            Door::Hand(session) => session.obey(command),
        }
    }

    /// What it has told since the last time, in order. Never waits.
    pub fn reports(&mut self) -> Vec<Report> {
        match &mut self.door {
            Door::Thread { reports, .. } => reports.try_iter().collect(),
            Door::Hand(session) => session.reports(),
        }
    }

    /// In a run by hand: lives up to `ticks` ticks, if it is playing or stepping. On a thread: nothing.
    pub fn turn(&mut self, ticks: u64) {
        if let Door::Hand(session) = &mut self.door {
            for _ in 0..ticks {
                if !session.wants_to_live() {
                    break;
                }
                session.live_one_tick();
            }
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        if let Door::Thread { commands, thread, .. } = &mut self.door {
            commands.take();
            if let Some(thread) = thread.take() {
                // Whatever the thread died of was reported; there is nothing to add while closing.
                let _ = thread.join();
            }
        }
    }
}

/// The thread: obey, live a burst, tell; sleep while there is nothing to do; end when nobody asks any more.
fn live(orders: &Receiver<Command>, teller: &SyncSender<Report>, wake: &dyn Fn(), burst: &mut dyn FnMut(&mut Session)) {
    let mut session = Session::default();
    let mut waiting: Vec<Report> = Vec::new();
    let mut told = Instant::now();
    loop {
        let something_to_tell = !waiting.is_empty() || session.has_news();
        let pause = session.time_to_next_tick(Instant::now()).or_else(|| something_to_tell.then_some(TELL));
        let first = match pause {
            Some(Duration::ZERO) => orders.try_recv().map_err(|error| error == std::sync::mpsc::TryRecvError::Disconnected),
            Some(pause) => orders.recv_timeout(pause.min(TELL)).map_err(|error| error == RecvTimeoutError::Disconnected),
            None => orders.recv().map_err(|_| true),
        };
        if matches!(first, Err(true)) {
            return;
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let mut commands = first.into_iter().chain(orders.try_iter()).collect();
            drop_superseded(&mut commands);
            commands.into_iter().for_each(|command| session.obey(command));
            burst(&mut session);
        }));
        if let Err(panic) = outcome {
            let message = panic.downcast_ref::<&str>().map(|text| (*text).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
            waiting.push(Report::Failed { run: session.run(), message: message.unwrap_or_else(|| "for an unknown reason".to_owned()) });
            session = Session::for_run(session.run());
        }
        if told.elapsed() >= TELL || session.has_urgent_news() {
            if waiting.is_empty() {
                waiting = session.reports();
            }
            told = Instant::now();
            let mut any = false;
            while !waiting.is_empty() {
                match teller.try_send(waiting.remove(0)) {
                    Ok(()) => any = true,
                    Err(TrySendError::Full(report)) => {
                        waiting.insert(0, report);
                        break;
                    }
                    Err(TrySendError::Disconnected(_)) => return,
                }
            }
            if any {
                wake();
            }
        }
    }
}

/// Of several brains that are asked for at once, as when a knob is dragged before birth, only the last is born.
fn drop_superseded(commands: &mut Vec<Command>) {
    let Some(last) = commands.iter().rposition(|command| matches!(command, Command::Load(..))) else { return };
    let mut number = 0;
    commands.retain(|command| {
        number += 1;
        number > last || matches!(command, Command::Watch(_))
    });
}

/// The first run's number.
pub(super) const FIRST: RunId = RunId(0);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_brains_asked_for_at_once_only_the_last_is_born() {
        let load = |run| Command::Load(RunId(run), Box::default());
        let mut commands = vec![load(1), Command::Play, Command::Watch(None), load(2), Command::Pace(super::super::report::Pace::Max), Command::Play];
        drop_superseded(&mut commands);
        assert!(matches!(&commands[..], [Command::Watch(None), Command::Load(RunId(2), _), Command::Pace(_), Command::Play]), "{commands:?}");
        let mut without = vec![Command::Play, Command::Step(3)];
        drop_superseded(&mut without);
        assert_eq!(without.len(), 2);
    }

    #[test]
    fn a_panic_in_the_thread_becomes_a_report_and_the_thread_lives() {
        let (commands, orders) = channel();
        let (teller, reports) = sync_channel(WAITING);
        let thread = std::thread::spawn(move || {
            let mut bursts = 0;
            live(&orders, &teller, &|| {}, &mut |_| {
                bursts += 1;
                assert!(bursts != 1, "the first burst goes wrong");
            });
        });
        commands.send(Command::Pause).unwrap();
        let first = reports.recv_timeout(Duration::from_secs(10)).unwrap();
        assert!(matches!(first, Report::Failed { message, .. } if message.contains("goes wrong")));
        let scenario = crate::scenario::preset("welcome").unwrap().scenario().unwrap();
        commands.send(Command::Load(RunId(5), Box::new(scenario))).unwrap();
        let second = reports.recv_timeout(Duration::from_secs(10)).unwrap();
        assert!(matches!(second, Report::Loaded { run: RunId(5), .. }));
        drop(commands);
        thread.join().unwrap();
    }
}
