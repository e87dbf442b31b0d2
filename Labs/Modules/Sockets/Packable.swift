// What can be packed: the values, and the types that stand for them.

/// A type that `Packer` packs and unpacks: whole numbers, `Double` and `Float`, `Bool`, `[UInt8]`,
/// and `String`, as its UTF-8.
public protocol Packable {
  /// The value that stands for this one.
  var packed: Packer.Value { get }
  /// Nil if this type cannot hold the value.
  init?(unpacked value: Packer.Value)
}

extension Packer {
  /// A value whose type is known only when the program runs; Python has no other.
  public enum Value: Hashable, Sendable, CustomStringConvertible {
    /// Of any code for whole numbers, and of `c`. The type has room for all, signed or not.
    case integer(Int128)
    /// Of `e`, `f` and `d`; to pack, a whole number will do as well.
    case double(Double)
    case bool(Bool)
    /// Of `s` and `p`; to pack, also of `c`, if it is one byte.
    case bytes([UInt8])
    /// Of `F` and `D`, real part first.
    case complex(Double, Double)

    public var description: String {
      switch self {
      case .integer(let number): "\(number)"
      case .double(let number): "\(number)"
      case .bool(let flag): "\(flag)"
      case .bytes(let bytes): bytes.count > 8 ? "\(bytes.count) bytes" : "\(bytes)"
      case .complex(let real, let imaginary): "\(real) + \(imaginary)i"
      }
    }
  }
}

extension Packer.Value: Packable {
  public var packed: Packer.Value { self }
  public init?(unpacked value: Packer.Value) { self = value }
}

extension Packable where Self: FixedWidthInteger {
  public var packed: Packer.Value { .integer(Int128(self)) }

  /// Nil for a number out of this type's range, and for what is no whole number.
  public init?(unpacked value: Packer.Value) {
    guard case .integer(let number) = value else { return nil }
    self.init(exactly: number)
  }
}

extension Int: Packable {}
extension Int8: Packable {}
extension Int16: Packable {}
extension Int32: Packable {}
extension Int64: Packable {}
extension UInt: Packable {}
extension UInt8: Packable {}
extension UInt16: Packable {}
extension UInt32: Packable {}
extension UInt64: Packable {}

extension Double: Packable {
  public var packed: Packer.Value { .double(self) }

  public init?(unpacked value: Packer.Value) {
    guard case .double(let number) = value else { return nil }
    self = number
  }
}

extension Float: Packable {
  public var packed: Packer.Value { .double(Double(self)) }

  /// Nil for a number that has more digits than a `Float`.
  public init?(unpacked value: Packer.Value) {
    guard case .double(let number) = value else { return nil }
    self.init(number)
    if Double(self) != number && !number.isNaN { return nil }
  }
}

extension Bool: Packable {
  public var packed: Packer.Value { .bool(self) }

  public init?(unpacked value: Packer.Value) {
    guard case .bool(let flag) = value else { return nil }
    self = flag
  }
}

extension [UInt8]: Packable {
  public var packed: Packer.Value { .bytes(self) }

  public init?(unpacked value: Packer.Value) {
    guard case .bytes(let bytes) = value else { return nil }
    self = bytes
  }
}

extension String: Packable {
  public var packed: Packer.Value { .bytes(Array(utf8)) }

  /// Nil for bytes that are no UTF-8. The zeros behind a short text are part of it.
  public init?(unpacked value: Packer.Value) {
    guard case .bytes(let bytes) = value else { return nil }
    self.init(validating: bytes, as: UTF8.self)
  }
}
