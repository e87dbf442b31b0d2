// The style sheet of all pages: light and dark, on a phone, and printed.

extension HTML {
  /// All colors have a contrast of at least 4.5 to 1 on their background, and no state is shown by
  /// its color alone.
  static let styles = #"""

    :root {
      --paper: #ffffff; --ink: #1d2126; --soft: #5b636d; --line: #dfe3e8; --band: #f5f7f9;
      --link: #1f5fae;
      --good: #14612f; --good-paper: #ddf3e3; --bad: #9b1c1c; --bad-paper: #fde4e2;
      --doubt: #7a4a00; --doubt-paper: #fdeecb; --open: #6423a0; --open-paper: #f0e5fb;
      --none: #4b535c; --none-paper: #e9ecef;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --paper: #14171a; --ink: #e4e7ea; --soft: #a0a8b1; --line: #31373d; --band: #1c2024;
        --link: #86b7f5;
        --good: #8bdba4; --good-paper: #12351f; --bad: #ffaaa3; --bad-paper: #4a1a1a;
        --doubt: #f2c879; --doubt-paper: #402d08; --open: #d6b4fa; --open-paper: #371e52;
        --none: #b4bbc3; --none-paper: #2b3036;
      }
    }
    * { box-sizing: border-box; }
    html { color-scheme: light dark; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 2.5rem 1.25rem 5rem; max-width: 46rem;
      background: var(--paper); color: var(--ink);
      font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
      overflow-wrap: anywhere;
    }
    body:has(.wide) { max-width: 100rem; }
    h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.015em; }
    h2 { margin: 3rem 0 0.75rem; font-size: 1.3rem; line-height: 1.3; }
    h3 { margin: 0 0 0.5rem; font-size: 1.05rem; line-height: 1.4; }
    h4 { margin: 1rem 0 0.35rem; font-size: 0.85rem; color: var(--soft); }
    p, ul, dl { margin: 0.5rem 0; }
    header p { margin: 0.35rem 0; color: var(--soft); }
    a { color: var(--link); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
    nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin-top: 1rem; }
    .soft, .imprint, .reference { color: var(--soft); font-size: 0.85rem; font-weight: 400; }
    .block, .reference { display: block; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    .chip {
      display: inline-block; padding: 0.05rem 0.5rem; border-radius: 0.3rem;
      font-size: 0.85rem; font-weight: 600; line-height: 1.5; letter-spacing: 0;
      color: var(--none); background: var(--none-paper); white-space: nowrap;
    }
    .passes { --tone: #2e9455; color: var(--good); background: var(--good-paper); }
    .fails { --tone: #d2524d; color: var(--bad); background: var(--bad-paper); }
    .does-not-compile { --tone: #d39a2c; color: var(--doubt); background: var(--doubt-paper); }
    .inconsistent, .grader-failed {
      --tone: #8a5bcb; color: var(--open); background: var(--open-paper);
    }
    .late { color: var(--doubt); font-size: 0.85rem; font-weight: 600; }
    .callout {
      margin: 1.5rem 0; padding: 0.9rem 1.1rem;
      border: 2px solid var(--bad); border-radius: 0.5rem;
      background: var(--bad-paper); color: var(--ink);
    }
    .callout strong { color: var(--bad); }

    table { width: 100%; border-collapse: collapse; font-size: 0.95rem; }
    caption { padding: 0 0 0.5rem; text-align: left; color: var(--soft); font-size: 0.85rem; }
    th, td { padding: 0.45rem 0.6rem; text-align: left; vertical-align: top; }
    th.number, td.number { text-align: right; }
    .overview { margin-top: 1.5rem; overflow-wrap: normal; }
    thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; font-size: 0.85rem; }
    tbody th, tbody td { border-bottom: 1px solid var(--line); }
    tbody th { font-weight: 600; }
    th button {
      margin: 0; padding: 0; border: 0; background: none; color: inherit; font: inherit;
      text-align: inherit; cursor: pointer;
    }
    th button:hover { text-decoration: underline; }
    th[aria-sort="ascending"] button::after { content: " \2191"; }
    th[aria-sort="descending"] button::after { content: " \2193"; }
    .scroll { overflow-x: auto; overflow-wrap: normal; }
    /* Where a table continues, its edge is shaded: the first two layers move with the table. */
    .scroll {
      background:
        linear-gradient(to right, var(--paper) 50%, transparent) left / 2rem 100% local,
        linear-gradient(to left, var(--paper) 50%, transparent) right / 2rem 100% local,
        linear-gradient(to right, var(--line), transparent) left / 1rem 100% scroll,
        linear-gradient(to left, var(--line), transparent) right / 1rem 100% scroll;
      background-repeat: no-repeat;
    }
    .scroll bdi { overflow-wrap: anywhere; }
    .scroll td .soft { white-space: nowrap; }
    .whole, td.number { white-space: nowrap; }
    .names { width: 40%; }
    .names ul { display: flex; flex-wrap: wrap; gap: 0.15rem 1.5rem; margin: 0; }
    .report { display: inline-flex; flex-direction: column; align-items: flex-start; gap: 0.1rem; }
    .report { text-decoration: none; }
    .report:hover .chip { text-decoration: underline; }
    .bar { display: block; width: 100%; height: 0.7rem; margin: 0.45rem 0; border-radius: 0.2rem; }
    table .chip { white-space: normal; }
    #labs .chip { margin-bottom: 0.2rem; }
    .overview td.number { white-space: normal; }
    .wide th, .wide td { padding: 0.45rem; }
    #class tbody th { position: sticky; left: 0; min-width: 11rem; }
    #class tbody th { background: var(--paper) padding-box; }
    .bar rect { fill: var(--tone, #98a1aa); }
    .plain { padding: 0; list-style: none; }
    summary { cursor: pointer; color: var(--link); white-space: nowrap; }
    .controls { display: flex; flex-wrap: wrap; align-items: center; margin: 0.75rem 0; }
    .controls { gap: 0.6rem 1.25rem; }
    .controls[hidden], tr[hidden] { display: none !important; }
    input, select {
      padding: 0.35rem 0.5rem; border: 1px solid var(--soft); border-radius: 0.35rem;
      background: var(--paper); color: var(--ink); font: inherit;
    }
    input { width: 16rem; max-width: 100%; }
    output { color: var(--soft); font-size: 0.9rem; }
    dt { margin-top: 0.75rem; font-weight: 600; }
    dd { margin: 0; }

    .lab { margin-top: 3rem; padding-top: 0.25rem; border-top: 2px solid var(--line); }
    .lab h2 { display: flex; flex-wrap: wrap; align-items: center; margin-top: 1rem; }
    .lab h2 { gap: 0.25rem 0.75rem; }
    .points { color: var(--soft); font-size: 0.95rem; font-weight: 400; }
    article { margin: 1.5rem 0; padding-left: 1rem; border-left: 3px solid var(--bad); }
    .mistake code { color: var(--soft); white-space: nowrap; }
    .next { margin: 1rem 0; padding: 0.7rem 0.9rem; border-radius: 0.4rem; background: var(--band); }
    .next b { display: block; font-size: 0.85rem; color: var(--soft); }
    .imprint { margin-top: 1.5rem; }
    code, pre { font: 0.85rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
    .callout code { white-space: nowrap; }
    pre { margin: 0.25rem 0 1rem; padding: 0.7rem 0.9rem; border-radius: 0.4rem; }
    pre { background: var(--band); }
    pre span { display: block; }
    .lines { white-space: pre-wrap; }
    .lines span { padding-left: 4ch; text-indent: -4ch; }
    .source { overflow-x: auto; overflow-wrap: normal; }

    @media (max-width: 44rem) {
      body { padding: 1.5rem 1rem 3rem; }
      h1 { font-size: 1.55rem; }
      .overview th, .overview td { padding: 0.45rem 0.25rem; }
      .controls label, .controls input, .controls select { width: 100%; }
      .cards thead, .cards td:empty, .hint { display: none; }
      .cards, .cards tbody { display: block; }
      .cards tbody tr { display: flex; flex-wrap: wrap; gap: 0.3rem 1.25rem; }
      .cards tbody tr { padding: 0.7rem 0; border-bottom: 1px solid var(--line); }
      .cards tbody th, .cards tbody td { width: auto; padding: 0; border: 0; text-align: left; }
      .cards tbody th, .cards .line { flex: 1 0 100%; }
      .cards .line { order: 1; }
      #class tbody th { position: static; min-width: 0; }
      .cards td[data-label]::before { content: attr(data-label) " "; }
      .cards td::before { color: var(--soft); font-size: 0.85rem; }
      .cards .names::before { display: block; }
      .cards .block { display: inline; }
      .report { flex-flow: wrap; align-items: baseline; gap: 0.5rem; }
      .source { white-space: pre-wrap; overflow-wrap: anywhere; }
    }
    @media print {
      @page { size: A4; margin: 16mm 14mm; }
      html { font-size: 9.5pt; }
      html:has(.wide) { font-size: 7.5pt; }
      body, body:has(.wide) { max-width: none; padding: 0; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      nav, .controls, details, .screen { display: none !important; }
      a { color: inherit; text-decoration: none; }
      h2, h3, h4, .note { break-after: avoid; }
      tr, .next, .callout { break-inside: avoid; }
      thead { display: table-header-group; }
      /* Chromium prints no button in the head that it repeats on the next page. */
      th button { display: contents; }
      .scroll, .source { overflow: visible; white-space: pre-wrap; }
      .scroll { background: none; white-space: normal; }
      #class tbody th { position: static; }
    }

    """#
}
