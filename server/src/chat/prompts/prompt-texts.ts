import type { ActionContent } from '../action-object.ts'

export type BuiltInSlug =
  | 'fix-bugs'
  | 'explain'
  | 'fix-naming'
  | 'write-documentation'
  | 'generate-tests'
  | 'refactor'

/** Everything that the built-in prompts say in one language. */
export interface PromptTexts {
  readonly names: Readonly<Record<BuiltInSlug, string>>
  /** Who answers, and how the snippet is to be taken. */
  readonly role: string
  readonly tasks: Readonly<Record<BuiltInSlug, string>>
  /** The form of the answer, which the page reads. */
  readonly forms: Readonly<Record<ActionContent['output'], string>>
  /** What stands before the snippet. */
  readonly ask: string
}
