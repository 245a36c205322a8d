/** What can be done with a snippet. */
export const codeActions = [
  'fix-bugs',
  'explain',
  'fix-naming',
  'write-documentation',
  'generate-tests',
  'refactor',
] as const

export type CodeAction = (typeof codeActions)[number]
