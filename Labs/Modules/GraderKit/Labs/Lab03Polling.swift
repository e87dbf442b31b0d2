// Lab 03: an echo server with one thread that asks every client in turn.

extension Lab {
  package static let polling = Lab(
    folder: "lab03-polling", usage: "[PORT]", role: .echoServer,
    stepsToStart: 4, stepsToAnswer: 5, sections: [.bytes, .waiting], scenario: .echo())
}
