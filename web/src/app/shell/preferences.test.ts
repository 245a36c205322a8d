import { signal } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LanguageService } from '../language/language'
import { ToastService } from '../ui/toast-service'
import { ApiClient } from './api/api-client'
import { PreferencesService } from './preferences'
import { SessionService } from './session'
import { ThemeService } from './theme'

describe('the preferences of a person', () => {
  const person = signal<{ id: string } | null>(null)
  const language = signal('en')
  const theme = signal('system')
  const remembered = { language: null as string | null, theme: null as string | null }
  let arrive: () => void
  const patch = vi.fn(async (_path: string, _changes: object): Promise<object> => ({ ok: true }))
  const failed = vi.fn()
  let hasTexts = true

  beforeEach(() => {
    person.set(null)
    language.set('en')
    theme.set('system')
    Object.assign(remembered, { language: null, theme: null })
    patch.mockClear()
    failed.mockClear()
    hasTexts = true
    const get = () =>
      new Promise((resolve) => {
        arrive = () => resolve({ ok: true, value: { ...remembered } })
      })
    TestBed.configureTestingModule({
      providers: [
        { provide: ApiClient, useValue: { get, patch } },
        { provide: SessionService, useValue: { person } },
        { provide: ToastService, useValue: { failed } },
        {
          provide: LanguageService,
          useValue: {
            current: language,
            use: async (wanted: string) => {
              if (hasTexts) language.set(wanted)
              return hasTexts
            },
            translate: (key: string) => key,
          },
        },
        {
          provide: ThemeService,
          useValue: { chosen: theme, use: (wanted: string) => theme.set(wanted) },
        },
      ],
    })
    TestBed.inject(PreferencesService)
  })

  async function signIn(): Promise<void> {
    person.set({ id: 'ada' })
    TestBed.tick()
    arrive()
    await settle()
  }

  async function settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve))
    TestBed.tick()
  }

  it('are taken over at sign-in', async () => {
    Object.assign(remembered, { language: 'ko', theme: 'dark' })
    await signIn()
    expect([language(), theme()]).toEqual(['ko', 'dark'])
    expect(patch).not.toHaveBeenCalled()
  })

  it('leave what the browser has where the server knows nothing', async () => {
    language.set('es')
    await signIn()
    expect([language(), theme()]).toEqual(['es', 'system'])
    expect(patch).not.toHaveBeenCalled()
  })

  it('are told when the person chooses something else, and only that', async () => {
    await signIn()
    theme.set('dark')
    await settle()
    expect(patch.mock.calls).toEqual([['/api/preferences', { theme: 'dark' }]])
  })

  it('are nobody’s after the sign-out', async () => {
    await signIn()
    person.set(null)
    TestBed.tick()
    language.set('ru')
    await settle()
    expect(patch).not.toHaveBeenCalled()
  })

  it('do not undo a choice that was made while they were on their way', async () => {
    Object.assign(remembered, { language: 'ko' })
    person.set({ id: 'ada' })
    TestBed.tick()
    language.set('ru')
    arrive()
    await settle()
    await settle()
    expect(language()).toBe('ru')
    expect(patch.mock.calls).toEqual([['/api/preferences', { language: 'ru' }]])
  })

  it('are nobody else’s, when they come after a sign-out and another sign-in', async () => {
    Object.assign(remembered, { language: 'ko', theme: 'dark' })
    person.set({ id: 'ada' })
    TestBed.tick()
    const arriveForAda = arrive
    person.set({ id: 'grace' })
    TestBed.tick()
    arriveForAda()
    await settle()
    expect([language(), theme()]).toEqual(['en', 'system'])
  })

  it('are told one after the other, so that the last holds', async () => {
    await signIn()
    const first = Promise.withResolvers<object>()
    patch.mockImplementationOnce(() => first.promise)
    theme.set('dark')
    await settle()
    theme.set('light')
    await settle()
    expect(patch).toHaveBeenCalledTimes(1)
    first.resolve({ ok: true })
    await settle()
    await settle()
    expect(patch.mock.calls.map(([, changes]) => changes)).toEqual([
      { theme: 'dark' },
      { theme: 'light' },
    ])
  })

  it('hold in the browser where the server does not take note of them, which is told once', async () => {
    await signIn()
    patch.mockResolvedValueOnce({ ok: false, error: { code: 'network', message: 'gone' } })
    theme.set('dark')
    await settle()
    await settle()
    expect(theme()).toBe('dark')
    expect(failed.mock.calls).toEqual([['shell.failed.preferences', 'shell.error.network']])
    expect(patch).toHaveBeenCalledTimes(1)
  })

  it('keep a language whose texts do not come, which is told: the page’s own is no choice', async () => {
    Object.assign(remembered, { language: 'ko' })
    hasTexts = false
    await signIn()
    expect(failed).toHaveBeenCalledExactlyOnceWith('shell.failed.language')
    theme.set('dark')
    await settle()
    expect(patch.mock.calls.map(([, changes]) => changes)).toEqual([{ theme: 'dark' }])
  })
})
