// The values that can be packed, and the Swift types that represent them.

/// A type that `Packer` packs and unpacks: an integer type, `Double`, `Float`, `Bool`, `[UInt8]`,
/// or `String`, which is packed as UTF-8.
public protocol Packable {
  /// The value to pack.
  var packed: Packer.Value { get }
  /// Returns nil if this type can't hold the value.
  init?(unpacked value: Packer.Value)
}

extension Packer {
  /// A value whose type is known only at run time, as in Python.
  public enum Value: Hashable, Sendable, CustomStringConvertible {
    /// For the integer codes and `c`; `Int128` can hold all of their values, signed or unsigned.
    case integer(Int128)
    /// For `e`, `f` and `d`; these also pack an `integer`.
    case double(Double)
    case bool(Bool)
    /// For `s` and `p`; `c` also packs a single byte.
    case bytes([UInt8])
    /// For `F` and `D`; the real part comes first.
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

  /// Returns nil if the value isn't an integer, or is out of this type's range.
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

  /// Returns nil if a `Float` can't hold the number exactly.
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

  /// Returns nil if the bytes aren't UTF-8. The zeros that pad a short text are part of the string.
  public init?(unpacked value: Packer.Value) {
    guard case .bytes(let bytes) = value else { return nil }
    self.init(validating: bytes, as: UTF8.self)
  }
}
