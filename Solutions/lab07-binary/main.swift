// Lab 07: binary data. A request is two integers and an operator, and the answer is the result.

import LabKit
import Sockets

/// The layouts of requests and answers.
struct Layouts {
  /// Two signed integers, then the operator.
  let request: Packer
  /// A status, then the result.
  let answer: Packer
}

/// The outcome of a calculation. Each answer begins with it.
enum Status: UInt8 {
  case fine, divisionByZero, unknownOperator
}

func serve(_ arguments: Arguments) throws {
  let layouts = try openLayouts()
  try serveClients(port: arguments.port) {
    // What this client has sent and the server hasn't answered: less than a request.
    var inbox: ArraySlice<UInt8> = []
    return { bytes, answers in
      inbox += bytes
      try answerAll(&inbox, layouts, &answers)
    }
  }
}

/// Declares both layouts, in network byte order.
func openLayouts() throws(PackerError) -> Layouts {
  Layouts(request: try Packer("!ii1s"), answer: try Packer("!Bq"))
}

/// Answers every complete request, in order, and leaves the rest in the inbox.
func answerAll(
  _ inbox: inout ArraySlice<UInt8>, _ layouts: Layouts, _ answers: inout [UInt8]
) throws(PackerError) {
  let size = layouts.request.size
  while inbox.count >= size {
    answers += try answer(inbox.prefix(size), layouts)
    inbox = inbox.dropFirst(size)
  }
}

/// Unpacks a request, and packs its answer.
func answer(_ request: ArraySlice<UInt8>, _ layouts: Layouts) throws(PackerError) -> [UInt8] {
  let (a, b, op): (Int64, Int64, [UInt8]) = try layouts.request.unpack(request)
  let (status, result) = calculate(a, Character(Unicode.Scalar(op[0])), b)
  return try layouts.answer.pack(status.rawValue, result)
}

/// Calculates in 64 bits, which hold every result of two 32-bit numbers. In 32 bits,
/// 2147483647 + 1 crashes the program. A division by zero always does.
func calculate(_ a: Int64, _ op: Character, _ b: Int64) -> (status: Status, result: Int64) {
  switch op {
  case "+": (.fine, a + b)
  case "-": (.fine, a - b)
  case "*": (.fine, a * b)
  case "/" where b == 0, "%" where b == 0: (.divisionByZero, 0)
  case "/": (.fine, a / b)
  case "%": (.fine, a % b)
  default: (.unknownOperator, 0)
  }
}

run(serve)
