// Packing: Python's answers for each code, alignment, and the types that come back.

import Sockets
import XCTest

final class PackerTests: XCTestCase {
  func testRequestReadsAsInPython() throws {
    let request = try Packer("!ii1s")

    let bytes = try request.pack(6, 7, "*")
    let (a, b, op): (Int, Int32, [UInt8]) = try request.unpack(bytes)

    XCTAssertEqual(bytes, [0, 0, 0, 6, 0, 0, 0, 7, 42])
    XCTAssertEqual([a, Int(b)], [6, 7])
    XCTAssertEqual(op, [UInt8(ascii: "*")])
  }

  func testEveryCodeMakesPythonsBytes() throws {
    for (code, values, littleEndFirst, bigEndFirst, native) in vectors {
      for (order, expected) in [
        ("<", littleEndFirst), (">", bigEndFirst), ("!", bigEndFirst), ("=", littleEndFirst),
        ("@", native), ("", native),
      ] {
        guard let expected else { continue }
        let bytes = try Packer(order + code).packValues(values)
        XCTAssertEqual(hex(bytes), expected, "\(order)\(code)")
      }
    }
  }

  func testEveryCodeReadsWhatItMade() throws {
    // Not s and p: they truncate or pad, so unpacking doesn't return what was packed.
    for (code, values, standard, _, _) in vectors where !code.contains(where: "sp".contains) {
      for order in standard == nil ? ["@"] : ["@", "<", ">"] {
        let packer = try Packer(order + code)
        let found = try packer.unpackValues(packer.packValues(values))
        XCTAssertEqual(found, values.map(withoutLetters), "\(order)\(code)")
      }
    }
  }

  func testTextIsCutOffOrFilledUp() throws {
    let packer = try Packer("3s3p3p0s")

    let bytes = try packer.pack("abcd", "xyz", "x", "gone")
    let (text, cut, short, nothing): (String, String, [UInt8], String) = try packer.unpack(bytes)

    XCTAssertEqual(hex(bytes), "616263" + "027879" + "017800")
    XCTAssertEqual([text, cut, nothing], ["abc", "xy", ""])
    XCTAssertEqual(short, [120])
  }

  func testTextOfManyBytesIsAllThereAndItsLengthAtMost255() throws {
    let packer = try Packer("300p")

    let bytes = try packer.pack([UInt8](repeating: 7, count: 300))
    let found: [UInt8] = try packer.unpack(bytes)

    XCTAssertEqual(bytes, [255] + [UInt8](repeating: 7, count: 299))
    XCTAssertEqual(found, [UInt8](repeating: 7, count: 255))
  }

  func testLengthOfTextIsNotBelieved() throws {
    let found: [UInt8] = try Packer("3p").unpack([200, 1, 2])

    XCTAssertEqual(found, [1, 2])
  }

  func testNativeOrderAlignsAsCDoes() throws {
    let sizes = [
      "": 0, "@": 0, "ci": 8, "=ci": 5, "cH": 4, "cq": 16, "bhilq": 24, "i0c": 4, "b0h": 2,
      "0i": 0, "c0i": 4, "c0l": 8, "ci0q": 8, "x0d": 8, "b2xh": 6, "c5sh": 8, "c3pi": 8, "?d": 16,
      "cf": 8, "cn": 16, "cP": 16, "ce": 4, "cF": 12, "cD": 24, "!c0q": 1, "<bhilq": 19,
    ]

    for (format, size) in sizes {
      XCTAssertEqual(try Packer(format).size, size, format)
    }
  }

  func testAlignmentIsOfZeros() throws {
    let bytes = try Packer("@bhbi0q").pack(-1, -1, -1, -1)

    XCTAssertEqual(hex(bytes), "ff00ffff" + "ff000000" + "ffffffff" + "00000000")
  }

  func testSpacesMayStandBetweenItems() throws {
    let packer = try Packer("! i\t2h\n\r\u{B}\u{C}1s ")

    XCTAssertEqual(packer.size, 9)
    XCTAssertEqual(packer.count, 4)
  }

  func testHalfFloatsAreRoundedAsInPython() throws {
    let halves: [(Double, String)] = [
      (0, "0000"), (-0.0, "8000"), (1, "3c00"), (0.1, "2e66"), (1 / 3, "3555"), (2049, "6800"),
      (2051, "6802"), (65_504, "7bff"), (65_519.99, "7bff"), (0x1p-14, "0400"), (6.1e-5, "03ff"),
      (0x1p-24, "0001"), (0x1p-25, "0000"), (2.980232238769532e-08, "0001"), (-1e-300, "8000"),
      (.leastNonzeroMagnitude, "0000"), (.infinity, "7c00"), (-.infinity, "fc00"), (.nan, "7e00"),
      (-.nan, "fe00"),
    ]

    for (number, expected) in halves {
      XCTAssertEqual(hex(try Packer("!e").pack(number)), expected, "\(number)")
    }
  }

  func testEveryHalfFloatIsReadAndMadeAgain() throws {
    let packer = try Packer("!65536e")
    let all = (0...UInt16.max).flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }

    let values = try packer.unpackValues(all)
    let again = try packer.packValues(values)

    // NaN has many encodings, but packing always produces the same one.
    let numbers = zip(0..., values).filter { $0.0 & 0x7FFF <= 0x7C00 }.map(\.0)
    XCTAssertEqual(numbers.count, 63_490)
    XCTAssertEqual(numbers.filter { again[2 * $0] != all[2 * $0] }, [])
    XCTAssertEqual(numbers.filter { again[2 * $0 + 1] != all[2 * $0 + 1] }, [])
  }

  func testWholeNumbersAreUnpackedAsAnyTypeThatHoldsThem() throws {
    let packer = try Packer("!qqqqqqqqqq")
    let bytes = try packer.pack(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)

    let (a, b, c, d, e, f, g, h, i, j):
      (Int, Int8, Int16, Int32, Int64, UInt, UInt8, UInt16, UInt32, UInt64) =
        try packer.unpack(bytes)

    XCTAssertEqual([a, Int(b), Int(c), Int(d), Int(e)], [1, 2, 3, 4, 5])
    XCTAssertEqual([f, UInt(g), UInt(h), UInt(i), UInt(j)], [6, 7, 8, 9, 10])
  }

  func testOtherValuesHaveTypesOfTheirOwn() throws {
    let packer = try Packer("!?fdc2s2sF")
    let complex = Packer.Value.complex(1.5, -2)

    let bytes = try packer.pack(true, Float(0.1), 0.1, "*", "ab", [1, 2] as [UInt8], complex)
    let (flag, single, double, letter, text, raw, found):
      (Bool, Float, Double, UInt8, String, [UInt8], Packer.Value) = try packer.unpack(bytes)

    XCTAssertEqual([flag, single == 0.1, double == 0.1], [true, true, true])
    XCTAssertEqual(letter, 42)
    XCTAssertEqual(text, "ab")
    XCTAssertEqual(raw, [1, 2])
    XCTAssertEqual(found, complex)
  }

  func testOneValueNeedsNoTuple() throws {
    let number: Double = try Packer("!d").unpack(Packer("!d").pack(0.25))
    let text: String = try Packer("2s").unpack([65, 66])
    let nothing: Int? = try? Packer("!i").unpack([1])

    XCTAssertEqual(number, 0.25)
    XCTAssertEqual(text, "AB")
    XCTAssertNil(nothing)
  }

  func testWholeNumbersAreTakenForFloats() throws {
    let bytes = try Packer("!efd").pack(1, 1, 1)

    XCTAssertEqual(hex(bytes), "3c00" + "3f800000" + "3ff0000000000000")
  }

  func testEveryByteButZeroIsTrue() throws {
    let (yes, no): (Bool, Bool) = try Packer("??").unpack([2, 0])

    XCTAssertEqual([yes, no], [true, false])
  }

  func testRecordsAreReadOffTheFrontOfABuffer() throws {
    let request = try Packer("!H")
    var inbox: [UInt8] = [0, 1, 0, 2, 0]
    var found: [Int] = []

    while inbox.count >= request.size {
      found.append(try request.unpack(inbox.prefix(request.size)))
      inbox.removeFirst(request.size)
    }

    XCTAssertEqual(found, [1, 2])
    XCTAssertEqual(inbox, [0])
  }

  func testRecordsAreReadInTheMiddleOfABuffer() throws {
    let (text, number, word): (String, Int, String) = try Packer("<1sH2p").unpack(
      Array("..a".utf8 + [1, 2, 9] + "b..".utf8)[2..<7])

    XCTAssertEqual([text, word], ["a", "b"])
    XCTAssertEqual(number, 513)
  }
}

/// A code, values, and the bytes that Python packs them into with `<`, with `>` and with `@`.
private let vectors: [(String, [Packer.Value], String?, String?, String)] = [
  ("x", [], "00", "00", "00"),
  ("3x", [], "000000", "000000", "000000"),
  ("c", [.bytes([42])], "2a", "2a", "2a"),
  ("b", [.integer(-2)], "fe", "fe", "fe"),
  ("B", [.integer(254)], "fe", "fe", "fe"),
  ("?", [.bool(true)], "01", "01", "01"),
  ("h", [.integer(-2)], "feff", "fffe", "feff"),
  ("H", [.integer(258)], "0201", "0102", "0201"),
  ("2h", [.integer(1), .integer(-1)], "0100ffff", "0001ffff", "0100ffff"),
  ("i", [.integer(-2)], "feffffff", "fffffffe", "feffffff"),
  ("I", [.integer(16_909_060)], "04030201", "01020304", "04030201"),
  ("l", [.integer(-2)], "feffffff", "fffffffe", "feffffffffffffff"),
  ("L", [.integer(16_909_060)], "04030201", "01020304", "0403020100000000"),
  ("q", [.integer(-2)], "feffffffffffffff", "fffffffffffffffe", "feffffffffffffff"),
  (
    "Q", [.integer(72_623_859_790_382_856)], "0807060504030201", "0102030405060708",
    "0807060504030201"
  ),
  ("n", [.integer(-2)], nil, nil, "feffffffffffffff"),
  ("N", [.integer(258)], nil, nil, "0201000000000000"),
  ("P", [.integer(258)], nil, nil, "0201000000000000"),
  ("e", [.double(1.5)], "003e", "3e00", "003e"),
  ("f", [.double(Double(Float(-0.1)))], "cdccccbd", "bdcccccd", "cdccccbd"),
  ("d", [.double(0.1)], "9a9999999999b93f", "3fb999999999999a", "9a9999999999b93f"),
  ("F", [.complex(1, -2)], "0000803f000000c0", "3f800000c0000000", "0000803f000000c0"),
  (
    "D", [.complex(1, -2)], "000000000000f03f" + "00000000000000c0",
    "3ff0000000000000" + "c000000000000000", "000000000000f03f" + "00000000000000c0"
  ),
  ("5s", [.bytes([97, 98])], "6162000000", "6162000000", "6162000000"),
  ("2s", [.bytes([97, 98, 99])], "6162", "6162", "6162"),
  ("0s", [.bytes([97, 98])], "", "", ""),
  ("5p", [.bytes([97, 98])], "0261620000", "0261620000", "0261620000"),
  ("3p", [.bytes([97, 98, 99])], "026162", "026162", "026162"),
  ("0p", [.bytes([97, 98])], "", "", ""),
  ("0i", [], "", "", ""),
]

/// A single byte is unpacked as a number.
private func withoutLetters(_ value: Packer.Value) -> Packer.Value {
  if case .bytes(let text) = value, text.count == 1 { .integer(Int128(text[0])) } else { value }
}

func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
