// What the tables of index.html have in common.

extension ClassIndex {
  /// A table that the script sorts. On a phone, its rows become cards: the roles keep it a table.
  func table(_ name: String, _ attributes: HTML = "", heads: [HTML], rows: [HTML]) -> HTML {
    """
    <div class="scroll" tabindex="0" role="region" aria-label="\(name)">
    <table \(attributes)class="sortable cards" role="table">
    <thead role="rowgroup"><tr role="row">
    \(heads)
    </tr></thead>
    <tbody role="rowgroup">
    \(rows)
    </tbody>
    </table>
    </div>
    """
  }

  /// A column's head. Its attributes say how it's sorted and laid out.
  func head(_ title: HTML, _ attributes: HTML = "") -> HTML {
    "<th scope=\"col\" role=\"columnheader\" \(attributes)>\(title)</th>"
  }

  /// A column's head over numbers.
  func number(_ title: HTML) -> HTML { head(title, "data-kind=\"number\" class=\"number\"") }
}
