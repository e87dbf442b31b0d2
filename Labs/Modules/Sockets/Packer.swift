// Numbers and text as bytes, and back: Python's `struct`.

/// A layout of bytes, written as a short text: Python's `struct.Struct`.
///
///     let request = try Packer("!ii1s")
///     let bytes = try request.pack(6, 7, "*")
///     let (a, b, op): (Int, Int, [UInt8]) = try request.unpack(bytes)
///
/// First stands the byte order, then a letter for each value, with a count where there are several;
/// spaces between them are allowed. `!` and `>` put the big end first, `<` the little end, `=` is
/// this machine's order. `@`, or none of these, is what this machine's C compiler does with a
/// struct: its sizes, and pad bytes that align each value. For the wire use `!`.
public struct Packer: Sendable {
  /// The layout, as it was written.
  public let format: String
  /// How many bytes it has: Python's `struct.calcsize`.
  public let size: Int
  /// How many values it has: each letter is one, but for `x`, and so is `5s`.
  public let count: Int

  /// Where the values are; pad bytes are where there is nothing.
  let items: [Item]
  let isBigEndFirst: Bool

  /// Neighbours of one code, each `size` bytes long, from the byte `offset` on.
  struct Item {
    let letter: Unicode.Scalar
    let code: Code
    let offset: Int
    let size: Int
    let count: Int
  }

  /// Reads a layout: Python's `struct.Struct`.
  ///
  /// - Throws: where Python does, and for more than `Int32.max` bytes: that is a slip of the pen,
  ///   and to pack it would take all memory.
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
          throw refusal("\(letter) goes with @ alone")
        }
        // As in Python, even where the count is 0.
        if isNative { size += -size & (code.alignment - 1) }
        let bytes = width * (number ?? 1)
        let values = code.kind == .pad ? 0 : code.isText ? 1 : number ?? 1
        let length = code.isText ? bytes : width
        items.append(Item(letter: letter, code: code, offset: size, size: length, count: values))
        size += bytes
        count += values
        number = nil
      } else {
        throw refusal("\(String(letter).quoted) is no code")
      }
      guard max(size, number ?? 0) <= Int32.max else {
        throw refusal("that is more than \(Int32.max) bytes")
      }
    }
    if let number { throw refusal("behind the count \(number) there is no code") }
    (self.format, self.size, self.count) = (format, size, count)
    (self.items, self.isBigEndFirst) = (items, isBigEndFirst)
  }

  /// Puts the values into bytes: Python's `struct.pack`.
  ///
  /// What is too long for an `s` or a `p` is cut off, what is too short is filled up with zeros.
  ///
  /// - Throws: for a number that is out of range, and for values of another kind or number.
  public func pack<each Element: Packable>(
    _ value: repeat each Element
  ) throws(PackerError) -> [UInt8] {
    var values: [Value] = []
    for value in repeat each value { values.append(value.packed) }
    return try packValues(values)
  }

  /// Takes the values out of the bytes, of which there must be `size`: Python's `struct.unpack`.
  ///
  /// The types that you ask for need not be those that were packed, but must hold the values.
  @_disfavoredOverload  // One value alone would suit this as well.
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

  /// Takes the values out of the bytes, of which there must be `size`: Python's `struct.unpack`.
  @_disfavoredOverload
  public func unpack<each Element: Packable>(
    _ bytes: [UInt8]
  ) throws(PackerError) -> (repeat each Element) {
    try unpack(bytes[...])
  }

  /// Takes the one value out of the bytes: Python's `struct.unpack`.
  public func unpack<Element: Packable>(
    _ bytes: ArraySlice<UInt8>
  ) throws(PackerError) -> Element {
    try value(0, of: unpackValues(bytes, 1))
  }

  /// Takes the one value out of the bytes: Python's `struct.unpack`.
  public func unpack<Element: Packable>(_ bytes: [UInt8]) throws(PackerError) -> Element {
    try unpack(bytes[...])
  }

  /// All values, if they are as many as were asked for.
  private func unpackValues(
    _ bytes: ArraySlice<UInt8>, _ asked: Int
  ) throws(PackerError) -> [Value] {
    let values = try unpackValues(bytes)
    if asked == count { return values }
    throw PackerError("unpack: \(format.quoted) has \(counted(count, "value")), not \(asked)")
  }

  /// A value as the type that was asked for.
  private func value<Asked: Packable>(
    _ index: Int, of values: [Value]
  ) throws(PackerError) -> Asked {
    if let value = Asked(unpacked: values[index]) { return value }
    let found = "value \(index + 1) of \(format.quoted) is \(values[index])"
    throw PackerError("unpack: \(found), and no \(Asked.self)")
  }
}

/// A layout, a value or bytes that do not go together: Python's `struct.error`.
///
/// It prints as `pack: i takes whole numbers from -2147483648 to 2147483647, not 3000000000`.
public struct PackerError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension String {
  /// In quotation marks, on one line whatever it holds.
  var quoted: String { debugDescription }
}

func counted(_ number: Int, _ noun: String) -> String {
  number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
}
