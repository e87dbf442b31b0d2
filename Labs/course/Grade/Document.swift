// The frame of a page in HTML: what it may do, its styles, and its script.

extension HTML {
  /// A page that needs no other file and no network. Nothing runs in it but the script below: its
  /// policy names the digests of its own style sheet and script, so injected ones are refused.
  static func document(title: String, body: HTML, hasScript: Bool = false) -> HTML {
    let scripts: HTML = hasScript ? "script-src '\(HTML.scriptDigest)'; " : ""
    let script: HTML = hasScript ? "<script>\(HTML(stringLiteral: script))</script>" : ""
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \(scripts)style-src '\(HTML.styleDigest)'; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <meta name="robots" content="noindex">
      <title>\(title)</title>
      <style>\(HTML(stringLiteral: styles))</style>
      </head>
      <body>
      \(body)
      \(script)
      </body>
      </html>

      """
  }

  // If you change `styles` or `script`, the test testThePolicyNamesTheDigests shows the new digest.
  private static let styleDigest = "sha256-13W7z7OAiqwa0JErdNIl/HHYpcnPKQlxTe6Yh9Nwnuc="
  private static let scriptDigest = "sha256-0ElHDwzO7MO+7wAA5clcRbYxM5RG1TB6UeQUA6jg23I="
}

extension Mark.State {
  /// The state as a word in its color.
  var chip: HTML { "<span class=\"chip \(style)\">\(rawValue)</span>" }
}
