use tokio::sync::oneshot;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (reply, answer) = oneshot::channel();
    reply.send(40).expect("somebody waits");
    println!("answer: {:?}", answer.await);

    // The request, with the reply in it, was dropped.
    let (reply, answer) = oneshot::channel::<u32>();
    drop(reply);
    println!("answer: {:?}", answer.await);

    // Who asked has given up.
    let (reply, answer) = oneshot::channel();
    drop(answer);
    println!("reply: {:?}", reply.send(40));
}
