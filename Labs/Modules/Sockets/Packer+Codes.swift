// The table of format codes, and how each code turns a value into bits and back.

/// What a letter in a format means.
struct Code: Sendable {
  enum Kind: Sendable {
    case pad, char, signed, unsigned, bool, float, complex, string, pascal
  }

  let kind: Kind
  /// The size with `= < > !`, which is the same on every machine; nil if only `@` has this code.
  let standardSize: Int?
  /// The size and the alignment with `@`.
  let size: Int
  let alignment: Int

  init<CType>(_ kind: Kind, _ standardSize: Int?, _: CType.Type) {
    self.kind = kind
    self.standardSize = standardSize
    size = MemoryLayout<CType>.size
    alignment = MemoryLayout<CType>.alignment
  }

  /// Whether a count is the length of one value rather than a number of values.
  var isText: Bool { kind == .string || kind == .pascal }
}

let codes: [Unicode.Scalar: Code] = [
  "x": Code(.pad, 1, CChar.self),
  "c": Code(.char, 1, CChar.self),
  "b": Code(.signed, 1, CSignedChar.self), "B": Code(.unsigned, 1, CUnsignedChar.self),
  "?": Code(.bool, 1, CBool.self),
  "h": Code(.signed, 2, CShort.self), "H": Code(.unsigned, 2, CUnsignedShort.self),
  "i": Code(.signed, 4, CInt.self), "I": Code(.unsigned, 4, CUnsignedInt.self),
  "l": Code(.signed, 4, CLong.self), "L": Code(.unsigned, 4, CUnsignedLong.self),
  "q": Code(.signed, 8, CLongLong.self), "Q": Code(.unsigned, 8, CUnsignedLongLong.self),
  "n": Code(.signed, nil, Int.self), "N": Code(.unsigned, nil, UInt.self),
  "P": Code(.unsigned, nil, UnsafeRawPointer.self),
  "e": Code(.float, 2, UInt16.self),
  "f": Code(.float, 4, CFloat.self), "d": Code(.float, 8, CDouble.self),
  "F": Code(.complex, 8, (CFloat, CFloat).self), "D": Code(.complex, 16, (CDouble, CDouble).self),
  "s": Code(.string, 1, CChar.self), "p": Code(.pascal, 1, CChar.self),
]

let orders: [Unicode.Scalar: (isNative: Bool, isBigEndFirst: Bool)] = [
  "@": (true, machineIsBigEndFirst),
  "=": (false, machineIsBigEndFirst),
  "<": (false, false),
  ">": (false, true),
  "!": (false, true),
]

let machineIsBigEndFirst = 1.bigEndian == 1

extension Packer.Item {
  /// The size of a number in bytes; for a complex number, the size of each half.
  var width: Int { code.kind == .complex ? size / 2 : size }

  /// The bits of a number, character or boolean; nil if this code can't pack the value.
  func bits(of value: Packer.Value) -> UInt64? {
    switch (code.kind, value) {
    case (.signed, .integer(let number)), (.unsigned, .integer(let number)):
      range.contains(number) ? UInt64(truncatingIfNeeded: number) : nil
    case (.char, .integer(let number)): UInt8(exactly: number).map(UInt64.init)
    case (.char, .bytes(let text)): text.count == 1 ? UInt64(text[0]) : nil
    case (.bool, .bool(let flag)): flag ? 1 : 0
    case (.float, .double(let number)), (.complex, .double(let number)): bits(of: number)
    case (.float, .integer(let number)), (.complex, .integer(let number)): bits(of: Double(number))
    default: nil
    }
  }

  /// The bits of the nearest float of this width; nil if that would be infinity.
  private func bits(of number: Double) -> UInt64? {
    if width == 8 { return number.bitPattern }
    if width == 2 { return number.halfBits.map(UInt64.init) }
    let narrow = Float(number)
    return narrow.isInfinite && number.isFinite ? nil : UInt64(narrow.bitPattern)
  }

  /// The value of these bits, for codes that aren't text.
  func value(of bits: UInt64) -> Packer.Value {
    switch code.kind {
    case .signed:
      let unused = UInt64(64 - 8 * size)
      return .integer(Int128(Int64(bitPattern: bits << unused) >> unused))
    case .bool: return .bool(bits != 0)
    case .float, .complex: return .double(double(of: bits))
    default: return .integer(Int128(bits))
    }
  }

  /// The number that a float of this width with these bits represents.
  func double(of bits: UInt64) -> Double {
    switch width {
    case 2: Double(halfBits: bits)
    case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    default: Double(bitPattern: bits)
    }
  }

  private var range: ClosedRange<Int128> {
    let end = Int128(1) << (8 * size)
    return code.kind == .signed ? -end / 2...end / 2 - 1 : 0...end - 1
  }

  func refusal(of value: Packer.Value) -> PackerError {
    let wanted =
      switch code.kind {
      case .signed, .unsigned:
        "integers from \(range.lowerBound) to \(range.upperBound)"
      case .char: "one byte"
      case .bool: "true and false"
      case .float, .complex: "numbers up to \(double(of: largest))"
      case .pad, .string, .pascal: "bytes"
      }
    return PackerError("pack: \(letter) takes \(wanted), not \(value)")
  }

  /// The bits of the largest float of this width.
  private var largest: UInt64 {
    width == 2 ? 0x7BFF : width == 4 ? 0x7F7F_FFFF : 0x7FEF_FFFF_FFFF_FFFF
  }
}

// Half floats are converted by hand, because Swift has no Float16 on Intel Macs. A half float has a
// sign bit, 5 bits of exponent, and 10 bits of fraction.
extension Double {
  /// The bits of the nearest half float; nil if that would be infinity.
  fileprivate var halfBits: UInt16? {
    let sign = UInt16(truncatingIfNeeded: bitPattern >> 48) & 0x8000
    if isNaN { return sign | 0x7E00 }
    if isInfinite { return sign | 0x7C00 }
    // Numbers below 2 to the power of -14 are subnormal and use that exponent.
    let exponent = Swift.max(Int(self.exponent), -14)
    let fraction = Double(sign: .plus, exponent: 10 - exponent, significand: magnitude)
    // The fraction includes its hidden bit, so adding it raises the exponent by one.
    let bits = (exponent + 14) << 10 + Int(fraction.rounded(.toNearestOrEven))
    return bits < 0x7C00 ? sign | UInt16(bits) : nil
  }

  fileprivate init(halfBits bits: UInt64) {
    let fraction = Double(bits & 1023)
    self =
      switch Int(bits >> 10 & 31) {
      case 31: fraction == 0 ? .infinity : .nan
      case 0: fraction * 0x1p-24
      case let exponent: Double(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
      }
    if bits & 0x8000 != 0 { negate() }
  }
}
