// Lab 05: an echo server with one thread that select wakes, and one queue per client.

extension Lab {
  package static let selectQueues = Lab(
    folder: "lab05-select-queues", usage: "[PORT]", role: .echoServer,
    stepsToStart: 2, stepsToAnswer: 6, sections: [.waiting, .queues], scenario: .echo())
}
