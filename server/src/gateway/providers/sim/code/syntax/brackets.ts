/** One bracket of a text that may not parse; `partner` is its counterpart's offset, null when it has none. */
export interface Bracket {
  readonly character: string
  readonly offset: number
  partner: number | null
}

export const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

// Each alternative is skipped whole, so that a bracket inside of it does not count. A slash begins a
// regular expression only where a value cannot have ended before it.
const skipped =
  /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|(?<=[(,=:[!&|?{};]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*|`(?:\\[^]|[^`\\])*`?|[()[\]{}]/g

/**
 * Finds the brackets of code, leaving out those in strings, comments, templates and regular expressions,
 * and pairs them. A closer that fits no open bracket stays without partner.
 */
export function bracketsIn(code: string): Bracket[] {
  const brackets: Bracket[] = []
  const open: Bracket[] = []
  for (const { 0: character, index: offset } of code.matchAll(skipped)) {
    if (!/^[()[\]{}]$/.test(character)) continue
    const bracket: Bracket = { character, offset, partner: null }
    brackets.push(bracket)
    if (character in closerOf) {
      open.push(bracket)
      continue
    }
    const last = open.at(-1)
    if (!last || closerOf[last.character] !== character) continue
    open.pop()
    last.partner = offset
    bracket.partner = last.offset
  }
  return brackets
}

/** The brackets that are open at an offset, outermost first. */
export function openAt(brackets: readonly Bracket[], offset: number): Bracket[] {
  return brackets.filter(
    (bracket) =>
      bracket.character in closerOf &&
      bracket.offset < offset &&
      (bracket.partner === null || bracket.partner >= offset),
  )
}
