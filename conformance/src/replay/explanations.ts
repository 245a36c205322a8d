import type { Recording } from '../data-folder.ts'

/** Differences that are as they should be. Null where there is no good reason. */
export function explain(recording: Recording, differences: readonly string[]): string | null {
  return explanations.find(({ applies }) => applies(recording, differences))?.reason ?? null
}

interface Explanation {
  readonly reason: string
  readonly applies: (recording: Recording, differences: readonly string[]) => boolean
}

const explanations: readonly Explanation[] = [
  {
    reason:
      'The service had not stored the completion yet when it was deleted; here it is stored at once',
    applies: ({ method, path, status }) =>
      method === 'DELETE' && path.startsWith('/chat/completions/') && status === 404,
  },
  {
    reason: 'The recording is of 2023; what ours has beside is in the document of today',
    applies: ({ path }, differences) =>
      path === '/completions' && differences.every((difference) => laterFields.test(difference)),
  },
]

const laterFields = /^has <text_completion>\.(system_fingerprint|usage\.\w+_tokens_details)\b/
