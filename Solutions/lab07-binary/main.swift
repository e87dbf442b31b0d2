// Lab 07: numbers on the wire. Two integers and an operator come, and the result goes back.

import LabKit
import Sockets

/// How requests and answers are laid out.
struct Layouts {
  /// Two signed integers, then the operator.
  let request: Packer
  /// A status, then the result.
  let answer: Packer
}

/// How a calculation went; an answer begins with it.
enum Status: UInt8 {
  case fine, divisionByZero, unknownOperator
}

func serve(_ arguments: Arguments) throws {
  let layouts = try openLayouts()
  try serveClients(port: arguments.port) {
    // What this client has sent and nobody has answered: in the end less than a request.
    var inbox: ArraySlice<UInt8> = []
    return { bytes, answers in
      inbox += bytes
      try answerAll(&inbox, layouts, &answers)
    }
  }
}

/// Says how requests and answers are laid out, in network order.
func openLayouts() throws(PackerError) -> Layouts {
  Layouts(request: try Packer("!ii1s"), answer: try Packer("!Bq"))
}

/// Answers every request that is whole by now, in order, and leaves the rest in the inbox.
func answerAll(
  _ inbox: inout ArraySlice<UInt8>, _ layouts: Layouts, _ answers: inout [UInt8]
) throws(PackerError) {
  let size = layouts.request.size
  while inbox.count >= size {
    answers += try answer(inbox.prefix(size), layouts)
    inbox = inbox.dropFirst(size)
  }
}

/// Takes a request apart, and puts its answer together.
func answer(_ request: ArraySlice<UInt8>, _ layouts: Layouts) throws(PackerError) -> [UInt8] {
  let (a, b, op): (Int64, Int64, [UInt8]) = try layouts.request.unpack(request)
  let (status, result) = calculate(a, Character(Unicode.Scalar(op[0])), b)
  return try layouts.answer.pack(status.rawValue, result)
}

/// Calculates in 64 bits, which hold every result of two 32-bit numbers. In 32 bits already
/// 2147483647 + 1 would end the program, and so does a division by zero in any number of bits.
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
