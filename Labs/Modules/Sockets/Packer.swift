// Packs numbers and text into bytes, and unpacks them: Python's `struct`.

/// Packs and unpacks values in a format such as `!ii1s`: Python's `struct.Struct`.
///
///     let request = try Packer("!ii1s")
///     let bytes = try request.pack(6, 7, "*")
///     let (a, b, op): (Int, Int, [UInt8]) = try request.unpack(bytes)
///
/// A format is a byte order followed by one letter per value. A letter can have a count before it,
/// and spaces between the letters are allowed. `!` and `>` are big-endian, `<` is little-endian,
/// and `=` is this machine's byte order. `@`, or no byte order, lays the values out like a C struct
/// on this machine, with native sizes and pad bytes that align each value. On the wire, use `!`.
public struct Packer: Sendable {
  /// The format, as you passed it.
  public let format: String
  /// The number of bytes: Python's `struct.calcsize`.
  public let size: Int
  /// The number of values: `3i` has three, `5s` has one, and `x` has none.
  public let count: Int

  /// The values' places. Bytes between them are pad bytes.
  let items: [Item]
  let isBigEndFirst: Bool

  /// Consecutive values of one code, each `size` bytes long, starting at byte `offset`.
  struct Item {
    let letter: Unicode.Scalar
    let code: Code
    let offset: Int
    let size: Int
    let count: Int
  }

  /// Parses a format: Python's `struct.Struct`.
  ///
  /// - Throws: if Python does, or if the format has more than `Int32.max` bytes: that's a typing
  ///   mistake, and packing it would use all memory.
  public init(_ format: String) throws(PackerError) {
    var letters = format.unicodeScalars[...]
    let order = letters.first.flatMap { orders[$0] }
    if order != nil { letters.removeFirst() }
    let (isNative, isBigEndFirst) = order ?? (true, machineIsBigEndFirst)

    var items: [Item] = []
    var (size, count) = (0, 0)
    var number: Int?
    func refusal(_ reason: String) -> PackerError { PackerError("\(format.quoted): \(reason)") }
    for letter in letters {
      if "0"..."9" ~= letter {
        number = (number ?? 0) * 10 + Int(letter.value - 48)
      } else if number == nil && (letter == " " || 9...13 ~= letter.value) {
        continue
      } else if let code = codes[letter] {
        guard let width = isNative ? code.size : code.standardSize else {
          throw refusal("\(letter) needs @, because it has no standard size")
        }
        // As in Python, a count of 0 aligns too.
        if isNative { size += -size & (code.alignment - 1) }
        let bytes = width * (number ?? 1)
        let values = code.kind == .pad ? 0 : code.isText ? 1 : number ?? 1
        let length = code.isText ? bytes : width
        items.append(Item(letter: letter, code: code, offset: size, size: length, count: values))
        size += bytes
        count += values
        number = nil
      } else {
        throw refusal("\(String(letter).quoted) isn't a format code")
      }
      guard max(size, number ?? 0) <= Int32.max else {
        throw refusal("a format can't have more than \(Int32.max) bytes")
      }
    }
    if let number { throw refusal("no code follows the count \(number)") }
    (self.format, self.size, self.count) = (format, size, count)
    (self.items, self.isBigEndFirst) = (items, isBigEndFirst)
  }

  /// Packs the values into bytes: Python's `struct.pack`.
  ///
  /// A text that's too long for its `s` or `p` is cut off; a shorter one is padded with zeros.
  ///
  /// - Throws: if a number is out of range, or the values don't match the format.
  public func pack<each Element: Packable>(
    _ value: repeat each Element
  ) throws(PackerError) -> [UInt8] {
    var values: [Value] = []
    for value in repeat each value { values.append(value.packed) }
    return try packValues(values)
  }

  /// Unpacks the values from exactly `size` bytes: Python's `struct.unpack`.
  ///
  /// You can ask for other types than were packed. It throws if a type can't hold its value.
  @_disfavoredOverload  // A single value would match this overload too.
  public func unpack<each Element: Packable>(
    _ bytes: ArraySlice<UInt8>
  ) throws(PackerError) -> (repeat each Element) {
    var asked = 0
    for _ in repeat (each Element).self { asked += 1 }
    let values = try unpackValues(bytes, asked)
    var index = 0
    func next<Asked: Packable>(as type: Asked.Type) throws(PackerError) -> Asked {
      defer { index += 1 }
      return try value(index, of: values)
    }
    return (repeat try next(as: (each Element).self))
  }

  /// Unpacks the values from exactly `size` bytes: Python's `struct.unpack`.
  @_disfavoredOverload
  public func unpack<each Element: Packable>(
    _ bytes: [UInt8]
  ) throws(PackerError) -> (repeat each Element) {
    try unpack(bytes[...])
  }

  /// Unpacks a single value from exactly `size` bytes: Python's `struct.unpack`.
  public func unpack<Element: Packable>(
    _ bytes: ArraySlice<UInt8>
  ) throws(PackerError) -> Element {
    try value(0, of: unpackValues(bytes, 1))
  }

  /// Unpacks a single value from exactly `size` bytes: Python's `struct.unpack`.
  public func unpack<Element: Packable>(_ bytes: [UInt8]) throws(PackerError) -> Element {
    try unpack(bytes[...])
  }

  /// Unpacks all values, and throws unless their number is `asked`.
  private func unpackValues(
    _ bytes: ArraySlice<UInt8>, _ asked: Int
  ) throws(PackerError) -> [Value] {
    let values = try unpackValues(bytes)
    if asked == count { return values }
    throw PackerError("unpack: \(format.quoted) has \(counted(count, "value")), not \(asked)")
  }

  /// Converts a value to the type that the caller asked for.
  private func value<Asked: Packable>(
    _ index: Int, of values: [Value]
  ) throws(PackerError) -> Asked {
    if let value = Asked(unpacked: values[index]) { return value }
    let found = "value \(index + 1) of \(format.quoted) is \(values[index])"
    throw PackerError("unpack: \(found), which \(Asked.self) can't hold")
  }
}

/// A bad format, or a value or bytes that don't match it: Python's `struct.error`.
///
/// It prints as `pack: i takes integers from -2147483648 to 2147483647, not 3000000000`.
public struct PackerError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension String {
  /// The text in quotation marks, with special characters escaped.
  var quoted: String { debugDescription }
}

func counted(_ number: Int, _ noun: String) -> String {
  number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
}
