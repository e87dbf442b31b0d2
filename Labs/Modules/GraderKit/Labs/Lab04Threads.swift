// Lab 04: an echo server with one thread per client, and a limit.

extension Lab {
  package static let threads = Lab(
    folder: "lab04-threads", usage: "[PORT] [--clients LIMIT]", role: .echoServer,
    // Step 5 is only for the client over the limit.
    stepsToStart: 2, stepsToAnswer: 4, sections: [.waiting, .queues, .threads],
    scenario: .echo())
}
