//! Work waits for room, an answer finds who asked, news reach all who listen, and the newest setting is seen.

#[cfg_attr(not(solution), path = "../ex08_async_channels.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch11-channels/ex08_async_channels.rs"
)]
mod exercise;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use exercise::Heard::{Announcement, Missed};
use exercise::{Announcer, Client, Gone, Heard, Listener, Observer, Settings, desk};
use tokio::runtime::{Builder, Runtime};

/// A runtime with one thread, on which nothing happens unless a test lets it.
fn one_thread() -> Runtime {
    Builder::new_current_thread().build().expect("a runtime")
}

/// A future that a test polls by hand.
struct Polled<'a, T> {
    future: Pin<Box<dyn Future<Output = T> + 'a>>,
    calls: Arc<Calls>,
}

/// Counts how often a future has asked to be polled again.
#[derive(Default)]
struct Calls(AtomicUsize);

impl Wake for Calls {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl<'a, T> Polled<'a, T> {
    fn new(future: impl Future<Output = T> + 'a) -> Self {
        Self {
            future: Box::pin(future),
            calls: Arc::default(),
        }
    }

    /// Polls it; its result, if it has one.
    #[track_caller]
    fn poll(&mut self) -> Option<T> {
        self.calls.0.store(0, Ordering::Relaxed);
        let waker = Waker::from(Arc::clone(&self.calls));
        match self.future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(result) => Some(result),
            Poll::Pending => {
                assert!(
                    !self.is_called(),
                    "a busy loop: it has nothing to do, and asks to be polled again at once"
                );
                None
            }
        }
    }

    /// Whether it has asked to be polled again.
    fn is_called(&self) -> bool {
        self.calls.0.load(Ordering::Relaxed) > 0
    }

    /// Polls it again, which it must have asked for.
    #[track_caller]
    fn poll_called(&mut self) -> Option<T> {
        assert!(
            self.is_called(),
            "it waits, and what it waits for has happened, but nobody has called it"
        );
        self.poll()
    }
}

/// The result of a future that need not wait.
#[track_caller]
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let result = Polled::new(future).poll();
    result.expect("it waits, though what it waits for is there")
}

/// Whether a future has to wait.
#[track_caller]
fn waits<T>(future: impl Future<Output = T>) -> bool {
    Polled::new(future).poll().is_none()
}

/// Polls a question that is asked; it waits for its answer, or for room.
#[track_caller]
fn asked(client: &Client, question: u32) -> Polled<'_, Result<u32, Gone>> {
    let mut asked = Polled::new(client.ask(question));
    let answer = asked.poll();
    assert_eq!(
        answer, None,
        "question {question} was asked, and nobody has answered it"
    );
    asked
}

/// Everything that a listener has to hear now.
fn heard(listener: &mut Listener) -> Vec<Heard> {
    let mut all = Vec::new();
    while let Some(Some(heard)) = Polled::new(listener.next()).poll() {
        all.push(heard);
    }
    all
}

/// Each answer goes to whoever asked the question, in whatever order they are given.
#[support::test]
fn an_answer_finds_who_asked() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let (client, mut requests) = desk(3);
    let other = client.clone();
    let mut questions = [asked(&client, 1), asked(&other, 2), asked(&client, 3)];
    let taken = [(); 3].map(|()| at_once(requests.next()).expect("three were made"));
    let in_order: Vec<u32> = taken.iter().map(|it| it.question).collect();
    assert_eq!(in_order, [1, 2, 3], "the order in which they were asked");
    for request in taken.into_iter().rev() {
        let question = request.question;
        request.answer(10 * question);
    }
    let answers = questions.each_mut().map(Polled::poll_called);
    assert_eq!(answers, [Some(Ok(10)), Some(Ok(20)), Some(Ok(30))]);
}

/// Who asks while the desk is full waits until there is room.
#[support::test]
fn who_asks_waits_for_room() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let (client, mut requests) = desk(2);
    let mut questions: Vec<_> = (0..10).map(|it| asked(&client, it)).collect();
    for question in 0..10 {
        let waiting = requests.waiting();
        assert_eq!(
            waiting,
            2.min(10 - question as usize),
            "requests that wait after {question} of 10 were taken; there is room for 2"
        );
        let request = at_once(requests.next()).expect("ten were made");
        assert_eq!(request.question, question);
        request.answer(question + 100);
        for asking in questions.iter_mut().filter(|it| it.is_called()) {
            if let Some(answer) = asking.poll() {
                assert_eq!(answer, Ok(question + 100));
            }
        }
    }
    assert!(waits(requests.next()), "all ten were taken");
}

/// Who asked a question that is dropped is told so, and so is everybody once the worker has gone.
#[support::test]
fn who_will_get_no_answer_is_told() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let (client, mut requests) = desk(1);
    let mut dropped = asked(&client, 1);
    drop(at_once(requests.next()));
    assert_eq!(
        dropped.poll_called(),
        Some(Err(Gone)),
        "the worker has dropped the request: there will be no answer"
    );
    let mut at_the_desk = asked(&client, 2);
    let mut without_room = asked(&client, 3);
    drop(requests);
    assert_eq!(
        at_the_desk.poll_called(),
        Some(Err(Gone)),
        "it was at the desk"
    );
    assert_eq!(
        without_room.poll_called(),
        Some(Err(Gone)),
        "it waited for room"
    );
    assert_eq!(
        at_once(client.ask(4)),
        Err(Gone),
        "the worker had gone before"
    );
}

/// A client that gives up while it waits is no concern of the worker's.
#[support::test]
fn who_gave_up_does_not_disturb_the_worker() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let (client, mut requests) = desk(2);
    let given_up = asked(&client, 1);
    let mut patient = asked(&client, 2);
    let request = at_once(requests.next()).expect("two were made");
    drop(given_up);
    request.answer(10);
    at_once(requests.next()).expect("two were made").answer(20);
    assert_eq!(patient.poll_called(), Some(Ok(20)));
}

/// The worker is told that there is nobody left to ask.
#[support::test]
fn requests_end_with_the_last_client() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let (client, mut requests) = desk(2);
    let other = client.clone();
    let asking = asked(&client, 1);
    drop(asking);
    drop(client);
    let request = at_once(requests.next()).expect("it was made, though who made it has left");
    assert_eq!(request.question, 1);
    let mut next = Polled::new(requests.next());
    assert!(next.poll().is_none(), "there is one client left");
    drop(other);
    let end = next.poll_called();
    assert!(end.is_some_and(|it| it.is_none()), "all clients are gone");
}

/// Many clients and one worker, each a task: each question is answered, once, and no task is left.
#[support::test]
fn under_load_each_question_is_answered() {
    let runtime = one_thread();
    let (client, mut requests) = desk(3);
    let answered = runtime.block_on(async {
        let worker = tokio::spawn(async move {
            let mut answered = 0;
            while let Some(request) = requests.next().await {
                assert!(requests.waiting() <= 3, "there is room for three");
                let question = request.question;
                request.answer(question + 1);
                answered += 1;
            }
            answered
        });
        for first in 0..20 {
            let client = client.clone();
            tokio::spawn(async move {
                for question in (first..2000).step_by(20) {
                    assert_eq!(client.ask(question).await, Ok(question + 1));
                }
            });
        }
        drop(client);
        worker.await
    });
    assert_eq!(
        answered.ok(),
        Some(2000),
        "20 clients have asked 100 questions each"
    );
    assert_eq!(left_behind(&runtime), 0, "tasks are left behind");
}

/// How many tasks there are after all have had their turn.
fn left_behind(runtime: &Runtime) -> usize {
    runtime.block_on(async {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    });
    runtime.metrics().num_alive_tasks()
}

/// Each listener hears each announcement that is made while it listens.
#[support::test]
fn all_who_listen_hear_it() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let announcer = Announcer::new(4);
    let mut early = announcer.listen();
    announcer.announce(1);
    let mut late = announcer.listen();
    announcer.announce(2);
    announcer.announce(3);
    assert_eq!(heard(&mut early), [1, 2, 3].map(Announcement));
    assert_eq!(
        heard(&mut late),
        [2, 3].map(Announcement),
        "1 was announced before it listened"
    );
    let mut next = Polled::new(early.next());
    assert_eq!(next.poll(), None, "nothing was announced since");
    announcer.announce(4);
    assert_eq!(next.poll_called(), Some(Some(Announcement(4))));
}

/// Who was slow is told how many it has missed, and goes on with those that are kept.
#[support::test]
fn who_was_slow_is_told_so() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let announcer = Announcer::new(4);
    let mut slow = announcer.listen();
    for announcement in 1..=10 {
        announcer.announce(announcement);
    }
    let expected = [
        Missed(6),
        Announcement(7),
        Announcement(8),
        Announcement(9),
        Announcement(10),
    ];
    assert_eq!(
        heard(&mut slow),
        expected,
        "ten were announced, and the last four are kept"
    );
    announcer.announce(11);
    assert_eq!(
        at_once(slow.next()),
        Some(Announcement(11)),
        "it is not slow any more"
    );
}

/// Without anybody who listens, an announcement is made all the same.
#[support::test]
fn nobody_need_listen() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let announcer = Announcer::new(4);
    announcer.announce(1);
    drop(announcer.listen());
    announcer.announce(2);
    let mut listener = announcer.listen();
    announcer.announce(3);
    assert_eq!(at_once(listener.next()), Some(Announcement(3)));
}

/// When the announcer has gone, what it announced is still heard, and then comes the end.
#[support::test]
fn announcements_end_with_the_announcer() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let announcer = Announcer::new(4);
    let (mut listener, mut slow) = (announcer.listen(), announcer.listen());
    announcer.announce(1);
    assert_eq!(at_once(listener.next()), Some(Announcement(1)));
    let mut next = Polled::new(listener.next());
    assert_eq!(next.poll(), None, "nothing was announced since");
    drop(announcer);
    assert_eq!(next.poll_called(), Some(None), "the announcer is gone");
    assert_eq!(at_once(slow.next()), Some(Announcement(1)));
    assert_eq!(at_once(slow.next()), None, "the announcer is gone");
}

/// Who does not read holds up nobody, and leaves nothing behind but what is kept.
#[support::test]
fn who_does_not_read_holds_up_nobody() {
    let runtime = one_thread();
    let announcer = Announcer::new(8);
    let mut asleep = announcer.listen();
    let mut awake = announcer.listen();
    runtime.block_on(async {
        for announcement in 0..1000 {
            announcer.announce(announcement);
            let next = awake.next().await;
            assert_eq!(next, Some(Announcement(announcement)));
        }
    });
    assert_eq!(left_behind(&runtime), 0, "tasks are left behind");
    let first = heard(&mut asleep).first().copied();
    assert_eq!(first, Some(Missed(992)), "of 1000, the last 8 are kept");
}

/// Polls all of them, which are waiting; what each has to say after that.
fn changes<const N: usize>(observers: &mut [Observer; N], set: impl FnOnce()) -> [Option<u32>; N] {
    let mut changes = observers.each_mut().map(|it| Polled::new(it.changed()));
    for change in &mut changes {
        assert_eq!(change.poll(), None, "the limit was not set, and it waits");
    }
    set();
    changes.each_mut().map(|it| it.poll_called().flatten())
}

/// All who wait for a change are told, and see the newest limit, once.
#[support::test]
fn all_who_observe_see_the_newest() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let settings = Settings::new(1);
    let mut observers = [(); 3].map(|()| settings.observe());
    let seen = changes(&mut observers, || settings.set(2));
    assert_eq!(seen, [Some(2); 3]);
    let seen = changes(&mut observers, || {
        settings.set(3);
        settings.set(4);
    });
    assert_eq!(
        seen,
        [Some(4); 3],
        "3 was set, and then 4, which is the newest"
    );
    assert!(waits(observers[0].changed()), "4 is known");
}

/// What was set while nobody waited is not missed.
#[support::test]
fn a_change_between_two_looks_is_seen() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let settings = Settings::new(1);
    let mut observer = settings.observe();
    assert_eq!(observer.current(), 1);
    settings.set(2);
    assert_eq!(
        at_once(observer.changed()),
        Some(2),
        "it was set after the last look, and before it was waited for"
    );
    assert!(waits(observer.changed()), "2 is known");
}

/// A limit that was looked at is known, and not told again.
#[support::test]
fn what_is_known_is_not_told_again() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let settings = Settings::new(1);
    let mut observer = settings.observe();
    assert!(
        waits(observer.changed()),
        "nothing was set since it began to observe"
    );
    settings.set(2);
    assert_eq!(observer.current(), 2);
    assert!(
        waits(observer.changed()),
        "`current` has shown 2, and nothing was set since"
    );
    settings.set(3);
    let mut late = settings.observe();
    assert!(waits(late.changed()), "3 held when it began to observe");
    assert_eq!((late.current(), observer.current()), (3, 3));
}

/// What is set while nobody observes holds for whoever comes later.
#[support::test]
fn what_is_set_holds() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let settings = Settings::new(1);
    settings.set(2);
    assert_eq!(
        settings.observe().current(),
        2,
        "it was set, while nobody observed it"
    );
    settings.set(3);
    assert_eq!(settings.observe().current(), 3);
}

/// The last change is seen even if the settings have gone since; then comes the end.
#[support::test]
fn the_last_change_comes_before_the_end() {
    let runtime = one_thread();
    let _entered = runtime.enter();
    let settings = Settings::new(1);
    let (mut observer, mut waiting) = (settings.observe(), settings.observe());
    settings.set(2);
    assert_eq!(at_once(waiting.changed()), Some(2));
    let mut change = Polled::new(waiting.changed());
    assert_eq!(change.poll(), None, "2 is known");
    drop(settings);
    assert_eq!(change.poll_called(), Some(None), "the settings are gone");
    assert_eq!(
        at_once(observer.changed()),
        Some(2),
        "2 was set before the settings went, and is not known yet"
    );
    assert_eq!(at_once(observer.changed()), None, "the settings are gone");
    assert_eq!(observer.current(), 2, "it holds all the same");
}

/// An observer among tasks that change the limit: what it sees never goes back, and ends with the last.
#[support::test]
fn under_load_the_last_change_is_seen() {
    let runtime = one_thread();
    let settings = Settings::new(0);
    let observers = [(); 3].map(|()| settings.observe());
    let last = runtime.block_on(async {
        let observing = observers.map(|mut observer| {
            tokio::spawn(async move {
                let mut last = 0;
                while let Some(limit) = observer.changed().await {
                    assert!(limit > last, "{limit} was seen after {last}");
                    last = limit;
                    tokio::task::yield_now().await;
                }
                last
            })
        });
        for limit in 1..=1000 {
            settings.set(limit);
            if limit % 3 == 0 {
                tokio::task::yield_now().await;
            }
        }
        drop(settings);
        let mut last = Vec::new();
        for observing in observing {
            last.push(observing.await.expect("it does not panic"));
        }
        last
    });
    assert_eq!(last, [1000; 3], "1000 was set last");
    assert_eq!(left_behind(&runtime), 0, "tasks are left behind");
}
