import type { Oracle } from '../oracle/oracle.ts'
import { methodsOf } from './called-methods.ts'
import { cases, coveredResources } from './cases.ts'
import { excludedMethods } from './excluded-methods.ts'
import { faultsOf } from './judge.ts'
import { type Case, setStage, type Stage } from './scene.ts'

interface CaseResult {
  readonly resource: string
  readonly name: string
  /** Empty when it passed. */
  readonly faults: readonly string[]
}

export interface LiveResults {
  readonly cases: readonly CaseResult[]
  /** Answers that were judged. */
  readonly answerCount: number
}

/** Runs every case against a server of ours; a method of the package that no case called is a failure, too. */
export async function runCases(oracle: Oracle): Promise<LiveResults> {
  await using stage = await setStage()
  const results: CaseResult[] = []
  let answerCount = 0
  for (const scenario of cases) {
    const { faults, answers } = await runCase(oracle, stage, scenario)
    results.push({ resource: scenario.resource, name: scenario.name, faults })
    answerCount += answers
  }
  return { cases: [...results, ...missingMethods(stage)], answerCount }
}

async function runCase(oracle: Oracle, { scene, observed }: Stage, scenario: Case) {
  const thrown: string[] = []
  try {
    await scenario.run(scene)
  } catch (error) {
    thrown.push(error instanceof Error ? error.message : String(error))
  }
  const exchanges = await observed.take()
  const silent = exchanges.length === 0 ? ['nothing was asked'] : []
  const faults = [
    ...thrown,
    ...silent,
    ...exchanges.flatMap((exchange) => faultsOf(oracle, exchange)),
  ]
  return { faults: [...new Set(faults)], answers: exchanges.length }
}

function missingMethods({ scene, called }: Stage): CaseResult[] {
  return methodsOf(scene.client, coveredResources)
    .filter((method) => !called.has(method) && excludedMethods[method] === undefined)
    .map((method) => ({
      resource: method.split('.')[0] ?? method,
      name: method,
      faults: ['no case calls this method'],
    }))
}
