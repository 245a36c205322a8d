export type ScenarioName =
  | 'chat-600B'
  | 'chat-200kB'
  | 'sse-200x150B'
  | 'sse-128-paced-5ms'
  | 'sse-512-paced-20ms'
  | 'ttft-1'

/** One kind of load. `text` is the user message, by which the fake upstream knows what to answer. */
export interface Scenario {
  readonly name: ScenarioName
  readonly connections: number
  readonly text: string
  readonly expect: { readonly bytes: number } | { readonly events: number }
  /** Connections start one after another over this time, so that paced streams are out of step. */
  readonly rampMs: number
}

/**
 * The scenarios in the order in which they run. A brief run shortens the paced streams, so that it need
 * not wait four seconds for each to end.
 */
export function scenarios(isBrief: boolean): readonly Scenario[] {
  const pacedEvents = isBrief ? 40 : 200
  return [
    whole('chat-600B', 64, 600),
    whole('chat-200kB', 16, 200_000),
    stream('sse-200x150B', 16, { events: 200 }),
    stream('sse-128-paced-5ms', 128, { events: pacedEvents, paceMs: 5 }),
    stream('sse-512-paced-20ms', 512, { events: pacedEvents, paceMs: 20 }),
    stream('ttft-1', 1, { events: 5 }),
  ]
}

function whole(name: ScenarioName, connections: number, bytes: number): Scenario {
  return { name, connections, text: `chat-${bytes}B`, expect: { bytes }, rampMs: 0 }
}

function stream(
  name: ScenarioName,
  connections: number,
  { events, paceMs = 0 }: { events: number; paceMs?: number },
): Scenario {
  const text = `sse-${events}x150B;pace=${paceMs}`
  return { name, connections, text, expect: { events }, rampMs: paceMs === 0 ? 0 : 1000 }
}
