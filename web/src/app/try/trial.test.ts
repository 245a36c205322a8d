import { TestBed } from '@angular/core/testing'
import { beforeEach, expect, it } from 'vitest'
import { ErrorText } from '../shell/error-text'
import { Trial } from './trial'
import { TryStore } from './try-store'

const models = () => [
  { id: 'sim-image', is_simulated: true, is_local: false },
  { id: 'gpt-image', is_simulated: false, is_local: false },
]
let trial: Trial

beforeEach(() => {
  TestBed.configureTestingModule({
    providers: [
      Trial,
      { provide: TryStore, useValue: { models } },
      { provide: ErrorText, useValue: {} },
    ],
  })
  trial = TestBed.inject(Trial)
})

it('an answer stays that of the model that was asked, whatever is chosen next', async () => {
  trial.model.set('sim-image')
  await trial.run(async () => new Headers({ 'x-request-id': '1' }))
  trial.model.set('gpt-image')
  expect([trial.asked(), trial.origin()]).toEqual(['sim-image', 'simulated'])
})

it('a call ends with the screen that would have shown its answer', () => {
  TestBed.resetTestingModule()
  expect(trial.options.signal.aborted).toBe(true)
})
