// Lab 02: an echo server that never waits forever.

extension Lab {
  package static let timeouts = Lab(
    folder: "lab02-timeouts", usage: "[PORT] [--idle SECONDS]", role: .echoServer,
    // So that no client is dropped because the grader is slow.
    options: ["--idle", "60"],
    stepsToStart: 2, stepsToAnswer: 5, sections: [.waiting],
    // The default of 5 s is longer than a picture. A and D stay until the server drops them.
    scenario: .echo(silentUntil: 5, deafUntil: 9, options: ["--idle", "1"]))
}
