// Runs graders side by side, as many as the machine can take, and looks at what it does.

import Foundation
import Synchronization

/// Runs a body for each element, a few at a time, and returns the outcomes in order.
///
/// Graders mostly wait, so more run at a time than there are cores. None starts while all cores are
/// busy.
package func concurrently<Element: Sendable, Outcome: Sendable>(
  _ elements: [Element], upTo most: Int = 12,
  _ body: @escaping @Sendable (Element) -> Outcome
) -> [Outcome] {
  let queue = OperationQueue()
  queue.maxConcurrentOperationCount = most
  let turn = Mutex(())
  let running = Atomic(0)
  let outcomes = Mutex<[Int: Outcome]>([:])
  for (index, element) in elements.enumerated() {
    queue.addOperation {
      turn.withLock { _ in
        while running.load(ordering: .relaxed) > 0 && (Load()?.isBusy ?? false) { usleep(5_000) }
        running.add(1, ordering: .relaxed)
        // Let no other start until this one shows up as running.
        usleep(50_000)
      }
      let outcome = body(element)
      running.subtract(1, ordering: .relaxed)
      outcomes.withLock { $0[index] = outcome }
    }
  }
  queue.waitUntilAllOperationsAreFinished()
  return outcomes.withLock { outcomes in elements.indices.compactMap { outcomes[$0] } }
}

/// What runs on the whole machine: `/proc/loadavg`.
package struct Load {
  /// Processes and threads.
  let tasks: Int
  /// How many of them can run, besides the one that asks.
  let running: Int
  /// The number of the process or thread that was started last.
  let newest: pid_t

  /// Nil where the system doesn't say.
  package init?() {
    // `0.20 0.18 0.12 3/80 11206`
    let words = Processes.text(of: "/proc/loadavg")?.split { $0 == " " || $0 == "/" || $0 == "\n" }
    guard let words, words.count == 6, let running = Int(words[3]), let tasks = Int(words[4]),
      let newest = pid_t(words[5])
    else { return nil }
    self.running = running - 1
    self.tasks = tasks
    self.newest = newest
  }

  /// Whether all cores are busy.
  package var isBusy: Bool { running >= ProcessInfo.processInfo.activeProcessorCount }

  /// Whether at least three times as many threads wait for a core as there are cores.
  package var isOverload: Bool { running >= 4 * ProcessInfo.processInfo.activeProcessorCount }
}
