// Lab 08: a client that fetches a web page.

extension Lab {
  package static let client = Lab(
    folder: "lab08-client", usage: "HOST PORT [PATH] [--timeout SECONDS]", role: .client,
    stepsToStart: 2, stepsToAnswer: 5,
    sections: [.settingUp, .waiting, .messages, .addresses, .errors],
    scenario: .servers([
      ServerScript(name: "A", manner: "answers at once", parts: [.init(delay: 0, bytes: page)]),
      ServerScript(
        name: "B", manner: "sends in pieces",
        parts: [
          .init(delay: 0.2, bytes: Array(page[..<10])),
          .init(delay: 0.3, bytes: Array(page[10..<half])),
          .init(delay: 0.3, bytes: Array(page[half...])),
        ]),
      ServerScript(name: "C", manner: "is silent"),
      ServerScript(name: "D", manner: "is not there", door: .refuses),
    ]))

  private static let page = Page("good evening\n").bytes
  private static let half = page.count / 2
}
