import type { Recording } from '../data-folder.ts'
import { isDeepStrictEqual } from 'node:util'

/** The resources that are replayed, by the paths that belong to them; the first that fits counts. */
const resources: readonly (readonly [string, RegExp])[] = [
  ['chat store', /^\/chat\/completions\/|^GET \/chat\/completions$/],
  ['chat', /^POST \/chat\/completions$/],
  ['completions', /^POST \/completions$/],
  ['embeddings', / \/embeddings$/],
  ['moderations', / \/moderations$/],
  ['images', / \/images\//],
  ['speech', / \/audio\/speech$/],
  ['transcription', / \/audio\/(transcriptions|translations)$/],
  ['models', / \/models(\/|$)/],
  ['files', / \/files(\/|$)/],
  ['uploads', / \/uploads(\/|$)/],
  ['batches', / \/batches(\/|$)/],
  ['realtime', / \/realtime\/client_secrets$/],
  ['fine-tuning', / \/fine_tuning\//],
]

/** One exchange of a session that is to be said again. */
interface Step {
  readonly resource: string
  readonly recording: Recording
  /** How often the service was asked before it had what it had been told to keep. */
  readonly earlierPolls: number
}

export interface Session {
  readonly name: string
  readonly steps: readonly Step[]
}

/**
 * The sessions that touch a replayed resource, each with those exchanges only, in the order of their
 * dates: some take up what an earlier one has made.
 */
export function sessionsOf(recordings: readonly Recording[]): readonly Session[] {
  const bySession = Map.groupBy(recordings, ({ src }) => src)
  return [...bySession]
    .map(([name, all]) => ({ name, steps: stepsOf(all) }))
    .filter(({ steps }) => steps.length > 0)
    .toSorted((one, other) => beginOf(one) - beginOf(other))
}

/** Some dates were taken out of the recordings; those sessions stand alone, and come first. */
function beginOf({ steps }: Session): number {
  const time = Date.parse(steps[0]?.recording.date ?? '')
  return Number.isNaN(time) ? 0 : time
}

function stepsOf(recordings: readonly Recording[]): Step[] {
  const steps: Step[] = []
  let polls = 0
  for (const [index, recording] of recordings.entries()) {
    const resource = resourceOf(recording)
    if (resource === null) continue
    if (isPoll(recording, recordings[index + 1])) {
      polls++
      continue
    }
    steps.push({ resource, recording, earlierPolls: polls })
    polls = 0
  }
  return steps
}

function resourceOf({ method, path }: Recording): string | null {
  const line = `${method} ${path}`
  return resources.find(([, pattern]) => pattern.test(line) || pattern.test(path))?.[0] ?? null
}

/** The service writes later than it answers: its clients ask until a thing is there. We keep it at once. */
function isPoll(recording: Recording, next: Recording | undefined): boolean {
  return (
    recording.method === 'GET' &&
    recording.status === 404 &&
    next?.method === 'GET' &&
    next.path === recording.path &&
    isDeepStrictEqual(next.query, recording.query)
  )
}
