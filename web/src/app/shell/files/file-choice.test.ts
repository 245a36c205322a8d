import { type ComponentFixture, TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LanguageService } from '../../language/language'
import { ToastService } from '../../ui/toast-service'
import { ApiClient } from '../api/api-client'
import { FileChoice } from './file-choice'

function file(id: string): object {
  return { id, filename: `${id}.jsonl`, bytes: 1, created_at: 1 }
}

describe('the choice of a file', () => {
  let listed: PromiseWithResolvers<object>
  let uploaded: PromiseWithResolvers<object>
  const done = vi.fn()
  const failed = vi.fn()
  let fixture: ComponentFixture<FileChoice>

  beforeEach(() => {
    listed = Promise.withResolvers()
    uploaded = Promise.withResolvers()
    done.mockClear()
    failed.mockClear()
    const api = { get: () => listed.promise, post: () => uploaded.promise }
    TestBed.configureTestingModule({
      providers: [
        { provide: ApiClient, useValue: api },
        { provide: ToastService, useValue: { done, failed } },
        {
          provide: LanguageService,
          useValue: { current: () => 'en', translate: (key: string) => key },
        },
      ],
    })
    fixture = TestBed.createComponent(FileChoice)
    fixture.componentRef.setInput('label', 'File')
    fixture.componentRef.setInput('purpose', 'batch')
    fixture.componentRef.setInput('fileId', '')
    fixture.detectChanges()
    drop()
  })

  function drop(): void {
    const event = new Event('drop', { bubbles: true, cancelable: true })
    Object.assign(event, { dataTransfer: { files: [new File(['{}'], 'new.jsonl')] } })
    ;(fixture.nativeElement as HTMLElement).querySelector('.drop')?.dispatchEvent(event)
  }

  async function settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve))
    fixture.detectChanges()
    await new Promise((resolve) => setTimeout(resolve))
    fixture.detectChanges()
  }

  function offered(): readonly string[] {
    const options = (fixture.nativeElement as HTMLElement).querySelectorAll('option')
    return Array.from(options, ({ value }) => value)
  }

  /** Whether the browser would ask before it closes the page. */
  function asksBeforeClosing(): boolean {
    return !dispatchEvent(new Event('beforeunload', { cancelable: true }))
  }

  it('has the file that was uploaded before the others were known, and the others', async () => {
    uploaded.resolve({ ok: true, value: file('new') })
    await settle()
    listed.resolve({ ok: true, value: { data: [file('old')], has_more: false } })
    await settle()
    expect(offered()).toEqual(['', 'new', 'old'])
    expect(fixture.componentInstance.fileId()).toBe('new')
  })

  it('takes a file where the others could not be read, which is told', async () => {
    listed.resolve({ ok: false, error: { code: 'network', message: '' } })
    await settle()
    uploaded.resolve({ ok: true, value: file('new') })
    await settle()
    expect((fixture.nativeElement as HTMLElement).querySelector('llv-failure')).not.toBeNull()
    expect(offered()).toEqual(['', 'new'])
    expect(fixture.componentInstance.fileId()).toBe('new')
  })

  it('finishes an upload that was left, tells of its end, and asks before the page is closed', async () => {
    expect(asksBeforeClosing()).toBe(true)
    fixture.destroy()
    expect(asksBeforeClosing()).toBe(true)
    uploaded.resolve({ ok: true, value: file('new') })
    await vi.waitFor(() => expect(done).toHaveBeenCalledExactlyOnceWith('shell.files.arrived'))
    expect(asksBeforeClosing()).toBe(false)
  })

  it('tells of an upload that was left and did not arrive', async () => {
    fixture.destroy()
    uploaded.resolve({ ok: false, error: { code: 'network', message: '' } })
    await vi.waitFor(() =>
      expect(failed).toHaveBeenCalledExactlyOnceWith('shell.files.lost', 'shell.error.network'),
    )
  })
})
