// Sees to it that nothing outlives a test run, also one that is interrupted or killed.

import Libc

/// A small shell that holds a list of process groups, and kills them when the grader is gone.
///
/// It reads the list from a pipe whose other end only the grader has: however the grader ends, the
/// pipe ends with it. It is in a process group of its own, so Ctrl-C does not reach it.
final class Watchdog: Sendable {
  static let shared = Watchdog()

  /// The write end of the pipe, or -1 if no shell could be started: then nothing is watched.
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
    // A watchdog that is gone must not take the grader with it.
    signal(SIGPIPE, SIG_IGN)
    guard let (read, write) = try? makePipe() else {
      list = -1
      return
    }
    // It looks for this run's mark as well, for those that left their group.
    let command = ["/bin/sh", "-c", Watchdog.script, "watchdog", RunTag.prefix]
    let pid = try? spawn(command, streams: (read, nil, nil))
    close(read)
    list = pid == nil ? -1 : write
  }

  /// Watches a group from now on.
  func add(_ group: pid_t) { tell("+ \(group)\n") }

  /// Forgets a group, before its number can belong to another.
  func remove(_ group: pid_t) { tell("- \(group)\n") }

  private func tell(_ line: String) {
    // A pipe takes so short a line at once and whole.
    _ = line.withCString { write(list, $0, strlen($0)) }
  }
}
