import { Component, computed, inject, input, output } from '@angular/core'
import type { CreatedKeyObject } from '@llavero/protocol/control/keys.ts'
import { injectTranslate } from '../language/language'
import { Button } from '../ui/button'
import { CodeBlock } from '../ui/code-block'
import { CopyButton } from '../ui/copy-button'
import { Dialog } from '../ui/dialog'
import { ORIGIN } from './origin'

/** A new key, the only time that it is shown, with a first request to try it. */
@Component({
  selector: 'llv-created-key',
  imports: [Button, CodeBlock, CopyButton, Dialog],
  template: `
    <llv-dialog
      [title]="t('keys.created.title')"
      [isWide]="true"
      [open]="true"
      (openChange)="closed.emit()"
    >
      <p class="text-ink-soft">{{ t('keys.created.text') }}</p>
      <div
        class="mt-4 flex flex-wrap items-center gap-3 rounded-lg bg-brass-soft p-4 text-brass-ink"
      >
        <code class="min-w-0 flex-1 font-mono text-base break-all" data-testid="new-key">{{
          key().key
        }}</code>
        <llv-copy-button [text]="key().key" [label]="t('keys.created.copy')" />
      </div>
      <llv-code-block class="mt-5 block" [label]="t('keys.created.try')" [text]="request()" />
      <button dialogActions llvButton="primary" (click)="closed.emit()">
        {{ t('keys.created.done') }}
      </button>
    </llv-dialog>
  `,
})
export class CreatedKey {
  readonly key = input.required<CreatedKeyObject>()
  readonly closed = output()

  readonly #origin = inject(ORIGIN)
  protected readonly t = injectTranslate()
  protected readonly request = computed(
    () => `curl ${this.#origin}/v1/chat/completions \\
  -H 'authorization: Bearer ${this.key().key}' \\
  -H 'content-type: application/json' \\
  -d '{"model": "sim-mini", "messages": [{"role": "user", "content": "Hello"}]}'`,
  )
}
