// swift-format-ignore-file: AlwaysUseLowerCamelCase
// What Apple's Swift overlay adds to the C module Darwin and no header can declare. For type
// checking only.
//
// Where Foundation on Linux declares the same name, that one wins: the names here are disfavored.

@_exported import Darwin

@_disfavoredOverload public var errno: Int32 {
  get { __error().pointee }
  set { __error().pointee = newValue }
}

// Functions that take a variable number of arguments in C.
@_disfavoredOverload public func fcntl(_ fd: Int32, _ command: Int32) -> Int32 { 0 }
@_disfavoredOverload public func fcntl(_ fd: Int32, _ command: Int32, _ value: Int32) -> Int32 { 0 }
@_disfavoredOverload public func fcntl(
  _ fd: Int32, _ command: Int32, _ pointer: UnsafeMutableRawPointer
) -> Int32 { 0 }
@_disfavoredOverload public func open(_ path: UnsafePointer<CChar>, _ flags: Int32) -> Int32 { 0 }
@_disfavoredOverload public func open(
  _ path: UnsafePointer<CChar>, _ flags: Int32, _ mode: mode_t
) -> Int32 { 0 }
@_disfavoredOverload public func ioctl(_ fd: Int32, _ request: UInt) -> Int32 { 0 }
@_disfavoredOverload public func ioctl(_ fd: Int32, _ request: UInt, _ value: Int32) -> Int32 { 0 }
@_disfavoredOverload public func ioctl(
  _ fd: Int32, _ request: UInt, _ pointer: UnsafeMutableRawPointer
) -> Int32 { 0 }

// Macros that are no plain numbers.
public var TIOCGWINSZ: UInt { 0x4008_7468 }
public var TIOCSWINSZ: UInt { 0x8008_7467 }
public var TIOCSCTTY: UInt { 0x2000_7461 }
@_disfavoredOverload public var SIG_DFL: sig_t? { nil }
@_disfavoredOverload public var SIG_IGN: sig_t { unsafeBitCast(1, to: sig_t.self) }
@_disfavoredOverload public var SIG_ERR: sig_t { unsafeBitCast(-1, to: sig_t.self) }
@_disfavoredOverload public func S_ISDIR(_ mode: mode_t) -> Bool { false }
@_disfavoredOverload public func S_ISREG(_ mode: mode_t) -> Bool { false }
@_disfavoredOverload public func S_ISLNK(_ mode: mode_t) -> Bool { false }
