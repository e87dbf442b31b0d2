// The environment of this process, which each platform keeps elsewhere.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// This process's environment variables, each as `NAME=VALUE`: `environ(7)`.
package var environmentVariables: [String] {
  #if canImport(Darwin)
    var next = _NSGetEnviron().pointee
  #else
    // Swift 6 considers C's global variable `environ` unsafe, so look it up by name.
    typealias List = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    var next = dlsym(nil, "environ")?.assumingMemoryBound(to: List?.self).pointee
  #endif
  var variables: [String] = []
  while let variable = next?.pointee {
    variables.append(String(cString: variable))
    next = next?.successor()
  }
  return variables
}
