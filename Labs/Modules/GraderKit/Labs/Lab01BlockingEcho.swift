// Lab 01: an echo server that serves one client after another.

extension Lab {
  package static let blockingEcho = Lab(
    folder: "lab01-blocking-echo", usage: "[PORT]", role: .echoServer,
    stepsToStart: 2, stepsToAnswer: 4, sections: [.settingUp, .bytes, .addresses],
    scenario: .echo())
}
