// A request of lab 07, and what may be wrong with its answer.

import GraderKit

struct Request {
  let a: Int32
  let op: Unicode.Scalar
  let b: Int32

  init(_ a: Int32, _ op: Unicode.Scalar, _ b: Int32) {
    self.a = a
    self.op = op
    self.b = b
  }

  static let operators: [Unicode.Scalar] = ["+", "-", "*", "/", "%"]

  /// Random numbers of any size; the second isn't 0.
  init(drawnBy draw: inout Draw) {
    let shift = Int.random(in: 0...30, using: &draw)
    self.init(
      Int32.random(in: .min ... .max, using: &draw),
      Request.operators.randomElement(using: &draw) ?? "+",
      Int32.random(in: .min ... .max, using: &draw) >> shift | 1)
  }

  var bytes: [UInt8] { bigEndian(a) + bigEndian(b) + [UInt8(truncatingIfNeeded: op.value)] }
  var answer: [UInt8] { [outcome.status] + bigEndian(outcome.result) }

  var outcome: (status: UInt8, result: Int64) {
    let (a, b) = (Int64(a), Int64(b))
    switch op {
    case "+": return (0, a + b)
    case "-": return (0, a - b)
    case "*": return (0, a * b)
    case "/": return b == 0 ? (1, 0) : (0, a / b)
    case "%": return b == 0 ? (1, 0) : (0, a % b)
    default: return (2, 0)
    }
  }

  /// The mistake that a wrong answer proves; nil if it proves none.
  func proof(_ came: [UInt8]) -> Mistake? {
    let status = outcome.status
    if status != 0 {
      if came.first == status { return .statusWithResult }
      return came == [3 - status] + bigEndian(Int64(0)) ? .answersWrongStatus : nil
    }
    // The result of dividing in Float, or of multiplying in Double.
    let inexact = op == "/" ? Double(Float(a) / Float(b)) : Double(a) * Double(b)
    let number = Int64(exactly: inexact.rounded(.towardZero))
    let isInexact = number.map { came == [0] + bigEndian($0) } ?? false
    if isInexact && (op == "/" || op == "*") { return .floatingPoint }
    return came.first == 0 ? proof(came.dropFirst().reduce(0) { $0 << 8 | Int64($1) }) : nil
  }

  /// The mistake that a wrong number proves.
  private func proof(_ number: Int64) -> Mistake? {
    let result = outcome.result
    if Int32(exactly: result) == nil { return .overflowWraps }
    let isNegative = (a < 0) != (b < 0)
    if op == "/" && isNegative && number == result - 1 { return .roundsDown }
    return op == "%" && number.signum() * result.signum() < 0 ? .wrongRemainder : nil
  }

  /// What is wrong with the answer that came, or why there's none.
  func guess(_ client: Peer, else silent: Mistake) -> Mistake {
    let came = client.look(atNext: 9)
    if came.isEmpty {
      // It may wait for one byte too many, or for the padding of C's struct.
      client.send([0])
      if !client.look(atNext: 1).isEmpty { return silent }
      client.send([0, 0])
      return client.look(atNext: 1).isEmpty ? silent : .padding
    }
    let all = client.look(atNext: 16)
    let isLonger = all.count > 9
    if came.count < 9 { return .wrongLayout }
    let swapped = Request(a.byteSwapped, op, b.byteSwapped).outcome.result
    let result = outcome.result
    for number in [result, result.byteSwapped, swapped, swapped.byteSwapped] {
      if came == [outcome.status] + bigEndian(number) { return .hostByteOrder }
      let padded = [outcome.status] + [UInt8](repeating: 0, count: 7) + bigEndian(number)
      if all == padded { return .padding }
    }
    let number = bigEndian(Double(result).bitPattern)
    let others = [bigEndian(result) + [outcome.status], [outcome.status] + number]
    if isLonger || others.contains(came) { return .wrongLayout }
    return came[0] == outcome.status ? .calculatesWrong : .answersWrongStatus
  }
}

extension Lab07BinaryTests {
  /// Sends requests one by one, and expects the answer to each.
  ///
  /// - Parameter wrong: the mistake if the layout is right, but not the number.
  func check(
    _ client: Peer, _ requests: Request..., else silent: Mistake = .answersNoMessage,
    wrong: Mistake = .calculatesWrong
  ) throws {
    for request in requests {
      client.send(request.bytes)
      let came = client.look(atNext: 9)
      let isOtherStatus = came.first != request.outcome.status
      // `dividesByZero` and `mixesClientsUp` already cover a wrong status.
      let isPlain = wrong != .dividesByZero && wrong != .mixesClientsUp
      let proof = wrong == .mixesClientsUp ? nil : request.proof(came)
      try client.expect(
        request.answer, else: silent,
        changed: proof ?? (isOtherStatus && isPlain ? .answersWrongStatus : wrong))
    }
  }

  /// Whatever arrives with a request that gets an error status is answered, too.
  ///
  /// - Parameter mistake: the mistake if that request isn't answered even when it's alone.
  func checkTheRest(_ server: Server, after error: Request, else mistake: Mistake) throws {
    server.ifItDies = mistake
    server.ifItHangsUp = mistake
    let client = try server.connect("B")
    let next = Request(6, "*", 7)
    try check(client, error, next, else: mistake, wrong: mistake)

    client.sendAtOnce(error.bytes + error.bytes + next.bytes)
    try expectAnswers(client, [error, error, next], else: .losesTheRest, wrong: .losesTheRest)

    client.sendAtOnce(error.bytes + next.bytes.prefix(4))
    try expectAnswers(client, [error], else: .losesTheRest, wrong: .losesTheRest)
    client.send(Array(next.bytes.dropFirst(4)))
    try expectAnswers(client, [next], else: .losesTheRest, wrong: .losesTheRest)
  }

  /// Expects the answers to requests that were sent already.
  func expectAnswers(
    _ client: Peer, _ requests: [Request], else silent: Mistake, wrong: Mistake = .calculatesWrong,
    suspects: [WrongReply] = []
  ) throws {
    try client.expect(
      requests.flatMap { $0.answer }, else: silent, changed: wrong, cut: silent,
      suspects: suspects)
  }
}
