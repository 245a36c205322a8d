/** The opening line of a fenced code block, as CommonMark 4.5 has it. */
export interface Fence {
  readonly marks: string
  readonly info: string
  readonly indent: number
}

const fenceLine = /^( *)(`{3,}|~{3,})[ \t]*([^\r]*?)[ \t]*\r?$/

/** Indented further than CommonMark allows, because models put fences into lists. */
const maxIndent = 12

export function openingFence(line: string): Fence | undefined {
  const [, indent = '', marks = '', info = ''] = fenceLine.exec(line) ?? []
  if (marks === '' || indent.length > maxIndent) return undefined
  if (marks.startsWith('`') && info.includes('`')) return undefined
  return { marks, info, indent: indent.length }
}

export function closesFence(line: string, { marks }: Fence): boolean {
  const [, , closing = '', info] = fenceLine.exec(line) ?? []
  return closing.startsWith(marks) && info === ''
}

/** A line of code without the indentation that it has because its fence is indented. */
export function insideFence(line: string, { indent }: Fence): string {
  let start = 0
  while (start < indent && line[start] === ' ') start += 1
  return line.slice(start)
}

/** `js` of "```js title=x". */
export function fenceLanguage({ info }: Fence): string {
  return /^[\w+#.-]+/.exec(info)?.[0]?.toLowerCase() ?? ''
}
