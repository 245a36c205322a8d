import { expect, it } from 'vitest'
import { inTurn } from './in-turn'

it('one thing is done after the other, also where one fails', async () => {
  const turn = inTurn()
  const first = Promise.withResolvers<string>()
  const begun: string[] = []
  const begin = (name: string, result: Promise<string>) =>
    turn(() => {
      begun.push(name)
      return result
    })
  const done = Promise.allSettled([
    begin('first', first.promise),
    begin('second', Promise.reject(new Error('broken'))),
    begin('third', Promise.resolve('done')),
  ])
  await Promise.resolve()
  expect(begun).toEqual(['first'])
  first.resolve('done')
  expect((await done).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(begun).toEqual(['first', 'second', 'third'])
})
