// How a grader reaches the workers of lab 09.

import GraderKit
import Libc

extension Lab09ProcessesTests {
  /// Starts the program, and waits for its workers.
  func launch(workers count: Int) throws -> (Server, [pid_t]) {
    let server = try launch("--workers", "\(count)")
    return (server, try server.expectWorkers(count, else: .miscountsWorkers))
  }

  /// Connects a client to this worker: the others are suspended until it has its answer.
  func connect(_ name: String, to worker: pid_t, of server: Server) throws -> Peer {
    try server.holding(server.workers.filter { $0 != worker }) {
      let client = try server.connect(name)
      try greetByAnyWorker(
        client, of: server, "worker \(worker) is free, and \(name) gets no answer")
      return client
    }
  }

  /// Has each of these workers serve a client.
  func greetEach(_ workers: [pid_t], of server: Server) throws {
    for worker in workers { try connect("client of \(worker)", to: worker, of: server).close() }
  }

  /// Has a client greet any free worker.
  func greetByAnyWorker(_ client: Peer, of server: Server, _ detail: String) throws {
    client.send("hello\n")
    if client.first(of: ["hello\n"]) == nil {
      throw server.finding(.idleWorkers, detail, came: .nothing(isStuck: false))
    }
  }
}
