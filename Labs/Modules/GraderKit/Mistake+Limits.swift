// Mistakes: exceeding the limits of a graded program.

extension Mistake {
  static let limits: [Mistake] = [
    forksWithoutEnd, eatsMemory, fillsTheDisk, talksWithoutEnd, usesUpTheProcessor,
  ]

  public static let forksWithoutEnd = Mistake(
    "forks-without-end",
    "Your program starts processes without end.",
    "Start a fixed number of processes, then only replacements. A child must not start any.",
    .processes)

  public static let eatsMemory = Mistake(
    "eats-memory",
    "Your program's memory grows without end.",
    "Find what only grows: a buffer, a queue, or a list that is never emptied.", .queues)

  public static let fillsTheDisk = Mistake(
    "fills-the-disk",
    "Your program writes a file without end.",
    "Write no files. Print a few lines on standard error instead.", .settingUp)

  public static let talksWithoutEnd = Mistake(
    "talks-without-end",
    "Your program prints without end.",
    "Print a line when something happens, not in every round of a loop.", .waiting)

  public static let usesUpTheProcessor = Mistake(
    "uses-up-the-processor",
    "Your program computes without end.",
    "Wait in the kernel: in accept, recv, or select. Don't poll in a loop without a pause.",
    .waiting)
}
