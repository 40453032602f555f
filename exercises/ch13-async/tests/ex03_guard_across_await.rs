//! While a task waits, it holds no lock; and what others did meanwhile is not undone.

#[cfg_attr(not(solution), path = "../ex03_guard_across_await.rs")]
#[cfg_attr(
    solution,
    path = "../../../solutions/ch13-async/ex03_guard_across_await.rs"
)]
mod exercise;

use std::future::{pending, ready};
use std::sync::Arc;
use std::time::Duration;

use exercise::Till;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::timeout;

/// Runs `test` on a runtime with one thread. Its clock stands still, and jumps when everybody waits.
fn run(test: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(test);
}

/// What `task` returns. None if it does not end, whatever the others do in an hour.
async fn ended(task: JoinHandle<u64>) -> Option<u64> {
    let ended = timeout(Duration::from_secs(3600), task).await;
    ended.ok().map(|it| it.expect("the task does not panic"))
}

/// A rate that is there when it is sent, and whether it is asked for.
fn slow_rate() -> (oneshot::Sender<u64>, impl Future<Output = u64> + Send) {
    let (answer, asked) = oneshot::channel();
    (answer, async { asked.await.expect("there is an answer") })
}

/// Lets all tasks get as far as they can.
async fn let_others_go_on() {
    for _ in 0..10 {
        yield_now().await;
    }
}

/// What is taken is added, at its rate.
#[support::test]
fn what_is_taken_is_added() {
    let till = Arc::new(Till::default());
    run(async {
        assert_eq!(till.take(2, ready(3)).await.ok(), Some(6));
        assert_eq!(till.take(1, ready(4)).await.ok(), Some(10));
    });
    assert_eq!(till.total(), 10);
}

/// While somebody waits for a rate, others pay.
#[support::test]
fn others_pay_while_a_rate_is_asked_for() {
    let till = Arc::new(Till::default());
    run(async {
        let (answer, rate) = slow_rate();
        let slow = till.take(1, rate);
        let_others_go_on().await;
        assert_eq!(
            ended(till.take(2, ready(10))).await,
            Some(20),
            "somebody waits for a rate, and until it is there nobody else can pay: a lock is held across an \
             `.await`"
        );
        assert_eq!(answer.send(100), Ok(()), "the rate is still waited for");
        assert_eq!(ended(slow).await, Some(120));
    });
    assert_eq!(till.total(), 120);
}

/// What others paid meanwhile is counted.
#[support::test]
fn nothing_that_was_paid_is_lost() {
    let till = Arc::new(Till::default());
    run(async {
        let ((ann, rate_for_ann), (bob, rate_for_bob)) = (slow_rate(), slow_rate());
        let (ann_pays, bob_pays) = (till.take(1, rate_for_ann), till.take(1, rate_for_bob));
        let_others_go_on().await;
        assert_eq!(bob.send(10), Ok(()), "the rate is still waited for");
        assert_eq!(ended(bob_pays).await, Some(10));
        assert_eq!(ann.send(1), Ok(()), "the rate is still waited for");
        assert_eq!(
            ended(ann_pays).await,
            Some(11),
            "Ann began to pay, Bob paid 10, and then Ann's rate came, for 1: was the total read before the \
             rate was there, and written after?"
        );
    });
    assert_eq!(till.total(), 11);
}

/// Who knows a rate does not ask.
#[support::test]
fn a_known_rate_is_not_asked_for() {
    let till = Arc::new(Till::default());
    run(async {
        assert_eq!(ended(till.rate("EUR", ready(7))).await, Some(7));
        assert_eq!(
            ended(till.rate("EUR", pending())).await,
            Some(7),
            "the rate is known, and it was asked for all the same"
        );
    });
}

/// While one rate is asked for, other rates are told, and asked for.
#[support::test]
fn other_rates_do_not_wait() {
    let till = Arc::new(Till::default());
    run(async {
        assert_eq!(ended(till.rate("EUR", ready(7))).await, Some(7));
        let (answer, ask) = slow_rate();
        let slow = till.rate("USD", ask);
        let_others_go_on().await;
        let message = "somebody asks for the rate of USD, and others wait until there is an answer: a lock \
                       is held across an `.await`";
        assert_eq!(
            ended(till.rate("EUR", pending())).await,
            Some(7),
            "{message}"
        );
        assert_eq!(
            ended(till.rate("GBP", ready(8))).await,
            Some(8),
            "{message}"
        );
        assert_eq!(answer.send(9), Ok(()), "the answer is still waited for");
        assert_eq!(ended(slow).await, Some(9));
    });
}

/// If two ask for the same rate, the first answer holds for both.
#[support::test]
fn the_first_answer_holds() {
    let till = Arc::new(Till::default());
    run(async {
        let ((first, ask_first), (second, ask_second)) = (slow_rate(), slow_rate());
        let (asks_first, asks_second) = (till.rate("USD", ask_first), till.rate("USD", ask_second));
        let_others_go_on().await;
        assert_eq!(second.send(2), Ok(()), "both ask");
        assert_eq!(ended(asks_second).await, Some(2));
        // Whoever does not need it any more need not wait for it.
        let _ = first.send(1);
        let message = "the answer 2 was there, and somebody may go by it; then came 1, from one who had \
                       asked before: what was not known before an `.await` may be known after it";
        assert_eq!(ended(asks_first).await, Some(2), "{message}");
        assert_eq!(
            ended(till.rate("USD", pending())).await,
            Some(2),
            "{message}"
        );
    });
}

/// Who asked and left has left nothing behind.
#[support::test]
fn who_leaves_leaves_nothing_behind() {
    let till = Arc::new(Till::default());
    run(async {
        let (asks, pays) = (till.rate("USD", pending()), till.take(1, pending()));
        let_others_go_on().await;
        for task in [asks, pays] {
            task.abort();
            assert!(task.await.is_err(), "it waits, so it can be aborted");
        }
        assert_eq!(
            ended(till.rate("USD", ready(3))).await,
            Some(3),
            "somebody asked and was aborted; now somebody else asks"
        );
        assert_eq!(ended(till.take(1, ready(5))).await, Some(5));
    });
}
