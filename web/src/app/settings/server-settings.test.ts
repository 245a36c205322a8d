import { type ComponentFixture, TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LanguageService } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { ToastService } from '../ui/toast-service'
import { ServerSettings } from './server-settings'

interface Change {
  readonly default_models?: Readonly<Record<string, string | null>>
  readonly stores_content?: boolean | null
}

describe('the settings of the server', () => {
  const chosen: Record<string, string | null> = {}
  let answers: PromiseWithResolvers<void>[]
  const patch = vi.fn(async (_path: string, change: Change) => {
    const answer = Promise.withResolvers<void>()
    answers.push(answer)
    try {
      await answer.promise
    } catch {
      return { ok: false, error: { code: 'network', message: '' } }
    }
    Object.assign(chosen, change.default_models)
    return { ok: true, value: settings() }
  })
  const done = vi.fn()
  let fixture: ComponentFixture<ServerSettings>

  beforeEach(async () => {
    Object.assign(chosen, { small: null, balanced: null, large: null })
    answers = []
    patch.mockClear()
    done.mockClear()
    const models = { data: ['one', 'two'].map((id) => ({ id, trade: 'text' })) }
    const get = async (path: string) => ({
      ok: true,
      value: path === '/api/models' ? models : settings(),
    })
    TestBed.configureTestingModule({
      providers: [
        { provide: ApiClient, useValue: { get, patch } },
        { provide: ToastService, useValue: { done, failed: vi.fn() } },
        {
          provide: LanguageService,
          useValue: { current: () => 'en', translate: (key: string) => key },
        },
      ],
    })
    fixture = TestBed.createComponent(ServerSettings)
    await fixture.whenStable()
  })

  function settings(): object {
    const tier = (name: string) => ({ chosen: chosen[name], model: 'one' })
    return {
      default_models: { small: tier('small'), balanced: tier('balanced'), large: tier('large') },
      stores_content: false,
      is_stores_content_chosen: false,
      version: '1',
    }
  }

  function fields(): readonly HTMLSelectElement[] {
    return Array.from((fixture.nativeElement as HTMLElement).querySelectorAll('select'))
  }

  function choose(place: number, model: string): void {
    const field = fields()[place]
    if (field) field.value = model
    field?.dispatchEvent(new Event('change'))
  }

  async function settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve))
    await fixture.whenStable()
  }

  it('are changed one after the other, and each undo takes back its own change alone', async () => {
    choose(0, 'one')
    choose(2, 'two')
    await settle()
    expect(patch).toHaveBeenCalledTimes(1)
    answers[0]?.resolve()
    await settle()
    answers[1]?.resolve()
    await settle()
    const undoFirst = done.mock.calls[0]?.[1] as { run(): void }
    undoFirst.run()
    await settle()
    answers[2]?.resolve()
    await settle()
    expect(patch.mock.calls.map(([, change]) => change.default_models)).toEqual([
      { small: 'one' },
      { large: 'two' },
      { small: null },
    ])
    expect(fields().map(({ value }) => value)).toEqual(['', '', 'two'])
  })

  it('show what holds where a change does not get through', async () => {
    choose(0, 'two')
    await settle()
    answers[0]?.reject(new Error('gone'))
    await settle()
    expect(fields()[0]?.value).toBe('')
    const kept = (fixture.nativeElement as HTMLElement).querySelector('input')
    kept?.click()
    await settle()
    answers[1]?.reject(new Error('gone'))
    await settle()
    expect(kept?.checked).toBe(false)
  })
})
