// Lab 07 without Packer and without an inbox: each byte goes to its place as it arrives, and the
// ninth completes the request. A client's state is two numbers and a count.
//
// Shifting a number by a byte and adding the next byte reads network order on every machine.

import LabKit
import Sockets

struct Calculator {
  /// The first number in the upper half, the second one in the lower.
  private var operands: UInt64 = 0
  private var count = 0

  /// Takes the next byte of a request, and returns the answer after the last one.
  mutating func take(_ byte: UInt8) -> [UInt8]? {
    if count < 8 {
      operands = operands << 8 | UInt64(byte)
      count += 1
      return nil
    }
    count = 0
    let a = Int64(Int32(truncatingIfNeeded: operands >> 32))
    let b = Int64(Int32(truncatingIfNeeded: operands))
    let result = calculate(a, byte, b)
    let status: UInt8 = result != nil ? 0 : b == 0 && (byte == 0x2f || byte == 0x25) ? 1 : 2
    let bits = UInt64(bitPattern: result ?? 0)
    return [status] + (1...8).map { UInt8(truncatingIfNeeded: bits >> (64 - 8 * $0)) }
  }

  private func calculate(_ a: Int64, _ op: UInt8, _ b: Int64) -> Int64? {
    switch op {
    case UInt8(ascii: "+"): a + b
    case UInt8(ascii: "-"): a - b
    case UInt8(ascii: "*"): a * b
    case UInt8(ascii: "/"): b == 0 ? nil : a / b
    case UInt8(ascii: "%"): b == 0 ? nil : a % b
    default: nil
    }
  }
}

func serve(_ arguments: Arguments) throws {
  try serveClients(port: arguments.port) {
    var calculator = Calculator()
    return { bytes, answers in
      for byte in bytes {
        if let answer = calculator.take(byte) { answers += answer }
      }
    }
  }
}

run(serve)
