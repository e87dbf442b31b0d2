// A filter for system calls: seccomp(2). It closes what Landlock leaves open.

import Libc

/// A small program for the kernel, which decides about each system call.
struct CallFilter {
  /// One instruction of classic BPF, as `struct sock_filter` lays it out.
  private typealias Instruction = UInt64

  private var instructions: [Instruction] = []

  /// - Parameter allowsDatagrams: whether UDP stays possible. A client may look up names with it.
  init(allowsDatagrams: Bool) {
    let calls = Calls.here
    load(4)
    unless(equals: calls.architecture, 1)
    jump(over: 1)
    deny()
    load(0)
    // Numbers from here on are those of another ABI, on x86-64 alone.
    add(0x35, 0x4000_0000, ifTrue: 0, ifFalse: 1)
    deny()
    for number in calls.denied {
      unless(equals: number, 1)
      deny()
    }
    // Another process's limits. 0 is the process itself.
    block(calls.setLimits) {
      $0.load(16)
      $0.unless(equals: 0, 1)
      $0.allow()
      $0.deny()
    }
    // New namespaces. The library uses the older `clone` if `clone3` doesn't exist.
    block(calls.clone) {
      $0.load(16)
      $0.add(0x45, 0x7e02_0000, ifTrue: 0, ifFalse: 1)
      $0.deny()
      $0.allow()
    }
    block(435) { $0.add(0x06, 0x0005_0000 | UInt32(ENOSYS)) }
    block(calls.socket) { $0.addSockets(allowsDatagrams) }
    allow()
  }

  /// TCP alone: sockets of services, and multipath TCP, would escape the rules for ports.
  private mutating func addSockets(_ allowsDatagrams: Bool) {
    // netlink's routes: the library lists the machine's addresses with them.
    load(16)
    unless(equals: 16, 4)
    load(32)
    unless(equals: 0, 1)
    allow()
    deny()
    add(0x15, UInt32(AF_INET), ifTrue: 2, ifFalse: 0)
    add(0x15, UInt32(AF_INET6), ifTrue: 1, ifFalse: 0)
    deny()
    // The type, without the flags.
    load(24)
    add(0x54, 0xf)
    if allowsDatagrams {
      unless(equals: 2, 1)
      allow()
    }
    unless(equals: 1, 4)
    load(32)
    add(0x15, 0, ifTrue: 1, ifFalse: 0)
    unless(equals: 6, 1)
    allow()
    deny()
  }

  /// Adds instructions for one system call.
  private mutating func block(_ number: UInt32, _ body: (inout CallFilter) -> Void) {
    let start = instructions.count
    unless(equals: number, 0)
    body(&self)
    // Now the length is known.
    let length = UInt64(instructions.count - start - 1)
    instructions[start] |= length << 24
  }

  /// Loads a word of what the kernel shows about the call: 0 its number, 4 the architecture, 16 and
  /// up the lower halves of its arguments.
  private mutating func load(_ offset: UInt32) { add(0x20, offset) }

  /// Skips some instructions unless the loaded word is this.
  private mutating func unless(equals word: UInt32, _ count: UInt8) {
    add(0x15, word, ifTrue: 0, ifFalse: count)
  }

  private mutating func jump(over count: UInt32) { add(0x05, count) }
  private mutating func allow() { add(0x06, 0x7fff_0000) }
  private mutating func deny() { add(0x06, 0x0005_0000 | UInt32(EPERM)) }

  private mutating func add(
    _ code: UInt64, _ word: UInt32, ifTrue: UInt8 = 0, ifFalse: UInt8 = 0
  ) {
    instructions.append(code | UInt64(ifTrue) << 16 | UInt64(ifFalse) << 24 | UInt64(word) << 32)
  }

  /// Enforces the filter, for this process and all that it starts.
  func enforce() throws(Refusal) {
    let result = instructions.withUnsafeBufferPointer { list in
      // `struct sock_fprog`: a count, and a pointer.
      let program = [UInt(list.count), UInt(bitPattern: list.baseAddress)]
      return program.withUnsafeBufferPointer {
        Platform.control(22, 2, UInt(bitPattern: $0.baseAddress))
      }
    }
    if result != 0 { throw Refusal(call: "seccomp") }
  }
}
