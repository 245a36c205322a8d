import { signal } from '@angular/core'
import { type ComponentFixture, TestBed } from '@angular/core/testing'
import { provideRouter, Router } from '@angular/router'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LanguageService } from '../../language/language'
import { ToastService } from '../../ui/toast-service'
import { WorkbenchApi } from '../workbench-api'
import { WorkbenchStore } from '../workbench-store'
import { ActionEditor } from './action-editor'

function actionNamed(name: string, version: number): object {
  const prompts = { en: { system: 'Be kind.', user: '{{codeBlock}}' } }
  return {
    id: 'action_1',
    slug: 'own',
    name: { en: name },
    prompts,
    tier: 'small',
    output: 'report',
    model: null,
    parameters: {},
    version,
    latest_version: version,
  }
}

describe('the form of an action', () => {
  let loaded: PromiseWithResolvers<object>
  let saved: PromiseWithResolvers<object>
  const updateAction = vi.fn((_id: string, _draft: object) => saved.promise)
  const createAction = vi.fn((_slug: string, _draft: object) => saved.promise)
  const done = vi.fn()
  let fixture: ComponentFixture<ActionEditor>

  beforeEach(() => {
    loaded = Promise.withResolvers()
    saved = Promise.withResolvers()
    for (const mock of [updateAction, createAction, done]) mock.mockClear()
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        {
          provide: WorkbenchApi,
          useValue: {
            action: () => loaded.promise,
            preview: async () => ({ ok: true, value: { messages: [] } }),
            updateAction,
            createAction,
          },
        },
        {
          provide: WorkbenchStore,
          useValue: { models: () => [], reloadActions: vi.fn(), chosenActionId: signal(null) },
        },
        { provide: ToastService, useValue: { done, failed: vi.fn() } },
        {
          provide: LanguageService,
          useValue: { current: () => 'en', translate: (key: string) => key },
        },
      ],
    })
  })

  async function open(id: string): Promise<void> {
    fixture = TestBed.createComponent(ActionEditor)
    fixture.componentRef.setInput('actionId', id)
    await settle()
  }

  async function settle(): Promise<void> {
    fixture.detectChanges()
    await new Promise((resolve) => setTimeout(resolve))
    fixture.detectChanges()
  }

  async function arrive(): Promise<void> {
    loaded.resolve({ ok: true, value: actionNamed('First', 1) })
    await settle()
  }

  function nameField(): HTMLInputElement | null {
    return (fixture.nativeElement as HTMLElement).querySelector('input[maxlength="120"]')
  }

  async function typeName(name: string): Promise<void> {
    const field = nameField()
    if (field) field.value = name
    field?.dispatchEvent(new Event('input'))
    await settle()
  }

  function pressSave(): void {
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 's', code: 'KeyS', ctrlKey: true }))
  }

  it('is not there, and cannot be saved, before the action is', async () => {
    await open('action_1')
    expect(nameField()).toBeNull()
    pressSave()
    expect(updateAction).not.toHaveBeenCalled()
    await arrive()
    expect(nameField()?.value).toBe('First')
  })

  it('keeps what is written while a version is being saved', async () => {
    await open('action_1')
    await arrive()
    await typeName('Second')
    pressSave()
    await typeName('Third')
    saved.resolve({ ok: true, value: actionNamed('Second', 2) })
    await settle()
    expect(updateAction.mock.calls[0]?.[1]).toMatchObject({ name: { en: 'Second' } })
    expect(nameField()?.value).toBe('Third')
    expect((fixture.nativeElement as HTMLElement).querySelectorAll('header option').length).toBe(2)
  })

  it('fetches nobody back who has left while a new one was being made', async () => {
    await open('new')
    const navigate = vi.spyOn(TestBed.inject(Router), 'navigateByUrl')
    pressSave()
    fixture.destroy()
    saved.resolve({ ok: true, value: actionNamed('First', 1) })
    await vi.waitFor(() => expect(done).toHaveBeenCalled())
    expect(createAction).toHaveBeenCalledOnce()
    expect(navigate).not.toHaveBeenCalled()
  })
})
