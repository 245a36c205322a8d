import { ApplicationRef, signal } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { type KeptResource, keptResource } from './kept-resource'

describe('what somebody looks at', () => {
  const id = signal('one')
  let answers: PromiseWithResolvers<string>[]
  let kept: KeptResource<string>

  beforeEach(() => {
    id.set('one')
    answers = []
    kept = TestBed.runInInjectionContext(() =>
      keptResource(
        () => id(),
        () => {
          const answer = Promise.withResolvers<string>()
          answers.push(answer)
          return answer.promise
        },
      ),
    )
    TestBed.tick()
  })

  async function settled(): Promise<void> {
    await TestBed.inject(ApplicationRef).whenStable()
  }

  it('stays where the server does not answer once, and is renewed when it does', async () => {
    answers[0]?.resolve('at first')
    await settled()
    kept.refresh()
    TestBed.tick()
    expect(kept.value()).toBe('at first')
    answers[1]?.reject(new Error('broken'))
    await settled()
    expect([kept.value(), kept.error()?.message]).toEqual(['at first', 'broken'])
    kept.refresh()
    TestBed.tick()
    answers[2]?.resolve('later')
    await settled()
    expect([kept.value(), kept.error()]).toEqual(['later', undefined])
  })

  it('is not asked for twice at once when it is only refreshed', async () => {
    kept.refresh()
    TestBed.tick()
    expect(answers.length).toBe(1)
  })

  it('is nothing of another question, also when that answer comes late', async () => {
    answers[0]?.resolve('of one')
    await settled()
    kept.refresh()
    TestBed.tick()
    id.set('two')
    TestBed.tick()
    expect(kept.value()).toBeUndefined()
    answers[2]?.resolve('of two')
    answers[1]?.resolve('of one, late')
    await settled()
    expect(kept.value()).toBe('of two')
  })
})
