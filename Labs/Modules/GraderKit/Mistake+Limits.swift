// Mistakes: more of the machine than a graded program gets.

extension Mistake {
  /// The plainest first: mend that, and others may go.
  static let limits: [Mistake] = [
    forksWithoutEnd, eatsMemory, fillsTheDisk, talksWithoutEnd, usesUpTheProcessor,
  ]

  public static let forksWithoutEnd = Mistake(
    "forks-without-end",
    "The program starts processes without end.",
    "Find what starts a process, and say how many there may be; a child must not run that code again.",
    .processes, isDeath: true)

  public static let eatsMemory = Mistake(
    "eats-memory",
    "The program takes memory without end.",
    "Find what only grows: a buffer, a queue or a list that nothing is ever taken from.", .queues,
    isDeath: true)

  public static let fillsTheDisk = Mistake(
    "fills-the-disk",
    "The program writes a file without end.",
    "Write no files: what a program has to say goes to standard error, in a few lines.", .settingUp,
    isDeath: true)

  public static let talksWithoutEnd = Mistake(
    "talks-without-end",
    "The program says something without end.",
    "Say a line when something happens, and none each time that a loop goes round.", .waiting,
    isDeath: true)

  public static let usesUpTheProcessor = Mistake(
    "uses-up-the-processor",
    "The program computes without end.",
    "Wait in the kernel, in accept, recv or select, and not in a loop that asks again and again.",
    .waiting, isDeath: true)
}
