import { TestBed } from '@angular/core/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LanguageService } from '../../language/language'
import { ApiClient } from '../../shell/api/api-client'
import { ProbabilityChart } from './probability-chart'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('figures stay while the next are on their way, and go where those do not come', async () => {
  const post = vi.fn(async (): Promise<object> => ({ ok: true, value: { data: [] } }))
  TestBed.configureTestingModule({
    providers: [
      { provide: ApiClient, useValue: { post } },
      {
        provide: LanguageService,
        useValue: { current: () => 'en', translate: (key: string) => key },
      },
    ],
  })
  const fixture = TestBed.createComponent(ProbabilityChart)
  const usual = { prompt: '', temperature: 1, topP: 1, frequencyPenalty: 0, presencePenalty: 0 }
  for (const [name, value] of Object.entries(usual)) fixture.componentRef.setInput(name, value)
  fixture.detectChanges()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(fixture.componentInstance.told()).toEqual({ data: [] })

  post.mockResolvedValue({ ok: false, error: { code: 'network', message: '' } })
  fixture.componentRef.setInput('temperature', 2)
  fixture.detectChanges()
  expect(fixture.componentInstance.told()).toEqual({ data: [] })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(fixture.componentInstance.told()).toBeNull()
})
