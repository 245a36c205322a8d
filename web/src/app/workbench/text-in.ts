import { type Language, languages } from '../language/language'

/** A text in a language, else in the first one there is, in the order in which the server looks, too. */
export function textIn<Text>(
  texts: Readonly<Partial<Record<Language, Text | undefined>>>,
  wanted: Language,
): Text | undefined {
  return (
    texts[wanted] ?? languages.map((language) => texts[language]).find((text) => text !== undefined)
  )
}
