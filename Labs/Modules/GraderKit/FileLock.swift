// A lock on a file.

import Libc

/// A lock that one process at a time holds, until it releases it or ends: `flock(2)`.
package struct FileLock: ~Copyable {
  private let descriptor: Int32

  /// Waits for the lock. Nil if the file can't be opened, or if the deadline has passed.
  ///
  /// - Parameter wait: called repeatedly while another process holds the lock.
  package init?(
    at path: String, within deadline: Deadline, while wait: () throws -> Void = {}
  ) rethrows {
    let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    if descriptor < 0 { return nil }
    do {
      while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
        if deadline.isOver {
          close(descriptor)
          return nil
        }
        try wait()
        poll(nil, 0, 100)
      }
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
