/** A line of pretty JSON, and the field that it tells of. */
export interface JsonLine {
  readonly text: string
  /** `choices[0].message.content`; of a bracket, the field that it belongs to. */
  readonly path: string
}

// What is longer is cut in the picture; copying takes the whole.
const longestString = 2_000

/** A value as `JSON.stringify(value, null, 2)` writes it, with the path of each line. */
export function jsonLines(value: unknown): readonly JsonLine[] {
  const lines: JsonLine[] = []
  write(value, { path: '', indent: '', before: '', after: '' }, lines)
  return lines
}

/** `choices[0].message` becomes `choices[].message`: what is explained once for all. */
export function generalPath(path: string): string {
  return path.replace(/\[\d+\]/g, '[]')
}

interface Place {
  readonly path: string
  readonly indent: string
  /** The key with its colon. */
  readonly before: string
  /** The comma. */
  readonly after: string
}

function write(value: unknown, { path, indent, before, after }: Place, lines: JsonLine[]): void {
  const entries = entriesOf(value)
  if (!entries || entries.length === 0) {
    lines.push({ text: `${indent}${before}${scalar(value)}${after}`, path })
    return
  }
  const isList = Array.isArray(value)
  lines.push({ text: `${indent}${before}${isList ? '[' : '{'}`, path })
  entries.forEach(([name, item], index) => {
    write(
      item,
      {
        path: isList ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`,
        indent: `${indent}  `,
        before: isList ? '' : `${JSON.stringify(name)}: `,
        after: index < entries.length - 1 ? ',' : '',
      },
      lines,
    )
  })
  lines.push({ text: `${indent}${isList ? ']' : '}'}${after}`, path })
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).filter(([, item]) => item !== undefined)
}

function scalar(value: unknown): string {
  const isCut = typeof value === 'string' && value.length > longestString
  return JSON.stringify(isCut ? `${value.slice(0, longestString)}…` : value) ?? 'null'
}
