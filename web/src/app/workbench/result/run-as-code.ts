import { Component, computed, inject, input, resource, signal } from '@angular/core'
import { injectTranslate } from '../../language/language'
import { unwrap } from '../../shell/api/api-client'
import { Button } from '../../ui/button'
import { type ChatBody, copyAs, type CopyTarget, copyTargets } from '../../ui/copy-as/copy-as'
import { CopyButton } from '../../ui/copy-button'
import { Skeleton } from '../../ui/skeleton'
import type { LiveRun } from '../run/live-run'
import { WorkbenchApi } from '../workbench-api'

const names: Readonly<Record<CopyTarget, string>> = {
  curl: 'curl',
  node: 'Node.js',
  python: 'Python',
}

/** The run as a call that anybody can make with a key: curl, Node or Python. */
@Component({
  selector: 'llv-run-as-code',
  imports: [Button, CopyButton, Skeleton],
  template: `
    <div class="flex flex-wrap items-center gap-1.5">
      @for (one of targets; track one) {
        <button
          llvButton
          class="button-small"
          [attr.aria-pressed]="one === target()"
          (click)="target.set(one)"
        >
          {{ names[one] }}
        </button>
      }
      <span class="ml-auto"><llv-copy-button [text]="program()" /></span>
    </div>
    <p class="mt-2 text-xs text-ink-faint">{{ t('workbench.asCode.key') }}</p>
    @if (program() !== '') {
      <pre
        class="as-code"
        tabindex="0"
        [attr.aria-label]="names[target()]"
      ><code>{{ program() }}</code></pre>
    } @else if (messages.error()) {
      <p class="notice mt-3">{{ t('workbench.asCode.failed') }}</p>
    } @else {
      <llv-skeleton class="mt-4 block" />
    }
  `,
})
export class RunAsCode {
  readonly run = input.required<LiveRun>()

  readonly #api = inject(WorkbenchApi)
  protected readonly t = injectTranslate()
  protected readonly targets = copyTargets
  protected readonly names = names
  protected readonly target = signal<CopyTarget>('curl')

  protected readonly messages = resource({
    params: () => this.run().request,
    loader: async ({ params: request, abortSignal }) => {
      const { action_id, action_version, code, language, file_name, answer_language } = request
      const version = this.run().run()?.action.version ?? action_version
      const body = {
        action_id,
        code,
        language,
        file_name,
        answer_language,
        version: version ?? undefined,
      }
      return unwrap(
        await this.#api.preview(body as Parameters<WorkbenchApi['preview']>[0], abortSignal),
      ).messages
    },
  })

  protected readonly program = computed(() => {
    if (!this.messages.hasValue()) return ''
    const run = this.run().run()
    const parameters = run?.parameters ?? this.run().request.parameters ?? {}
    const given = Object.entries(parameters).filter(
      ([, value]) => value !== null && value !== undefined,
    )
    const body: ChatBody = {
      model: run?.model ?? this.run().request.model ?? '',
      messages: this.messages.value(),
      ...Object.fromEntries(given),
      stream: true,
    }
    return copyAs(this.target(), { origin: location.origin, body })
  })
}
