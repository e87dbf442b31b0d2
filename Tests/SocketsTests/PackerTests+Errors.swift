// Packing invalid values: what the error says, and that nothing traps.

import Sockets
import XCTest

extension PackerTests {
  func testLayoutThatIsNoneIsRefused() {
    let reasons = [
      "3": "\"3\": no code follows the count 3",
      "i3": "\"i3\": no code follows the count 3",
      "-3i": "\"-3i\": \"-\" isn't a format code",
      "3 i": "\"3 i\": \" \" isn't a format code",
      "<!i": "\"<!i\": \"!\" isn't a format code",
      " !i": "\" !i\": \"!\" isn't a format code",
      "é": "\"é\": \"é\" isn't a format code",
      "i\0": "\"i\\0\": \"\\0\" isn't a format code",
      "=n": "\"=n\": n needs @, because it has no standard size",
      "!2P": "\"!2P\": P needs @, because it has no standard size",
      "999999999999x": "\"999999999999x\": a format can't have more than 2147483647 bytes",
      "2147483640xq": "\"2147483640xq\": a format can't have more than 2147483647 bytes",
    ]

    for (format, reason) in reasons {
      XCTAssertEqual(refusal { _ = try Packer(format) }, reason)
    }
  }

  func testNumberOutOfRangeIsRefused() throws {
    for (codes, lowest, highest) in ranges {
      for code in codes {
        let packer = try Packer("@\(code)")
        XCTAssertNoThrow(try packer.packValues([.integer(lowest)]), "\(code)")
        XCTAssertNoThrow(try packer.packValues([.integer(highest)]), "\(code)")
        for number in [lowest - 1, highest + 1, .min, .max] {
          XCTAssertEqual(
            refusal { _ = try packer.packValues([.integer(number)]) },
            "pack: \(code) takes integers from \(lowest) to \(highest), not \(number)")
        }
      }
    }
  }

  func testFloatThatIsTooLargeIsRefused() throws {
    let largest: [(String, Double, Double)] = [
      ("e", 65_519.999, 65_520), ("f", 0x1.fffffefffffffp127, 0x1.ffffffp127),
    ]

    for (code, taken, refused) in largest {
      for order in ["@", "=", "<", ">", "!"] {
        let packer = try Packer(order + code)
        XCTAssertNoThrow(try packer.pack(-taken))
        XCTAssertThrowsError(try packer.pack(-refused), order + code)
        XCTAssertNoThrow(try packer.pack(Double.infinity))
      }
    }
    XCTAssertEqual(
      refusal { _ = try Packer("e").pack(1e9) },
      "pack: e takes numbers up to 65504.0, not 1000000000.0")
  }

  func testValueOfAnotherKindIsRefused() throws {
    let values: [Packer.Value] = [
      .integer(1), .double(1), .bool(true), .bytes([1, 2]), .complex(1, 2),
    ]
    let taken = [
      "c": [0], "bBhHiIlLqQnNP": [0], "?": [2], "efd": [0, 1], "FD": [0, 1, 4], "sp": [3],
    ]

    for (code, indices) in taken.flatMap({ codes, indices in codes.map { ($0, indices) } }) {
      let packer = try Packer("\(code)")
      let found = values.indices.filter { (try? packer.packValues([values[$0]])) != nil }
      XCTAssertEqual(found, indices, "\(code)")
    }
  }

  func testValueThatTheTypeCannotHoldIsRefused() throws {
    let packer = try Packer("!h2s?d")
    let bytes = try packer.pack(300, [1, 255] as [UInt8], true, 0.1)

    let reasons = [
      refusal {
        let _: (UInt8, [UInt8], Bool, Double) = try packer.unpack(bytes)
      },
      refusal {
        let _: (Int, String, Bool, Double) = try packer.unpack(bytes)
      },
      refusal {
        let _: (Int, [UInt8], Int, Double) = try packer.unpack(bytes)
      },
      refusal {
        let _: (Int, [UInt8], Bool, Float) = try packer.unpack(bytes)
      },
    ]

    XCTAssertEqual(
      reasons,
      [
        "1 of \"!h2s?d\" is 300, which UInt8 can't hold",
        "2 of \"!h2s?d\" is [1, 255], which String can't hold",
        "3 of \"!h2s?d\" is true, which Int can't hold",
        "4 of \"!h2s?d\" is 0.1, which Float can't hold",
      ].map { "unpack: value \($0)" })
  }

  func testWrongNumberOfValuesIsRefused() throws {
    let packer = try Packer("!2hx")

    let reasons = [
      refusal { _ = try packer.pack() },
      refusal { _ = try packer.pack(1, 2, 3) },
      refusal { let _: Int = try packer.unpack([0, 1, 0, 2, 0]) },
      refusal {
        let _: (Int, Int, Int) = try packer.unpack([0, 1, 0, 2, 0])
      },
    ]

    XCTAssertEqual(
      reasons,
      [
        "pack: \"!2hx\" takes 2 values, not 0", "pack: \"!2hx\" takes 2 values, not 3",
        "unpack: \"!2hx\" has 2 values, not 1", "unpack: \"!2hx\" has 2 values, not 3",
      ])
  }

  func testOtherNumberOfBytesIsRefused() throws {
    for count in [0, 1, 3, 100] {
      XCTAssertEqual(
        refusal {
          let _: Int = try Packer("h").unpack([UInt8](repeating: 0, count: count))
        }, "unpack: \"h\" needs 2 bytes, not \(count)")
    }
  }
}

// Random input: nothing traps, and unpacking returns what was packed.
extension PackerTests {
  func testHostileLayoutsNeverTrap() {
    var dice = Dice(seed: 1)
    var taken = 0

    for format in nastyFormats + (0..<2_000).map({ _ in dice.nastyFormat() }) {
      guard let packer = try? Packer(format), packer.size <= 100_000 else { continue }
      taken += 1
      for count in [0, packer.size - 1, packer.size, packer.size + 1] where count >= 0 {
        let bytes = (0..<min(count, 100_001)).map { _ in UInt8.random(in: 0...255, using: &dice) }
        let values = try? packer.unpackValues(bytes)
        XCTAssertEqual(values?.count, count == packer.size ? packer.count : nil, format)
        let _: Int? = try? packer.unpack(bytes)
        let _: (Int8, String)? = try? packer.unpack(bytes)
        let _: (Bool, Double, [UInt8])? = try? packer.unpack(bytes)
        // All values that came from bytes can be packed again, including infinity and NaN.
        if let values { XCTAssertEqual(try packer.packValues(values).count, count, format) }
      }
      _ = try? packer.pack(1, "text")
    }

    XCTAssertGreaterThan(taken, 500)
  }

  func testWhatWasPackedComesBackInEveryOrder() throws {
    var dice = Dice(seed: 2)

    for order in ["@", "=", "<", ">", "!", ""] {
      let packer = try Packer(order + "bBhHiIqQ?d3sc2l")
      for _ in 0..<100 {
        let bytes = (0..<packer.size).map { _ in UInt8.random(in: 0...255, using: &dice) }
        let values = try packer.unpackValues(bytes)
        let again = try packer.unpackValues(packer.packValues(values))
        // As text, because NaN isn't equal to itself.
        XCTAssertEqual("\(again)", "\(values)", order)
      }
    }
  }
}

private let ranges: [(String, Int128, Int128)] = [
  ("b", -128, 127), ("B", 0, 255), ("h", -32_768, 32_767), ("H", 0, 65_535),
  ("i", -2_147_483_648, 2_147_483_647), ("I", 0, 4_294_967_295),
  ("qln", Int128(Int64.min), Int128(Int64.max)), ("QLNP", 0, Int128(UInt64.max)),
]

private let nastyFormats = [
  "", " ", "@", "0", "00000000000000000000000001i", "0p", "0p0p0s", "!0p", "i0p", "1p", "p", "0c",
  "2147483647x", "2147483648x", "9223372036854775807i", "9223372036854775808i",
  "18446744073709551616x", "99999999999999999999999999999999999999999s", "2147483647x2147483647x",
  "1431655766F1431655766F", "268435456q0q", "2147483647xq", "-1i", "+1i", "1.5i", "１i", "i\u{301}",
  "\r\n", "\u{0}", "\u{FEFF}i", "\u{1F600}", "é", "@@", "!@i", "%s", "{}", "i,i", "()",
  String(repeating: "9", count: 10_000), String(repeating: "i", count: 10_000),
  String(repeating: "0s", count: 5_000), String(repeating: "2147483647x", count: 1_000),
]

/// The text of the error that the body throws, or an empty string if it throws none.
private func refusal(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return "\(error)"
  }
}
