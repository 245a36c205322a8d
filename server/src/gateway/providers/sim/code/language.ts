/** The languages that an answer can be written in. */
export const askerLanguages = ['en', 'es', 'ru', 'ko'] as const

export type AskerLanguage = (typeof askerLanguages)[number]

/** One sentence in every language; `{name}` stands for a word that is filled in. */
export type Texts = Readonly<Record<AskerLanguage, string>>

export type Words = Readonly<Record<string, string | number>>

/** Fills a sentence in. A word that is missing stays visible as `{name}`. */
export function say(texts: Texts, language: AskerLanguage, words: Words = {}): string {
  return texts[language].replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    String(words[name] ?? placeholder),
  )
}
