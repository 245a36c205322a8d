import { signal } from '@angular/core'
import { type ComponentFixture, TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LanguageService } from '../../language/language'
import { ToastService } from '../../ui/toast-service'
import { WorkbenchApi } from '../workbench-api'
import { WorkbenchStore } from '../workbench-store'
import { RunAddress } from './addresses'

describe('the address of a run', () => {
  const runs = signal<readonly object[]>([])
  const show = vi.fn()
  const failed = vi.fn()
  let found: Map<string, PromiseWithResolvers<object>>
  let fixture: ComponentFixture<RunAddress>

  beforeEach(async () => {
    runs.set([])
    show.mockClear()
    failed.mockClear()
    found = new Map()
    const run = (id: string) => {
      const answer = Promise.withResolvers<object>()
      found.set(id, answer)
      return answer.promise
    }
    TestBed.configureTestingModule({
      providers: [
        { provide: WorkbenchApi, useValue: { run } },
        { provide: WorkbenchStore, useValue: { runs, show } },
        { provide: ToastService, useValue: { failed } },
        { provide: LanguageService, useValue: { translate: (key: string) => key } },
      ],
    })
    fixture = TestBed.createComponent(RunAddress)
    await openAt('first')
  })

  async function openAt(id: string): Promise<void> {
    fixture.componentRef.setInput('runId', id)
    await fixture.whenStable()
  }

  async function arrive(id: string): Promise<void> {
    found.get(id)?.resolve({ ok: true, value: { id } })
    await new Promise((resolve) => setTimeout(resolve))
  }

  it('shows the run of the address that was opened last, whichever comes last', async () => {
    await openAt('second')
    await arrive('second')
    await arrive('first')
    expect(show.mock.calls).toEqual([[[{ id: 'second' }]]])
  })

  it('does not stop what was run while it was on its way', async () => {
    runs.set([{ run: () => null }])
    await arrive('first')
    expect(show).not.toHaveBeenCalled()
  })

  it('says nothing any more where it was left', async () => {
    fixture.destroy()
    found.get('first')?.resolve({ ok: false, error: { code: 'not_found', message: '' } })
    await new Promise((resolve) => setTimeout(resolve))
    expect(failed).not.toHaveBeenCalled()
  })
})
