// What a class's marks depend on besides the submissions: the graders, and how they run.

import Foundation
import GraderKit

/// What is the same for all submissions of a class. If it changes, all results are outdated.
struct ClassRules: Sendable {
  /// The digest of the built graders, and of what programs are linked with.
  let graders: String
  let toolchain: String
  let course: CourseVersion
  /// How programs are kept from doing harm.
  let isolation: Confinement.Rung
  /// GRADER_SEED: everybody's payloads are the same.
  let seed: String

  init(isolation: Confinement.Rung, seed: String) throws {
    graders = try ClassRules.digest()
    course = CourseVersion()
    toolchain = course.toolchain ?? "no Swift"
    self.isolation = isolation
    self.seed = seed
  }

  /// The digest of everything built that takes part in a verdict.
  static func digest() throws -> String {
    var digest = Digest()
    let products = Subject.products
    digest.add(file: products.appendingPathComponent("SocketLabsPackageTests.xctest"))
    digest.add(file: products.appendingPathComponent("confine"))
    for module in ["LabKit", "Sockets", "Libc"] {
      let folder = products.appendingPathComponent("\(module).build")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      for name in names.sorted() where name.hasSuffix(".swift.o") {
        digest.add(file: folder.appendingPathComponent(name))
      }
    }
    return digest.text
  }

  /// The digest of all that the verdict about these files depends on.
  func key(of files: LabFiles) -> String {
    var digest = Digest()
    for text in [graders, toolchain, isolation.rawValue, seed, files.lab.name] {
      digest.add(text)
    }
    digest.add(files.command ?? "")
    for file in files.files.sorted(by: { $0.name < $1.name }) {
      digest.add(file.name)
      digest.add(file.bytes)
    }
    return digest.text
  }

  /// The environment of the graders. Programs inherit it, so it holds nothing of the instructor's.
  static let environment: [String: String] = {
    let names = [
      "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "LD_LIBRARY_PATH",
      "DEVELOPER_DIR", "SDKROOT", "TOOLCHAINS",
    ]
    return ProcessInfo.processInfo.environment.filter { names.contains($0.key) }
  }()
}
