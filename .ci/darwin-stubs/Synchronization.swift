// As much of the standard library's Synchronization as this package uses. For type checking only:
// the one on Linux imports Glibc.

@frozen public struct Mutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
  private var value: Value

  public init(_ value: consuming sending Value) { self.value = value }

  public borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result { fatalError() }

  public borrowing func withLockIfAvailable<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result? { fatalError() }
}

public struct AtomicLoadOrdering: Sendable {
  public static let relaxed = Self()
  public static let acquiring = Self()
  public static let sequentiallyConsistent = Self()
}

public struct AtomicStoreOrdering: Sendable {
  public static let relaxed = Self()
  public static let releasing = Self()
  public static let sequentiallyConsistent = Self()
}

public struct AtomicUpdateOrdering: Sendable {
  public static let relaxed = Self()
  public static let acquiring = Self()
  public static let releasing = Self()
  public static let acquiringAndReleasing = Self()
  public static let sequentiallyConsistent = Self()
}

public struct Atomic<Value>: ~Copyable, @unchecked Sendable {
  private var value: Value

  public init(_ value: consuming Value) { self.value = value }

  public borrowing func load(ordering: AtomicLoadOrdering) -> Value { fatalError() }

  public borrowing func store(_ value: consuming Value, ordering: AtomicStoreOrdering) {}

  public borrowing func exchange(
    _ value: consuming Value, ordering: AtomicUpdateOrdering
  ) -> Value { fatalError() }

  public borrowing func compareExchange(
    expected: consuming Value, desired: consuming Value, ordering: AtomicUpdateOrdering
  ) -> (exchanged: Bool, original: Value) { fatalError() }
}

extension Atomic where Value: FixedWidthInteger {
  @discardableResult public borrowing func add(
    _ value: Value, ordering: AtomicUpdateOrdering
  ) -> (oldValue: Value, newValue: Value) { fatalError() }

  @discardableResult public borrowing func subtract(
    _ value: Value, ordering: AtomicUpdateOrdering
  ) -> (oldValue: Value, newValue: Value) { fatalError() }

  @discardableResult public borrowing func wrappingAdd(
    _ value: Value, ordering: AtomicUpdateOrdering
  ) -> (oldValue: Value, newValue: Value) { fatalError() }

  @discardableResult public borrowing func wrappingSubtract(
    _ value: Value, ordering: AtomicUpdateOrdering
  ) -> (oldValue: Value, newValue: Value) { fatalError() }
}
