//! A race that goes on behind the window, on threads of its own: the live run and the window never wait for it.

use crate::lab::{Race, race_told};
use crate::scenario::{Problem, Scenario};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvError, Sender, TryRecvError, channel};
use std::time::{Duration, Instant};

/// A race, under way or over.
pub(super) struct Contest {
    /// What races: the scenario with the variants that take part.
    pub scenario: Scenario,
    /// How it stands.
    pub standing: Option<Race>,
    /// Whether it goes on.
    pub state: State,
    lives: usize,
    started: Instant,
    /// How long it took.
    took: Option<Duration>,
    news: Receiver<News>,
    stop: Arc<AtomicBool>,
}

/// Whether a race goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It does.
    Running,
    /// Every life has ended.
    Over,
    /// It was stopped before.
    Stopped,
    /// It could not go on, and why.
    Failed(String),
}

/// What the race tells.
enum News {
    /// How it stands after one more life.
    Stands(Race),
    /// How it ended.
    Ended(Result<Race, Vec<Problem>>),
}

impl Contest {
    /// Lets a scenario and its variants live under so many seeds, from the scenario's own on; `wake` is called with all news.
    pub fn start(scenario: Scenario, seeds: usize, wake: impl Fn() + Send + Sync + 'static) -> Self {
        let (teller, news) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let first = scenario.seed as u64;
        let seeds: Vec<u64> = (first..).take(seeds.max(1)).collect();
        let lives = seeds.len() * (1 + scenario.variants.len());
        let (raced, stopped) = (scenario.clone(), stop.clone());
        let started = std::thread::Builder::new().name("race".to_owned()).spawn(move || run(&raced, &seeds, &stopped, &teller, &wake));
        let state = started.err().map_or(State::Running, |error| State::Failed(format!("it could not be started: {error}")));
        Self { scenario, standing: None, state, lives, started: Instant::now(), took: None, news, stop }
    }

    /// Gives it up; what has been lived stays.
    pub fn stop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        self.state == State::Running
    }

    /// How many lives have ended, and how many there are to be.
    pub fn lives(&self) -> (usize, usize) {
        (self.standing.as_ref().map_or(0, |race| race.ended), self.lives)
    }

    /// How long it took; while it goes on, how long it will take from now on, if that can be told.
    pub fn time(&self) -> Option<Duration> {
        if self.took.is_some() {
            return self.took;
        }
        let (ended, lives) = self.lives();
        (ended > 0).then(|| self.started.elapsed().mul_f64((lives - ended) as f64 / ended as f64))
    }

    /// Takes in what the race has told. Never waits.
    pub fn hear(&mut self) {
        while self.is_running() {
            match self.news.try_recv() {
                Ok(news) => self.take(news),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => self.lost(),
            }
        }
    }

    /// Waits until it is over.
    pub fn wait(&mut self) {
        while self.is_running() {
            match self.news.recv() {
                Ok(news) => self.take(news),
                Err(RecvError) => self.lost(),
            }
        }
    }

    fn take(&mut self, news: News) {
        match news {
            News::Stands(race) => self.standing = Some(race),
            News::Ended(ended) => {
                self.took = Some(self.started.elapsed());
                match ended {
                    Ok(race) => {
                        self.standing = Some(race);
                        self.state = State::Over;
                    }
                    Err(problems) => self.state = problems.first().map_or(State::Stopped, |problem| State::Failed(problem.to_string())),
                }
            }
        }
    }

    fn lost(&mut self) {
        self.state = State::Failed("something went wrong inside".to_owned());
    }
}

impl Drop for Contest {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(scenario: &Scenario, seeds: &[u64], stop: &AtomicBool, teller: &Sender<News>, wake: &(impl Fn() + Sync)) {
    let tell = |news: News| {
        // Where nobody listens any more, nobody needs to know.
        let _ = teller.send(news);
        wake();
    };
    let ended = race_told(scenario, seeds, |_| !stop.load(Ordering::Relaxed), |race| tell(News::Stands(race)));
    tell(News::Ended(ended));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brain::Rule;
    use crate::scenario::{Named, preset};

    fn scenario(ticks: usize) -> Scenario {
        let welcome = preset("welcome").unwrap().scenario().unwrap();
        let alone = Scenario { variants: Named::default(), claims: Vec::new(), perturbations: Vec::new(), ticks, ..welcome };
        alone.race(&[Rule::named("backprop").unwrap(), Rule::named("sign_symmetry").unwrap()])
    }

    #[test]
    fn it_grows_life_by_life_and_wakes_the_window() {
        let woken = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let count = woken.clone();
        let mut contest = Contest::start(scenario(60), 2, move || {
            count.fetch_add(1, Ordering::Relaxed);
        });
        contest.wait();
        assert_eq!(contest.state, State::Over);
        let lives = 2 * (1 + contest.scenario.variants.len());
        assert_eq!(contest.lives(), (lives, lives));
        assert!(woken.load(Ordering::Relaxed) > 1 && contest.time().is_some());
        assert!(contest.standing.as_ref().unwrap().entrants.iter().all(|entrant| entrant.seconds_per_tick.mean > 0.0));
    }

    #[test]
    fn it_can_be_stopped_long_before_its_end() {
        let mut contest = Contest::start(scenario(1_000_000), 5, || {});
        contest.stop();
        contest.wait();
        assert_eq!(contest.state, State::Stopped);
    }

    #[test]
    fn what_cannot_run_says_why() {
        let mut broken = scenario(60);
        broken.areas.at_mut(0).unwrap().plasticity.rate = -1.0;
        let mut contest = Contest::start(broken, 1, || {});
        contest.wait();
        assert!(matches!(&contest.state, State::Failed(why) if why.contains("rate")), "{:?}", contest.state);
    }
}
