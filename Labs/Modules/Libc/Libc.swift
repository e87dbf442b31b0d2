// The platform's C library under one name, so that importing it doesn't depend on the platform.
// The labs don't see it: a module that imports Libc doesn't pass it on.

#if canImport(Darwin)
  @_exported import Darwin
#elseif canImport(Glibc)
  @_exported import Glibc
#elseif canImport(Musl)
  @_exported import Musl
#endif
