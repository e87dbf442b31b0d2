import Libc
