/** As much of Markdown as the tests of the documentation look at. Lines count from 1. */
export interface Fence {
  readonly line: number;
  /** What stands behind the opening fence, for instance `json path/of/a/file.json#/pointer`. */
  readonly info: string;
  readonly code: string;
}

export interface Link {
  readonly line: number;
  readonly target: string;
}

const FENCE = /^ {0,3}```/;

/** Fenced blocks, and the text with their lines left empty so that line numbers stay true. */
function split(page: string): { readonly fences: readonly Fence[]; readonly prose: readonly string[] } {
  const fences: Fence[] = [];
  const prose: string[] = [];
  let open: { line: number; info: string; code: string[] } | undefined;
  for (const [index, text] of page.split('\n').entries()) {
    if (FENCE.test(text)) {
      if (open) {
        fences.push({ line: open.line, info: open.info, code: open.code.join('\n') });
        open = undefined;
      } else {
        open = { line: index + 1, info: text.replace(FENCE, '').trim(), code: [] };
      }
    } else if (open) {
      open.code.push(text);
    }
    prose.push(open || FENCE.test(text) ? '' : text);
  }
  return { fences, prose };
}

export function fencesOf(page: string): readonly Fence[] {
  return split(page).fences;
}

/** Links to files of this repository and to headings; those to other hosts are left out. */
export function localLinksOf(page: string): readonly Link[] {
  return split(page).prose.flatMap((text, index) =>
    [...text.replace(/`[^`]*`/g, '').matchAll(/\]\(([^()\s]+)\)/g)]
      .map(([, target = '']) => ({ line: index + 1, target }))
      .filter(({ target }) => !/^[a-z]+:/.test(target)),
  );
}

/** What stands in backticks within the text. */
export function codeSpansOf(page: string): readonly string[] {
  return split(page).prose.flatMap((text) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code));
}

export function headingsOf(page: string): readonly string[] {
  return split(page).prose.flatMap((text) => /^#{1,6} +(.+?) *#*$/.exec(text)?.[1] ?? []);
}

/** The anchors that git hosts give to headings: lower case, without punctuation, spaces as hyphens. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const heading of headingsOf(page)) {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let unique = anchor;
    for (let copy = 1; anchors.has(unique); copy++) {
      unique = `${anchor}-${copy}`;
    }
    anchors.add(unique);
  }
  return anchors;
}

/** The cells of a table's column, by the header of the column; empty without such a table. */
export function columnOf(page: string, header: string): readonly string[] {
  const lines = split(page).prose;
  return lines.flatMap((line, at) => {
    const column = cellsOf(line).indexOf(header);
    if (column < 0 || !/^\|[ :|-]+$/.test(lines[at + 1] ?? '')) {
      return [];
    }
    const rows = lines.slice(at + 2);
    const end = rows.findIndex((row) => !row.startsWith('|'));
    return rows.slice(0, end < 0 ? rows.length : end).map((row) => cellsOf(row)[column] ?? '');
  });
}

function cellsOf(row: string): readonly string[] {
  return row.startsWith('|')
    ? row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];
}
