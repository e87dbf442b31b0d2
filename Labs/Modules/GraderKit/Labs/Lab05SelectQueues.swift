// Lab 05: an echo server with one thread that select wakes, and one queue per client.
//
// Its first four steps are a whole server. What that can't do is the reason for the others.

extension Lab {
  package static let selectQueues = Lab(
    folder: "lab05-select-queues", usage: "[PORT]", role: .echoServer,
    stepsToStart: 2, stepsToAnswer: 6,
    missing: [
      .blockingSendInSelect: 5, .queueWithoutBound: 6, .pausesOnce: 6, .tooManyDescriptors: 7,
      .aboveSelectLimit: 7,
    ],
    sections: [.waiting, .queues], scenario: .echo())
}
