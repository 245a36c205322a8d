import { type ComponentFixture, TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LanguageService } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { ProviderForm } from './provider-form'

describe('the form of a provider', () => {
  let vendors: PromiseWithResolvers<object>
  let probed: PromiseWithResolvers<object>
  const post = vi.fn((path: string, _body: object) =>
    path.endsWith('/probe') ? probed.promise : Promise.resolve({ ok: true, value: {} }),
  )
  let fixture: ComponentFixture<ProviderForm>

  beforeEach(async () => {
    vendors = Promise.withResolvers()
    probed = Promise.withResolvers()
    post.mockClear()
    TestBed.configureTestingModule({
      providers: [
        { provide: ApiClient, useValue: { post, get: () => vendors.promise } },
        {
          provide: LanguageService,
          useValue: { current: () => 'en', translate: (key: string) => key },
        },
      ],
    })
    fixture = TestBed.createComponent(ProviderForm)
    fixture.detectChanges()
  })

  function field(name: string): HTMLInputElement {
    const found = (fixture.nativeElement as HTMLElement).querySelector<HTMLInputElement>(
      `input[name=${name}]`,
    )
    if (!found) throw new Error(`there is no field ${name}`)
    return found
  }

  async function type(name: string, text: string): Promise<void> {
    field(name).value = text
    field(name).dispatchEvent(new Event('input'))
    await settle()
  }

  /** Model fields take their values a moment later; nothing that a test holds back is waited for. */
  async function settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve))
    fixture.detectChanges()
    await new Promise((resolve) => setTimeout(resolve))
  }

  function press(text: string): void {
    const buttons = (fixture.nativeElement as HTMLElement).querySelectorAll('button')
    Array.from(buttons)
      .find((button) => button.textContent?.trim() === text)
      ?.click()
  }

  it('keeps what was typed when the vendors come late', async () => {
    await type('name', 'Our own')
    await type('address', 'http://127.0.0.1:9/v1')
    const openai = { vendor: 'openai', name: 'OpenAI', base_url: 'https://api.openai.com/v1' }
    vendors.resolve({ ok: true, value: { data: [openai] } })
    await settle()
    expect([field('name').value, field('address').value]).toEqual([
      'Our own',
      'http://127.0.0.1:9/v1',
    ])
  })

  it('does not save a key that was typed while another one was tried', async () => {
    await type('name', 'Our own')
    await type('address', 'http://127.0.0.1:9/v1')
    await type('key', 'tried')
    press('providers.form.add')
    await settle()
    await type('key', 'never tried')
    probed.resolve({ ok: true, value: { outcome: 'ok', models: [], message: '' } })
    await settle()
    expect(post.mock.calls.map(([path]) => path)).toEqual(['/api/providers/probe'])
    expect((fixture.nativeElement as HTMLElement).textContent).not.toContain('providers.probe.ok')
  })

  it('saves under the name that was typed while its key was tried', async () => {
    await type('name', 'Our own')
    await type('address', 'http://127.0.0.1:9/v1')
    await type('key', 'tried')
    press('providers.form.add')
    await settle()
    await type('name', 'Everybody’s')
    probed.resolve({ ok: true, value: { outcome: 'ok', models: [], message: '' } })
    await settle()
    expect(post.mock.lastCall).toEqual([
      '/api/providers',
      expect.objectContaining({ name: 'Everybody’s', api_key: 'tried' }),
    ])
  })
})
