import { type ComponentFixture, TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LanguageService } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { ToastService } from '../ui/toast-service'
import { ProviderModels } from './provider-models'

const price = {
  model: 'own',
  input_usd_per_million: 3,
  cached_input_usd_per_million: 3,
  output_usd_per_million: 4,
  media: null,
  source: 'us',
  as_of: '2026-01-01',
  is_override: true,
}

describe('the prices of a provider’s models', () => {
  const get = vi.fn()
  const put = vi.fn()
  const done = vi.fn()
  const changed = vi.fn()
  let fixture: ComponentFixture<ProviderModels>

  beforeEach(async () => {
    for (const mock of [get, put, done, changed]) mock.mockReset()
    get.mockResolvedValue({ ok: true, value: { data: [{ id: 'own', trade: 'text', price }] } })
    put.mockResolvedValue({ ok: true, value: price })
    const remove = async () => ({ ok: true, value: {} })
    TestBed.configureTestingModule({
      providers: [
        { provide: ApiClient, useValue: { get, put, delete: remove } },
        { provide: ToastService, useValue: { done, failed: vi.fn() } },
        {
          provide: LanguageService,
          useValue: { current: () => 'en', translate: (key: string) => key },
        },
      ],
    })
    fixture = TestBed.createComponent(ProviderModels)
    fixture.componentInstance.priceChanged.subscribe(changed)
    await show()
  })

  /** Every time that the list of providers is read, each of them is another object. */
  async function show(): Promise<void> {
    fixture.componentRef.setInput('provider', { id: 'provider_1', name: 'Own', models: ['own'] })
    await fixture.whenStable()
  }

  it('stay where they cannot be read again', async () => {
    const text = () => (fixture.nativeElement as HTMLElement).textContent
    expect(text()).toContain('$3')
    get.mockResolvedValue({ ok: false, error: { code: 'network', message: '' } })
    await show()
    expect(text()).toContain('$3')
    expect(text()).not.toContain('providers.price.unknown')
  })

  it('are brought back by an undo also from another screen', async () => {
    await fixture.componentInstance['takeBack'](price)
    expect(changed).toHaveBeenCalledTimes(1)
    const undo = done.mock.calls[0]?.[1] as { run(): void }
    fixture.destroy()
    undo.run()
    await vi.waitFor(() => expect(put).toHaveBeenCalledOnce())
    await new Promise((resolve) => setTimeout(resolve))
    expect(changed).toHaveBeenCalledTimes(1)
  })
})
