import { ApplicationRef, signal } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { LanguageService } from '../language/language'
import { WorkbenchApi } from './workbench-api'
import { WorkbenchStore } from './workbench-store'

describe('what there is to choose from in the workbench', () => {
  let names: readonly string[] | null
  let store: WorkbenchStore

  beforeEach(async () => {
    names = ['sim-mini']
    const told = async () =>
      names === null
        ? { ok: false, error: { code: 'network', message: 'gone' } }
        : { ok: true, value: { data: names.map((id) => ({ id, slug: id })) } }
    TestBed.configureTestingModule({
      providers: [
        {
          provide: WorkbenchApi,
          useValue: {
            actions: told,
            models: told,
            settings: async () => ({ ok: false, error: { code: 'forbidden', message: '' } }),
          },
        },
        { provide: LanguageService, useValue: { current: signal('en') } },
      ],
    })
    store = TestBed.inject(WorkbenchStore)
    await settle()
  })

  async function settle(): Promise<void> {
    await TestBed.inject(ApplicationRef).whenStable()
  }

  it('is asked for again when the screen is opened again, and stays where that fails', async () => {
    expect(store.models().map(({ id }) => id)).toEqual(['sim-mini'])
    names = ['sim-mini', 'added']
    store.refresh()
    await settle()
    expect(store.models().map(({ id }) => id)).toEqual(['sim-mini', 'added'])
    names = null
    store.refresh()
    await settle()
    expect(store.models().map(({ id }) => id)).toEqual(['sim-mini', 'added'])
    expect(store.actions().length).toBe(2)
    expect(store.actionsError()?.message).toBe('gone')
    expect(store.tierModels()).toBeNull()
  })

  it('keeps the language of the answer that was chosen when that of the page changes', () => {
    const page = TestBed.inject(LanguageService).current as ReturnType<typeof signal<string>>
    page.set('es')
    expect(store.answerLanguage()).toBe('es')
    store.answerLanguage.set('ru')
    page.set('ko')
    expect(store.answerLanguage()).toBe('ru')
  })
})
