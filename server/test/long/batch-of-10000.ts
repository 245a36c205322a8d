import { it } from 'node:test'
import { describeOnEveryEngine } from '../fakes/engines.ts'
import { surviveKills } from '../fakes/killed-batch.ts'

/** Takes a minute or so: `npm run test:long`. */
describeOnEveryEngine('a batch', (engine) => {
  it('of 10,000 lines killed ten times answers each line once and is paid for once', () =>
    surviveKills(engine, { lines: 10_000, kills: 10 }))
})
