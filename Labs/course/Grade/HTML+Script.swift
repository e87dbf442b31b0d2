// The script of the class's page: it sorts tables, searches, and filters.

extension HTML {
  /// Without this script, the page is still complete. It only moves and hides rows that are there,
  /// and never makes HTML of a text.
  ///
  /// `index.html?search=ada&state=fails&sort=2` opens the page searched, filtered, and sorted.
  static let script = #"""

    "use strict";
    const words = new URLSearchParams(location.search);

    // A header's cell becomes a button that sorts its table.
    function sort(table, column, isDown) {
      const heads = table.tHead.rows[0].cells;
      const isNumber = heads[column].dataset.kind === "number";
      const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();
      const order = new Intl.Collator(undefined, { numeric: true }).compare;
      const compare = (a, b) => (isNumber ? key(a) - key(b) : order(key(a), key(b)));
      const rows = [...table.tBodies[0].rows].sort((a, b) => isDown ? compare(b, a) : compare(a, b));
      table.tBodies[0].append(...rows);
      for (const head of heads) head.removeAttribute("aria-sort");
      heads[column].setAttribute("aria-sort", isDown ? "descending" : "ascending");
    }

    for (const table of document.querySelectorAll("table.sortable")) {
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        const button = document.createElement("button");
        button.type = "button";
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () =>
          sort(table, column, head.getAttribute("aria-sort") === "ascending"));
      });
    }

    const table = document.getElementById("class");
    const controls = document.getElementById("controls");
    if (table && controls) {
      const [search, state] = [document.getElementById("search"), document.getElementById("state")];
      const count = document.getElementById("count");
      const rows = [...table.tBodies[0].rows];
      const texts = new Map(rows.map((row) =>
        [row, (row.textContent + " " + row.dataset.mistakes).toLowerCase()]));
      const filter = () => {
        const wanted = search.value.toLowerCase().split(" ");
        let shown = 0;
        for (const row of rows) {
          const isFound = wanted.every((word) => texts.get(row).includes(word));
          const isState = !state.value || row.dataset.states.split(",").includes(state.value);
          row.hidden = !(isFound && isState);
          shown += row.hidden ? 0 : 1;
        }
        count.textContent = `${shown} of ${rows.length} students`;
      };
      search.addEventListener("input", filter);
      state.addEventListener("input", filter);
      search.value = words.get("search") ?? "";
      state.value = words.get("state") ?? "";
      const column = Number(words.get("sort") ?? 0) - 1;
      if (table.tHead.rows[0].cells[column]) sort(table, column, false);
      filter();
      controls.hidden = false;
    }

    """#
}
