import { abbreviations, possessions, questionWords, wholeNames } from './words.ts'

export type NameStyle = 'camel' | 'pascal' | 'upper-snake'

/** The words of a name in lower case: `parseHTTPReply_v2` is parse, http, reply, v2. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

export function isInStyle(name: string, style: NameStyle): boolean {
  if (style === 'pascal') return /^\p{Lu}[\p{L}\p{N}]*$/u.test(name)
  if (style === 'camel') return /^\p{Ll}[\p{L}\p{N}]*$/u.test(name)
  return /^\p{Lu}[\p{Lu}\p{N}_]*$/u.test(name)
}

export function joinWords(words: readonly string[], style: NameStyle): string {
  if (style === 'upper-snake') return words.join('_').toUpperCase()
  const capitalised = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  const joined = capitalised.join('')
  return style === 'pascal' ? joined : joined.charAt(0).toLowerCase() + joined.slice(1)
}

/** The same words without abbreviations whose meaning is plain. */
export function spelledOut(words: readonly string[]): string[] {
  const [only] = words
  const whole = words.length === 1 && only ? wholeNames.get(only) : undefined
  return whole ? [whole] : words.map((word) => abbreviations.get(word) ?? word)
}

/** `active` as `isActive`, `errors` as `hasErrors`; a name that asks already stays. */
export function asQuestion(words: readonly string[]): string[] {
  const [first, last] = [words[0] ?? '', words.at(-1) ?? '']
  if (questionWords.has(first)) return [...words]
  return [possessions.has(last) ? 'has' : 'is', ...words]
}

/** One of many: `users` → `user`; undefined where no plain singular exists. */
export function singularOf(plural: string): string | undefined {
  if (/(ss|us|is|news|data)$/.test(plural)) return undefined
  if (plural.endsWith('children')) return plural.replace(/ren$/, '')
  if (/people$/i.test(plural)) return plural.replace(/people$/, 'person')
  if (/[^aeiou]ies$/.test(plural)) return plural.replace(/ies$/, 'y')
  if (/(x|ch|sh|ss)es$/.test(plural)) return plural.slice(0, -2)
  return /[a-z]s$/.test(plural) ? plural.slice(0, -1) : undefined
}
