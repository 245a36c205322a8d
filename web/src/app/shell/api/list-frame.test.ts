import { Component, signal } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { LucideFiles } from '@lucide/angular'
import { beforeEach, describe, expect, it } from 'vitest'
import { LanguageService } from '../../language/language'
import type { ApiError } from './api-client'
import type { KeysetList } from './keyset-list'
import { ListFrame } from './list-frame'

const rows = signal<readonly string[]>([])
const isLoading = signal(false)
const error = signal<Error | undefined>(undefined)
const moreError = signal<ApiError | null>(null)
let refreshes = 0
let pagesAsked = 0
const list: KeysetList<string> = {
  rows,
  isLoading,
  error,
  moreError,
  hasMore: signal(true),
  isLoadingMore: signal(false),
  reload: () => {},
  refresh: () => void (refreshes += 1),
  more: async () => void (pagesAsked += 1),
}

@Component({
  imports: [ListFrame],
  template: `
    <llv-list-frame
      [list]="list"
      [icon]="icon"
      [label]="words.label"
      [emptyTitle]="words.empty"
      [emptyText]="words.empty"
    >
      <button emptyAction></button>
      <table></table>
    </llv-list-frame>
  `,
})
class Host {
  readonly list = list
  readonly icon = LucideFiles.icon
  readonly words = { label: 'Files', empty: 'None' }
}

describe('the frame of a list', () => {
  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        {
          provide: LanguageService,
          useValue: { current: () => 'en', translate: (key: string) => key },
        },
      ],
    })
    rows.set([])
    isLoading.set(false)
    error.set(undefined)
    moreError.set(null)
  })

  async function shown(): Promise<HTMLElement> {
    const fixture = TestBed.createComponent(Host)
    await fixture.whenStable()
    return fixture.nativeElement as HTMLElement
  }

  it('shows its shape while the first page comes, and keeps the rows while they are asked for again', async () => {
    isLoading.set(true)
    expect((await shown()).querySelector('llv-skeleton')).not.toBeNull()
    rows.set(['one'])
    expect((await shown()).querySelector('llv-skeleton')).toBeNull()
  })

  it('says what to do where there is nothing', async () => {
    const element = await shown()
    expect(element.querySelector('llv-empty-state button')).not.toBeNull()
    expect(element.querySelector('table')).toBeNull()
  })

  it('shows the table under its name, with the way to the next page', async () => {
    rows.set(['one'])
    const element = await shown()
    expect(element.querySelector('[role=region][aria-label=Files] > table')).not.toBeNull()
    expect(element.querySelector('llv-more-rows button')).not.toBeNull()
    expect(element.querySelector('[emptyAction]')).toBeNull()
  })

  it('tells a failure, and tries again', async () => {
    error.set(new Error('broken'))
    const element = await shown()
    expect(element.textContent).toContain('broken')
    element.querySelector<HTMLButtonElement>('llv-failure button')?.click()
    expect(refreshes).toBe(1)
  })

  it('keeps the table where it could not be read again, and says so beside it', async () => {
    rows.set(['one'])
    error.set(new Error('broken'))
    const element = await shown()
    expect(element.querySelector('table')).not.toBeNull()
    expect(element.querySelector('llv-failure')?.textContent).toContain('broken')
  })

  it('keeps the table where its next page did not come, says why there, and asks again', async () => {
    rows.set(['one'])
    moreError.set({
      status: 500,
      code: null,
      type: 'server_error',
      message: 'no second page',
      param: null,
      requestId: null,
      retryAfterMs: null,
    })
    const element = await shown()
    expect(element.querySelector('table')).not.toBeNull()
    expect(element.querySelector('llv-more-rows [role=alert]')?.textContent).toContain(
      'no second page',
    )
    const button = element.querySelector<HTMLButtonElement>('llv-more-rows button')
    expect(button?.textContent).toContain('ui.tryAgain')
    button?.click()
    expect(pagesAsked).toBe(1)
  })
})
