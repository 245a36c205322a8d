import type { FineTuningEventObject } from '@llavero/protocol/openai/fine-tuning.ts'
import { describe, expect, it } from 'vitest'
import { lineThrough, lossPoints } from './loss'

function event(type: 'message' | 'metrics', data: object): FineTuningEventObject {
  const id = `ftevent-${JSON.stringify(data)}`
  return {
    object: 'fine_tuning.job.event',
    id,
    created_at: 1,
    level: 'info',
    message: '',
    data,
    type,
  }
}

describe('the points of a loss chart', () => {
  it('are the steps in their order, whatever else is told in between', () => {
    const newestFirst = [
      event('metrics', { step: 2, train_loss: 1.5, full_valid_loss: 2 }),
      event('message', {}),
      event('metrics', { step: 1, train_loss: 3, train_mean_token_accuracy: 0.25 }),
    ]
    expect(lossPoints(newestFirst)).toEqual([
      { step: 1, loss: 3, accuracy: 0.25, validLoss: null },
      { step: 2, loss: 1.5, accuracy: null, validLoss: 2 },
    ])
  })

  it('are not too many, and always end with the last step', () => {
    const events = Array.from({ length: 3_000 }, (_, step) =>
      event('metrics', { step: step + 1, train_loss: 1 }),
    )
    const points = lossPoints(events)
    expect(points.length).toBeLessThanOrEqual(201)
    expect(points.at(-1)?.step).toBe(3_000)
  })
})

describe('the line of a loss chart', () => {
  const box = { width: 100, height: 50 }

  it('goes from left to right, the highest value at the top', () => {
    const values = [
      { step: 1, value: 4 },
      { step: 3, value: 1 },
    ]
    expect(lineThrough(values, { lastStep: 3, most: 4 }, box)).toBe('0.0,0.0 100.0,37.5')
  })

  it('is no fault where there is one step, or nothing was lost', () => {
    expect(lineThrough([{ step: 1, value: 0 }], { lastStep: 1, most: 0 }, box)).toBe('0.0,50.0')
  })
})
