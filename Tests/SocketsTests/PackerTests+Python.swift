// A thousand layouts with values of all kinds, packed here and by Python's own `struct`.

import Foundation
import Sockets
import XCTest

extension PackerTests {
  func testThousandRandomLayoutsArePackedAsByPython() throws {
    var dice = Dice(seed: 3)
    let cases = (0..<1_000).map { _ in dice.layout() }

    let (hasComplex, answers) = try askPython(
      cases.map {
        "\($0.format.debugDescription), [\($0.values.map(python).joined(separator: ", "))]"
      })

    var packed = 0
    for ((format, values), answer) in zip(cases, answers)
    where hasComplex || !format.contains(where: "FD".contains) {
      let bytes = try? Packer(format).packValues(values)
      XCTAssertEqual(bytes.map(hex) ?? "refused", answer, "\(format) \(values)")
      guard let bytes else { continue }
      packed += 1
      let found = try Packer(format).unpackValues(bytes)
      let again = try Packer(format).unpackValues(Packer(format).packValues(found))
      // As text, because NaN isn't equal to itself.
      XCTAssertEqual("\(again)", "\(found)", format)
    }
    XCTAssertGreaterThan(packed, 700)
  }

  func testThousandNastyLayoutsAreRefusedWherePythonDoes() throws {
    var dice = Dice(seed: 4)
    let formats = (0..<1_000).map { _ in dice.nastyFormat() }

    let (hasComplex, answers) = try askPython(formats.map { "\($0.debugDescription), None" })

    for (format, answer) in zip(formats, answers)
    where hasComplex || !format.contains(where: "FD".contains) {
      let size = try? Packer(format).size
      XCTAssertEqual(size.map(String.init) ?? "refused", answer, format.debugDescription)
    }
  }

  /// A value in Python's syntax.
  private func python(_ value: Packer.Value) -> String {
    switch value {
    case .integer(let number): "\(number)"
    case .double(let number): "\(number)"
    case .bool(let flag): flag ? "True" : "False"
    case .bytes(let bytes): "bytes.fromhex('\(hex(bytes))')"
    case .complex(let real, let imaginary): "complex(\(real), \(imaginary))"
    }
  }

  /// Python's answers, one line each: the packed bytes, or the layout's size. Also whether it has `F` and
  /// `D`.
  private func askPython(_ questions: [String]) throws -> (hasComplex: Bool, answers: [String]) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("socket-labs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (input, output) = (
      folder.appendingPathComponent("in"), folder.appendingPathComponent("out")
    )
    try questions.joined(separator: "\n").write(to: input, atomically: true, encoding: .utf8)
    try Data().write(to: output)

    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = ["python3", "-X", "utf8", "-c", script]
    python.standardInput = try FileHandle(forReadingFrom: input)
    python.standardOutput = try FileHandle(forWritingTo: output)
    let ended = DispatchSemaphore(value: 0)
    python.terminationHandler = { _ in ended.signal() }
    try python.run()
    if ended.wait(timeout: .now() + 10) == .timedOut {
      python.terminate()
      throw Missing("end of Python in 10 s")
    }

    var lines = try String(contentsOf: output, encoding: .utf8).components(separatedBy: "\n")
    let version = lines.removeFirst().split(separator: ".").compactMap { Int($0) }
    guard version.count == 2, !version.lexicographicallyPrecedes([3, 8]) else {
      throw XCTSkip("there is no Python from 3.8 on here")
    }
    lines.removeLast()
    XCTAssertEqual(lines.count, questions.count, "Python ended with \(python.terminationStatus)")
    return (!version.lexicographicallyPrecedes([3, 14]), lines)
  }
}

private let script = """
  import struct, sys
  from math import inf, nan
  print("%d.%d" % sys.version_info[:2])
  for line in sys.stdin:
      layout, values = eval(line)
      try:
          if values is None: print(struct.calcsize(layout))
          else: print(struct.pack(layout, *values).hex())
      except (struct.error, OverflowError, UnicodeEncodeError):
          print("refused")
  """

/// Random numbers that are the same in every run: SplitMix64.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }

  mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &self) }

  mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[roll(choices.count)] }

  /// Probably an invalid layout. It has no zero bytes, because Python doesn't define what they do.
  mutating func nastyFormat() -> String {
    let pieces = "@=<>!xcbB?hHiIlLqQnNefdspFDP0123 \t\nay%-+.,é".map(String.init)
    return (0..<roll(8)).map { _ in pick(pieces) }.joined()
  }

  /// A layout and its values; one value in a hundred is out of range.
  mutating func layout() -> (format: String, values: [Packer.Value]) {
    let order = pick(["", "@", "=", "<", ">", "!"])
    let isNative = order == "" || order == "@"
    let codes = Array("xcbB?hHiIlLqQefdspFD" + (isNative ? "nNP" : ""))
    var format = order
    var values: [Packer.Value] = []
    for _ in 0..<roll(8) {
      let code = pick(codes)
      // Not 0p: older Pythons write a byte for it, over the next item.
      let isText = code == "s" || code == "p"
      let count: Int? = pick([nil, code == "p" ? 1 : 0, 1, 2, isText ? 300 : 3, isText ? 9 : 4])
      format += pick(["", "", " "]) + (count.map { "\($0)" } ?? "") + "\(code)"
      let number = code == "x" ? 0 : isText ? 1 : count ?? 1
      for _ in 0..<number { values.append(value(of: code, isNative)) }
    }
    return (format, values)
  }

  private mutating func value(of code: Character, _ isNative: Bool) -> Packer.Value {
    switch code {
    case "?": .bool(roll(2) == 0)
    case "c": .bytes([UInt8(roll(256))])
    case "s", "p": .bytes((0..<pick([0, 1, 5, 9, 299, 400])).map { _ in UInt8(roll(256)) })
    case "e": roll(8) == 0 ? .integer(Int128(roll(60_000))) : .double(float(-26, 15))
    // Python's native f turns a number that's too large into infinity; here that's always an error.
    case "f": .double(float(-151, isNative ? 126 : 127))
    case "d":
      roll(8) == 0 ? .integer(Int128(Int64(bitPattern: next()))) : .double(float(-1070, 1023))
    case "F": .complex(float(-151, 126), float(-151, 126))
    case "D": .complex(float(-1070, 1023), float(-1070, 1023))
    default: .integer(whole(code, isNative))
    }
  }

  /// A number in the range of this code, often at its limits.
  private mutating func whole(_ code: Character, _ isNative: Bool) -> Int128 {
    let width =
      switch code.lowercased() {
      case "b": 8
      case "h": 16
      case "i": 32
      case "l": isNative ? 64 : 32
      default: 64
      }
    let end = Int128(1) << (code.isUppercase ? width : width - 1)
    let least = code.isUppercase ? 0 : -end
    if code != "P" && roll(100) == 0 { return pick([least - 1, end]) }
    let inside = least + (Int128(truncatingIfNeeded: next()) & (end - least - 1))
    return pick([least, end - 1, inside, inside, inside, inside])
  }

  /// A number between two powers of two, or zero, infinity or NaN.
  private mutating func float(_ least: Int, _ most: Int) -> Double {
    let exponent = least + roll(most - least + 1)
    let significand = Double.random(in: 1..<2, using: &self)
    let number = Double(sign: roll(2) == 0 ? .plus : .minus, exponent: exponent, significand: 1)
    return pick([
      number * significand, number * significand, number * significand, number, 0, -0.0,
      .infinity, -.infinity, .nan,
    ])
  }
}
