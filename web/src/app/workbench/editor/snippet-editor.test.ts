import { Component, forwardRef, input, output, signal } from '@angular/core'
import { type ComponentFixture, TestBed } from '@angular/core/testing'
import { By } from '@angular/platform-browser'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LanguageService } from '../../language/language'
import { CodeEditor } from '../../ui/code/code-editor'
import { ToastService } from '../../ui/toast-service'
import { WorkbenchStore } from '../workbench-store'
import { SnippetEditor } from './snippet-editor'

/** An editor without the DOM of one. */
@Component({
  selector: 'llv-code-editor',
  template: '',
  providers: [{ provide: CodeEditor, useExisting: forwardRef(() => PlainEditor) }],
})
class PlainEditor {
  readonly label = input('')
  readonly language = input<unknown>()
  readonly placeholder = input('')
  readonly initialText = input('')
  readonly edited = output()
  #text = ''

  text(): string {
    return this.#text
  }

  replace(text: string): void {
    this.#text = text
    this.edited.emit()
  }

  focus(): void {}
}

describe('the editor of the snippet', () => {
  const store = {
    code: signal(''),
    fileName: signal<string | null>(null),
    chosenLanguage: signal<string | null>(null),
    detectedLanguage: () => ({ name: 'Text' }),
    language: () => null,
  }
  const done = vi.fn()
  let fixture: ComponentFixture<SnippetEditor>
  let editor: PlainEditor

  beforeEach(async () => {
    store.code.set('')
    store.fileName.set(null)
    done.mockClear()
    TestBed.configureTestingModule({
      providers: [
        { provide: WorkbenchStore, useValue: store },
        { provide: ToastService, useValue: { done, failed: vi.fn() } },
        {
          provide: LanguageService,
          useValue: { current: () => 'en', translate: (key: string) => key },
        },
      ],
    })
    TestBed.overrideComponent(SnippetEditor, {
      remove: { imports: [CodeEditor] },
      add: { imports: [PlainEditor] },
    })
    fixture = TestBed.createComponent(SnippetEditor)
    await fixture.whenStable()
    editor = fixture.debugElement.query(By.directive(PlainEditor)).componentInstance as PlainEditor
    store.code.set('let x')
    await fixture.whenStable()
  })

  it('is cleared and brought back with what was typed last', () => {
    editor.replace('let x = 1')
    const clear = '[aria-label="workbench.editor.clear"]'
    ;(fixture.nativeElement as HTMLElement).querySelector<HTMLButtonElement>(clear)?.click()
    TestBed.tick()
    expect([store.code(), editor.text()]).toEqual(['', ''])
    const undo = done.mock.calls[0]?.[1] as { run(): void }
    undo.run()
    TestBed.tick()
    expect([store.code(), editor.text()]).toEqual(['let x = 1', 'let x = 1'])
  })

  it('shows the file that was dropped last, whichever is read last', async () => {
    const large = Promise.withResolvers<ArrayBuffer>()
    drop(fileNamed('large.txt', large.promise))
    drop(fileNamed('small.txt', bytes('small')))
    await vi.waitFor(() => expect(store.code()).toBe('small'))
    large.resolve(await bytes('large'))
    await new Promise((resolve) => setTimeout(resolve))
    expect([store.fileName(), store.code()]).toEqual(['small.txt', 'small'])
  })

  function drop(file: File): void {
    const event = new Event('drop', { bubbles: true, cancelable: true })
    Object.assign(event, { dataTransfer: { files: [file] } })
    ;(fixture.nativeElement as HTMLElement).querySelector('.card')?.dispatchEvent(event)
  }

  function fileNamed(name: string, content: Promise<ArrayBuffer>): File {
    return Object.assign(new File([], name), { arrayBuffer: () => content })
  }

  async function bytes(text: string): Promise<ArrayBuffer> {
    return new TextEncoder().encode(text).buffer
  }
})
