import { type ComponentFixture, TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LanguageService } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { CloudKey } from './cloud-key'

describe('a key of a cloud vendor', () => {
  let probed: PromiseWithResolvers<object>
  const post = vi.fn((path: string, _body: object) =>
    path.endsWith('/probe') ? probed.promise : Promise.resolve({ ok: true, value: {} }),
  )
  let fixture: ComponentFixture<CloudKey>

  beforeEach(async () => {
    probed = Promise.withResolvers()
    post.mockClear()
    TestBed.configureTestingModule({
      providers: [
        { provide: ApiClient, useValue: { post } },
        {
          provide: LanguageService,
          useValue: { current: () => 'en', translate: (key: string) => key },
        },
      ],
    })
    fixture = TestBed.createComponent(CloudKey)
    fixture.componentRef.setInput('added', [])
    await fixture.whenStable()
  })

  it('is saved under the vendor that it was tried at, whatever is chosen meanwhile', async () => {
    const root = fixture.nativeElement as HTMLElement
    root.querySelector('form')?.dispatchEvent(new Event('submit'))
    const vendor = root.querySelector('select')
    if (vendor) vendor.value = 'groq'
    vendor?.dispatchEvent(new Event('change'))
    await fixture.whenStable()
    probed.resolve({ ok: true, value: { outcome: 'ok', models: [], message: '' } })
    await vi.waitFor(() => expect(post).toHaveBeenCalledTimes(2))
    expect(post.mock.calls[1]?.[1]).toMatchObject({
      vendor: 'openai',
      name: 'OpenAI',
      base_url: 'https://api.openai.com/v1',
    })
  })
})
