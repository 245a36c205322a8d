import type { UsageObject } from '@llavero/protocol/control/usage.ts'

/** What a chart of the usage can show. */
export type Measure = 'cost' | 'tokens' | 'requests'

type Sums = Pick<UsageObject, 'cost_usd' | 'input_tokens' | 'output_tokens' | 'requests'>

export function valueOf(sums: Sums, measure: Measure): number {
  switch (measure) {
    case 'cost':
      return sums.cost_usd
    case 'tokens':
      return sums.input_tokens + sums.output_tokens
    case 'requests':
      return sums.requests
  }
}
