import { readFileSync } from 'node:fs'
import path from 'node:path'

export const languages = ['en', 'es', 'ru', 'ko'] as const

export type Language = (typeof languages)[number]

/** One answer that the model has read, with the questions it answers. */
export interface Passage {
  readonly questions: readonly string[]
  readonly answer: string
}

/** Reads what the model learns from: in `corpus/`, `## question | other question`, then the answer. */
export function readCorpus(language: Language): Passage[] {
  const file = path.join(import.meta.dirname, 'corpus', `${language}.md`)
  const sections = readFileSync(file, 'utf8').replaceAll('\r\n', '\n').split(/^## /m).slice(1)
  return sections.map(parsePassage)
}

function parsePassage(section: string): Passage {
  const headingEnd = section.indexOf('\n')
  const questions = section.slice(0, headingEnd).split('|')
  return {
    questions: questions.map((question) => question.trim()),
    answer: section.slice(headingEnd).trim(),
  }
}
