// swift-tools-version: 6.0

import PackageDescription

// The course, one line a lab. "lab04-threads" is the folder Labs/lab04-threads, the program lab04,
// its answer solution04 in Solutions/lab04-threads, and the grader Lab04ThreadsTests.
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

// LAB=lab04 keeps that lab alone, so that another one that does not compile cannot stop it.
let named = labs.filter { $0.prefix(5) == Context.environment["LAB"] ?? "" }
let chosen = named.isEmpty ? labs : named
let keepsAll = named.isEmpty

// Each lab and its solution: one folder, one file, one program.
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

// What the labs stand on: LabKit -> Sockets -> Libc.
let libraries: [Target] = [
  .target(name: "Libc", path: "Labs/Libc"),
  .target(name: "Sockets", dependencies: ["Libc"], path: "Labs/Sockets"),
  .target(name: "LabKit", dependencies: ["Libc", "Sockets"], path: "Labs/LabKit"),
]

// Who grades them: Graders -> GraderKit -> Sockets. Nothing here links a lab or a solution.
let graders: [Target] = [
  .target(name: "GraderKit", dependencies: ["Libc", "Sockets"], path: "Tests/GraderKit"),
  .testTarget(name: "Graders", dependencies: ["GraderKit", "Libc"], path: "Tests/Graders"),
]

// The student's guide, `swift run course`. It launches programs as the graders do.
let guide: [Target] = [
  .executableTarget(
    name: "course", dependencies: ["GraderKit", "Libc", "Sockets"], path: "Labs/course")
]

// The course checks itself: its socket module, its starters, solutions, handouts and cheat sheet.
let selfChecks: [Target] = [
  .testTarget(name: "SocketsTests", dependencies: ["Libc", "Sockets"], path: "Tests/SocketsTests"),
  .testTarget(name: "CourseTests", dependencies: ["GraderKit"], path: "Tests/CourseTests"),
]

let package = Package(
  name: "SocketLabs",
  platforms: [.macOS(.v15)],
  targets: programs + libraries + graders + guide + (keepsAll ? selfChecks : [])
)
