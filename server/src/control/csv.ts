import type { ControlReply } from './route.ts'

/**
 * A table as a file for spreadsheets: RFC 4180 with a byte order mark, without which Excel takes UTF-8 for
 * something else. Names are the clients' to choose, so what a spreadsheet would run as a formula is made text
 * by an apostrophe (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function csvReply<Column extends string>(
  name: string,
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, Cell>>[],
): ControlReply {
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','))
  return {
    body: `\ufeff${[columns.join(','), ...lines].join('\r\n')}\r\n`,
    contentType: 'text/csv; charset=utf-8',
    headers: { 'content-disposition': `attachment; filename="${name}.csv"` },
  }
}

type Cell = string | number | boolean | null

function cell(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
