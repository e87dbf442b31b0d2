import GraderKit

func readClass(at path: String, labs: [Lab]) throws(CourseError) -> [Submission] { [] }
