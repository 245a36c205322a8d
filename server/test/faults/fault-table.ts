/** How a call ends: for the client, and in the log. */
export interface Ending {
  readonly status: number
  /** What the client has at the end. An error event comes in place of `[DONE]`. */
  readonly client: 'answer' | 'error' | 'error event' | 'cut answer'
  /** Code of that error, ours or `the provider's`, and of the log's row. */
  readonly code: string | null
  readonly verdict: 'complete' | 'truncated' | 'provider_error'
  /** What is charged: what the provider told, our estimate, or nothing. */
  readonly usage: 'reported' | 'estimated' | 'none'
}

export interface Fault {
  readonly id: FaultId
  /** What the provider does. */
  readonly what: string
  readonly stream: Ending
  readonly whole: Ending
}

export type FaultId =
  | 'refused'
  | 'tls-error'
  | 'status-401'
  | 'status-429'
  | 'status-429-retry-after'
  | 'status-500'
  | 'status-503'
  | 'slow-first-byte'
  | 'stall'
  | 'cut-before-first'
  | 'cut-mid-event'
  | 'cut-before-done'
  | 'garbage'
  | 'wrong-content-type'
  | 'large-event'
  | 'done-twice'

export type Form = 'stream' | 'whole'

/** One try, without another target: what the client is told when nothing else can help. */
function unanswered(status: number, code: string): Ending {
  return { status, client: 'error', code, verdict: 'provider_error', usage: 'none' }
}

function bothForms(id: FaultId, what: string, ending: Ending): Fault {
  return { id, what, stream: ending, whole: ending }
}

const complete: Ending = {
  status: 200,
  client: 'answer',
  code: null,
  verdict: 'complete',
  usage: 'reported',
}
const truncated = { code: 'upstream_truncated', verdict: 'truncated', usage: 'estimated' } as const
const invalid = {
  code: 'upstream_invalid',
  verdict: 'provider_error',
  usage: 'estimated',
} as const
const idle = {
  code: 'upstream_idle_timeout',
  verdict: 'provider_error',
  usage: 'estimated',
} as const
const event = { status: 200, client: 'error event' } as const

/** Every fault and its ending, on every endpoint. `npm run docs` makes docs/reference/faults.md of it. */
export const faults: readonly Fault[] = [
  bothForms('refused', 'refuses the connection', unanswered(502, 'upstream_unreachable')),
  bothForms('tls-error', 'fails the TLS handshake', unanswered(502, 'upstream_unreachable')),
  bothForms('status-401', 'answers 401', unanswered(502, 'upstream_unauthorized')),
  bothForms('status-429', 'answers 429', unanswered(429, 'upstream_error')),
  bothForms(
    'status-429-retry-after',
    'answers 429 with `retry-after`, which is passed on',
    unanswered(429, 'upstream_error'),
  ),
  bothForms('status-500', 'answers 500', unanswered(500, 'upstream_error')),
  bothForms('status-503', 'answers 503', unanswered(503, 'upstream_error')),
  bothForms(
    'slow-first-byte',
    'never begins to answer',
    unanswered(504, 'upstream_first_byte_timeout'),
  ),
  {
    id: 'stall',
    what: 'falls silent in the middle',
    stream: { ...event, ...idle },
    whole: { status: 504, client: 'error', ...idle },
  },
  {
    id: 'cut-before-first',
    what: 'sends its headers, then closes the connection',
    stream: { status: 502, client: 'error', ...truncated },
    whole: { status: 502, client: 'error', ...truncated },
  },
  {
    id: 'cut-mid-event',
    what: 'closes in the middle of an event, or of the body',
    stream: { ...event, ...truncated },
    whole: { status: 502, client: 'error', ...truncated },
  },
  {
    id: 'cut-before-done',
    what: 'says everything, then breaks off before `[DONE]`, or before the end of the body',
    stream: { ...event, ...truncated, usage: 'reported' },
    whole: { status: 502, client: 'error', ...truncated },
  },
  {
    id: 'garbage',
    what: 'sends an event, or a body, that is no JSON',
    stream: { ...event, ...invalid },
    whole: { status: 502, client: 'error', ...invalid },
  },
  {
    id: 'wrong-content-type',
    what: 'answers 200 with a page of HTML',
    stream: { status: 502, client: 'error', ...invalid },
    whole: { status: 502, client: 'error', ...invalid },
  },
  bothForms('large-event', 'sends an event, or a body, of 10 MB', complete),
  bothForms('done-twice', 'says `[DONE]` twice; a whole body has no such fault', complete),
]

/** Where an endpoint ends a fault otherwise, and why. */
export interface Exception {
  readonly endpoint: string
  readonly fault: FaultId
  readonly form: Form
  readonly ending: Ending
  readonly why: string
}

const typedStreams = ['images.generations', 'audio.speech', 'audio.transcriptions']
const sound = { endpoint: 'audio.speech', form: 'whole' } as const
const passedOn =
  'Sound is passed on as it comes, and there is no place in it to tell an error: the connection breaks'
const untold = 'No usage is told beside sound'

export const exceptions: readonly Exception[] = [
  ...typedStreams.map((endpoint): Exception => ({
    endpoint,
    fault: 'cut-before-done',
    form: 'stream',
    ending: complete,
    why: 'The event with the result is the last one that such a stream needs',
  })),
  {
    ...sound,
    fault: 'stall',
    ending: { status: 200, client: 'cut answer', ...idle },
    why: passedOn,
  },
  {
    ...sound,
    fault: 'cut-mid-event',
    ending: { status: 200, client: 'cut answer', ...truncated },
    why: passedOn,
  },
  {
    ...sound,
    fault: 'cut-before-done',
    ending: { status: 200, client: 'cut answer', ...truncated },
    why: passedOn,
  },
  {
    ...sound,
    fault: 'garbage',
    ending: { ...complete, usage: 'estimated' },
    why: 'Sound is not looked into',
  },
  { ...sound, fault: 'large-event', ending: { ...complete, usage: 'estimated' }, why: untold },
  { ...sound, fault: 'done-twice', ending: { ...complete, usage: 'estimated' }, why: untold },
]

export function endingOf(fault: Fault, endpoint: string, form: Form): Ending {
  const exception = exceptions.find(
    (candidate) =>
      candidate.fault === fault.id && candidate.endpoint === endpoint && candidate.form === form,
  )
  return exception?.ending ?? fault[form]
}
