// swift-tools-version: 6.0

import PackageDescription

// The course, one line per lab. "lab04-threads" is the folder Labs/lab04-threads, the program lab04,
// its solution, solution04, in Solutions/lab04-threads, and its grader, Lab04ThreadsTests.
let labs = [
  "lab01-blocking-echo",
  "lab02-timeouts",
  "lab03-polling",
  "lab04-threads",
  "lab05-select-queues",
  "lab06-messages",
  "lab07-binary",
  "lab08-client",
  "lab09-processes",
]

// LAB=lab04 builds that lab only, so another lab that doesn't compile can't get in its way.
let named = labs.filter { $0.prefix(5) == Context.environment["LAB"] ?? "" }
let chosen = named.isEmpty ? labs : named
let keepsAll = named.isEmpty

// Each lab and each solution: one folder, one file, one program.
let programs = chosen.flatMap { lab -> [Target] in
  let number = lab.prefix(5).suffix(2)
  return [
    .executableTarget(
      name: "lab\(number)", dependencies: ["LabKit", "Sockets"], path: "Labs/\(lab)",
      exclude: ["README.md", "picture.svg"]),
    .executableTarget(
      name: "solution\(number)", dependencies: ["LabKit", "Sockets"], path: "Solutions/\(lab)"),
  ]
}

// The modules: lab -> LabKit -> Sockets -> Libc, graders -> GraderKit -> Sockets, guide -> both kits.
let modules: [Target] = [
  .target(name: "Libc", path: "Labs/Modules/Libc"),
  .target(name: "Sockets", dependencies: ["Libc"], path: "Labs/Modules/Sockets"),
  .target(name: "LabKit", dependencies: ["Libc", "Sockets"], path: "Labs/Modules/LabKit"),
  .target(name: "GraderKit", dependencies: ["Libc", "Sockets"], path: "Labs/Modules/GraderKit"),
]

// The student's guide, `swift run course`. It launches programs as the graders do; a class's through
// `confine`.
let guide: [Target] = [
  .executableTarget(name: "confine", dependencies: ["Libc"], path: "Labs/Modules/Confine"),
  .executableTarget(
    name: "course", dependencies: ["GraderKit", "LabKit", "Libc", "Sockets"],
    path: "Labs/course"),
]

// One XCTestCase per lab. No test links a lab or a solution: graders launch the built program. Suite
// puts them first in a whole run.
let graders: [Target] = [
  .testTarget(
    name: "Graders", dependencies: ["GraderKit", "Libc", "Suite"], path: "Tests/Graders"),
  .target(name: "Suite", dependencies: ["GraderKit"], path: "Tests/Suite"),
]

// The course checks itself: its sockets, starters, solutions, handouts, mistakes and cheat sheet.
let selfChecks: [Target] = [
  .testTarget(
    name: "SocketsTests", dependencies: ["Libc", "Sockets", "Suite"], path: "Tests/SocketsTests"),
  .testTarget(
    name: "CourseTests", dependencies: ["GraderKit", "Suite"], path: "Tests/CourseTests"),
]

let package = Package(
  name: "SocketLabs",
  platforms: [.macOS(.v15)],
  targets: programs + modules + guide + graders + (keepsAll ? selfChecks : [])
)
