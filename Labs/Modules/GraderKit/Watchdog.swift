// Makes sure that nothing outlives a test run, even if it's killed.

import Libc

/// A small shell that keeps a list of process groups, and kills them when the grader is gone.
///
/// It reads the list from a pipe that ends with the grader, however that ends. It has its own
/// process group, so Ctrl-C doesn't reach it.
final class Watchdog: Sendable {
  static let shared = Watchdog()

  /// The write end of the pipe, or -1 if no shell could be started.
  private let list: Int32

  private static let script = """
    groups=
    while read -r sign group; do
      if [ "$sign" = + ]; then groups="$groups $group"; continue; fi
      left=; for g in $groups; do [ "$g" = "$group" ] || left="$left $g"; done; groups=$left
    done
    tree() {
      for c in $(cat /proc/"$1"/task/*/children 2> /dev/null \
          || ps -A -o pid= -o ppid= | awk -v p="$1" '$2 == p { print $1 }'); do
        echo "$c"; tree "$c"
      done
    }
    for g in $groups; do
      kill -s STOP -- "-$g"; all=$(tree "$g"); kill -s KILL -- "-$g"
      for p in $all; do kill -s KILL "$p"; done
    done
    for e in $(grep -ls "$1" /proc/[0-9]*/environ); do
      p=${e%/environ}
      kill -s KILL "${p#/proc/}"
    done
    """

  private init() {
    // The grader keeps running if the watchdog is gone.
    signal(SIGPIPE, SIG_IGN)
    guard let (read, write) = try? makePipe() else {
      list = -1
      return
    }
    // It also searches for this run's tag, which processes keep when they leave their group.
    let command = ["/bin/sh", "-c", Watchdog.script, "watchdog", RunTag.prefix]
    let pid = try? spawn(command, streams: (read, nil, nil))
    close(read)
    list = pid == nil ? -1 : write
  }

  func add(_ group: pid_t) { tell("+ \(group)\n") }

  /// Forgets a group, before its number can belong to another.
  func remove(_ group: pid_t) { tell("- \(group)\n") }

  private func tell(_ line: String) {
    // A pipe takes a short line in one piece.
    _ = line.withCString { write(list, $0, strlen($0)) }
  }
}
