interface Chunk {
  readonly id: string
  readonly created: number
  readonly model: string
  readonly choices: readonly {
    readonly index: number
    readonly delta: { readonly role?: string }
    readonly finish_reason: string | null
  }[]
  readonly usage?: unknown
}

/** The order in which the service sends a chat completion. `datas` are the data of its events. */
export function chatStreamFaults(datas: readonly string[]): string[] {
  const faults: string[] = []
  if (datas.at(-1) !== '[DONE]') faults.push('the stream does not end in [DONE]')
  const chunks = datas.filter((data) => data !== '[DONE]').map((data) => JSON.parse(data) as Chunk)
  const heads = new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`))
  if (heads.size !== 1) faults.push('id, created or model change within the stream')
  const choices = chunks.flatMap((chunk) => chunk.choices)
  for (const index of new Set(choices.map((choice) => choice.index))) {
    faults.push(...choiceFaults(choices.filter((choice) => choice.index === index)))
  }
  return [...faults, ...usageFaults(chunks)]
}

function choiceFaults(choices: Chunk['choices']): string[] {
  const faults: string[] = []
  const finishedAt = choices.findIndex(({ finish_reason }) => finish_reason !== null)
  if (choices[0]?.delta.role !== 'assistant') faults.push('the first delta names no role')
  if (finishedAt === -1) faults.push('a choice without a finish reason')
  else if (finishedAt !== choices.length - 1) faults.push('a delta after the finish reason')
  return faults
}

/** With `include_usage` the last chunk has the usage and no choice, and all before it say null. */
function usageFaults(chunks: readonly Chunk[]): string[] {
  const withUsage = chunks.filter(({ usage }) => usage !== undefined && usage !== null)
  if (withUsage.length === 0) {
    return chunks.some(({ choices }) => choices.length === 0) ? ['a chunk without choices'] : []
  }
  const faults: string[] = []
  if (withUsage.length > 1) faults.push('usage is told more than once')
  if (chunks.at(-1) !== withUsage[0]) faults.push('usage is not the last thing that is told')
  if (chunks.at(-1)?.choices.length !== 0) faults.push('the chunk with the usage has choices')
  if (chunks.slice(0, -1).some(({ usage }) => usage !== null)) {
    faults.push('usage is not null before the end')
  }
  return faults
}
