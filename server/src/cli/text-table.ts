/** A column of a table for people. Numbers and amounts of money stand at the right. */
export interface Column<Row> {
  readonly heading: string
  readonly value: (row: Row) => string | number | null
}

const GAP = '  '
const NOTHING = '-'

/** Lays rows out in aligned columns; an empty table says so. */
export function textTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  if (rows.length === 0) return 'Nothing here.'
  const laidOut = columns.map((column) => layOut(column, rows))
  const lineIndexes = [0, ...rows.map((_, index) => index + 1)]
  return lineIndexes
    .map((index) =>
      laidOut
        .map((lines) => lines[index])
        .join(GAP)
        .trimEnd(),
    )
    .join('\n')
}

function layOut<Row>({ heading, value }: Column<Row>, rows: readonly Row[]): string[] {
  const values = rows.map((row) => printable(String(value(row) ?? NOTHING)))
  const isNumeric = values.every((text) => text === NOTHING || /^\$?[\d.]+$/.test(text))
  const cells = [heading, ...values]
  const width = Math.max(...cells.map(displayWidth))
  return cells.map((cell) => {
    const filling = ' '.repeat(width - displayWidth(cell))
    return isNumeric ? filling + cell : cell + filling
  })
}

/** Names come from other people: none may move the cursor or recolour the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?')
}

/** A terminal gives two columns to Hangul, ideographs and most emoji, and none to combining marks. */
function displayWidth(text: string): number {
  let width = 0
  for (const character of text) {
    if (/\p{Mn}/u.test(character)) continue
    width += isWide(character) ? 2 : 1
  }
  return width
}

function isWide(character: string): boolean {
  return /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}！-｠]/u.test(
    character,
  )
}

/** A time of the wire as people read it, in UTC: `2026-11-20 14:05`. */
export function utcTime(unixSeconds: number | null): string | null {
  if (unixSeconds === null) return null
  return new Date(unixSeconds * 1000).toISOString().slice(0, 16).replace('T', ' ')
}

/** Dollars as people read them; small costs keep their digits. */
export function dollars(amountUsd: number | null): string | null {
  if (amountUsd === null) return null
  const fraction = amountUsd !== 0 && Math.abs(amountUsd) < 1 ? 6 : 2
  return `$${amountUsd.toFixed(fraction)}`
}
