// Lab 09: an echo server with worker processes that share a listening socket.

extension Lab {
  package static let processes = Lab(
    folder: "lab09-processes", usage: "[PORT] [--workers N]", role: .echoServer,
    stepsToStart: 4, stepsToAnswer: 5, sections: [.processes, .addresses],
    scenario: .echo(silentUntil: 1.8, crashes: true))
}
