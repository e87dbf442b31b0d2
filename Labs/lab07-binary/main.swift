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
  todo(1, "declare the layouts of requests and answers")
}

/// Answers every complete request, in order, and leaves the rest in the inbox.
func answerAll(
  _ inbox: inout ArraySlice<UInt8>, _ layouts: Layouts, _ answers: inout [UInt8]
) throws(PackerError) {
  todo(2, "answer every complete request, and leave the rest")
}

/// Unpacks a request, and packs its answer.
func answer(_ request: ArraySlice<UInt8>, _ layouts: Layouts) throws(PackerError) -> [UInt8] {
  todo(3, "unpack a request, and pack its answer")
}

/// Calculates in 64 bits, which hold every result of two 32-bit numbers. In 32 bits,
/// 2147483647 + 1 crashes the program. A division by zero always does.
func calculate(_ a: Int64, _ op: Character, _ b: Int64) -> (status: Status, result: Int64) {
  todo(4, "calculate in 64 bits, and return the status and the result")
}

run(serve)
