// The fields of the result files of autograders, with the names that each system wants.

/// The score overrides the sum of the tests: a penalty or a total for the lab is in it.
struct Gradescope: Encodable {
  let score: Int
  var visibility = "visible"
  var stdoutVisibility = "hidden"
  let tests: [Test]

  enum CodingKeys: String, CodingKey {
    case score, visibility, tests
    case stdoutVisibility = "stdout_visibility"
  }

  struct Test: Encodable {
    let name: String
    let score: Int
    let maxScore: Int
    let status: String
    let output: String
    var outputFormat = "text"
    let tags: [String]

    enum CodingKeys: String, CodingKey {
      case name, score, status, output, tags
      case maxScore = "max_score"
      case outputFormat = "output_format"
    }
  }
}

/// The score is a fraction. A file that isn't gradable doesn't use up an attempt.
struct PrairieLearn: Encodable {
  let gradable: Bool
  let score: Double
  let message: String
  let tests: [Test]
  let formatErrors: [String]?

  enum CodingKeys: String, CodingKey {
    case gradable, score, message, tests
    case formatErrors = "format_errors"
  }

  struct Test: Encodable {
    let name: String
    let points: Int
    let maxPoints: Int
    let message: String
    let output: String

    enum CodingKeys: String, CodingKey {
      case name, points, message, output
      case maxPoints = "max_points"
    }
  }
}

/// `classroom50/result/v1`, which allows no other fields.
struct Classroom50: Encodable {
  let score: Int
  let maxScore: Int
  let tests: [Test]

  enum CodingKeys: String, CodingKey {
    case score, tests
    case maxScore = "max-score"
  }

  struct Test: Encodable {
    let testName: String
    let passed: Bool
    let score: Int
    let maxScore: Int

    enum CodingKeys: String, CodingKey {
      case passed, score
      case testName = "test-name"
      case maxScore = "max-score"
    }
  }
}
