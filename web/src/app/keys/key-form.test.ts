import { type ComponentFixture, TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LanguageService } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { KeyForm } from './key-form'

describe('the form of a new key', () => {
  let answer: PromiseWithResolvers<object>
  const post = vi.fn(() => answer.promise)
  const saved = vi.fn()
  const closed = vi.fn()
  let fixture: ComponentFixture<KeyForm>

  beforeEach(async () => {
    answer = Promise.withResolvers()
    for (const mock of [post, saved, closed]) mock.mockClear()
    TestBed.configureTestingModule({
      providers: [
        {
          provide: ApiClient,
          useValue: { post, get: async () => ({ ok: true, value: { data: [] } }) },
        },
        {
          provide: LanguageService,
          useValue: { current: () => 'en', translate: (key: string) => key },
        },
      ],
    })
    fixture = TestBed.createComponent(KeyForm)
    fixture.componentInstance.saved.subscribe(saved)
    fixture.componentInstance.closed.subscribe(closed)
    await fixture.whenStable()
    const name = element('input[name=name]') as HTMLInputElement
    name.value = 'ada'
    name.dispatchEvent(new Event('input'))
    await fixture.whenStable()
  })

  function element(selector: string): HTMLElement {
    const found = (fixture.nativeElement as HTMLElement).querySelector<HTMLElement>(selector)
    if (!found) throw new Error(`nothing is ${selector}`)
    return found
  }

  it('makes one key, however often it is sent, and stays until it can be shown', async () => {
    const form = element('form')
    const enter = () => new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })
    form.querySelector('input')?.dispatchEvent(enter())
    form.querySelector('input')?.dispatchEvent(enter())
    await fixture.whenStable()
    expect(post).toHaveBeenCalledTimes(1)

    const escape = new Event('cancel', { cancelable: true })
    const dialog = element('dialog') as HTMLDialogElement
    dialog.dispatchEvent(escape)
    expect(escape.defaultPrevented).toBe(true)
    dialog.close()
    dialog.click()
    expect(dialog.open).toBe(true)
    expect(element('button[aria-label="ui.close"]').hasAttribute('disabled')).toBe(true)
    expect(closed).not.toHaveBeenCalled()

    answer.resolve({ ok: true, value: { key: 'sk-llv-secret' } })
    await fixture.whenStable()
    await vi.waitFor(() => expect(saved).toHaveBeenCalledExactlyOnceWith({ key: 'sk-llv-secret' }))
  })

  it('can be left again where the key was not made', async () => {
    element('.button-primary').click()
    answer.resolve({ ok: false, error: { code: 'network', message: '', param: null } })
    await vi.waitFor(() => expect(element('[role=alert]').textContent).toBe('shell.error.network'))
    element('button[aria-label="ui.close"]').click()
    await fixture.whenStable()
    expect(closed).toHaveBeenCalled()
  })
})
