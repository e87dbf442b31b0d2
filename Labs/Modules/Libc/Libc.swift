// The platform's C library under one name, so that no other file asks which platform this is.
// The labs do not see it: a module that imports Libc does not pass it on.

#if canImport(Darwin)
  @_exported import Darwin
#elseif canImport(Glibc)
  @_exported import Glibc
#elseif canImport(Musl)
  @_exported import Musl
#endif
