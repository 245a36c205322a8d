import { it } from 'node:test'
import { describeOnEveryEngine } from './fakes/engines.ts'
import { surviveKills } from './fakes/killed-batch.ts'

describeOnEveryEngine('a batch', (engine) => {
  it('of 300 lines killed three times answers each line once and is paid for once', () =>
    surviveKills(engine, { lines: 300, kills: 3 }))
})
