// The system calls that a graded program doesn't need, by their numbers on each processor.

/// What the filter must know about the processor.
struct Calls {
  let architecture: UInt32
  let socket: UInt32
  let clone: UInt32
  let setLimits: UInt32
  let denied: [UInt32]

  #if arch(x86_64)
    static let here = Calls(
      architecture: 0xc000_003e, socket: 41, clone: 56, setLimits: 302,
      denied: table.compactMap { $0.0 })
    static let isKnown = true
  #elseif arch(arm64)
    static let here = Calls(
      architecture: 0xc000_00b7, socket: 198, clone: 220, setLimits: 261,
      denied: table.compactMap { $0.1 })
    static let isKnown = true
  #else
    static let here = Calls(architecture: 0, socket: 0, clone: 0, setLimits: 0, denied: [])
    static let isKnown = false
  #endif

  /// The numbers on x86-64 and on arm64; nil where the call doesn't exist.
  private static let table: [(UInt32?, UInt32?)] = [
    // Modes, owners, times and attributes of files: Landlock lets them change anywhere.
    (90, nil), (91, 52), (268, 53), (452, 452),  // chmod, fchmod, fchmodat, fchmodat2
    (92, nil), (93, 55), (94, nil), (260, 54),  // chown, fchown, lchown, fchownat
    (132, nil), (235, nil), (261, nil), (280, 88),  // utime, utimes, futimesat, utimensat
    (188, 5), (189, 6), (190, 7), (463, 463),  // setxattr, lsetxattr, fsetxattr, setxattrat
    (197, 14), (198, 15), (199, 16), (466, 466),  // the same with remove
    (253, nil), (294, 26), (300, 262),  // inotify_init, inotify_init1, fanotify_init
    (303, 264), (304, 265),  // name_to_handle_at, open_by_handle_at
    // Memory and messages that outlive a process.
    (29, 194), (64, 190), (68, 186), (240, 180),  // shmget, semget, msgget, mq_open
    (248, 217), (249, 218), (250, 219),  // add_key, request_key, keyctl
    // Other processes.
    (101, 117), (310, 270), (311, 271), (312, 272),  // ptrace, process_vm_readv, _writev, kcmp
    (438, 438), (440, 440), (256, 238), (279, 239),  // pidfd_getfd, process_madvise, *_pages
    (141, 140), (251, 30), (203, 122),  // setpriority, ioprio_set, sched_setaffinity
    (144, 119), (142, 118), (314, 274),  // sched_setscheduler, sched_setparam, sched_setattr
    // Namespaces and mounts.
    (272, 97), (308, 268), (161, 51), (155, 41),  // unshare, setns, chroot, pivot_root
    (165, 40), (166, 39), (428, 428), (429, 429),  // mount, umount2, open_tree, move_mount
    (430, 430), (433, 433), (442, 442),  // fsopen, fspick, mount_setattr
    // Large doors into the kernel. io_uring would also pass by this filter.
    (425, 425), (321, 280), (298, 241), (323, 282),  // io_uring_setup, bpf, perf_*, userfaultfd
  ]
}
