import type { Exchange } from '../../exchange.ts'

/** What the service's answers carry, whatever was asked. */
const expected: Readonly<Record<string, RegExp>> = {
  'x-request-id': /^req_[0-9a-f]{32}$/,
  'openai-processing-ms': /^\d+$/,
  'openai-version': /^2020-10-01$/,
  'x-content-type-options': /^nosniff$/,
}

const jsonTypes = /^application\/json/
const streamType = 'text/event-stream; charset=utf-8'

export function headerFaults({ headers, status }: Exchange): string[] {
  const faults = Object.entries(expected)
    .filter(([name, value]) => !value.test(headers[name] ?? ''))
    .map(([name]) => `header ${name} is ${headers[name] ?? 'missing'}`)
  const type = headers['content-type'] ?? ''
  if (status >= 400 && !jsonTypes.test(type)) faults.push(`an error of type ${type}`)
  if (type.startsWith('text/event-stream') && type !== streamType) {
    faults.push(`a stream of type ${type}`)
  }
  return faults
}
