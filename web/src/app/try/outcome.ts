import { Component, inject } from '@angular/core'
import { injectTranslate } from '../language/language'
import { Provenance } from '../ui/provenance'
import { Trial } from './trial'

/** What became of the last call: why it failed, or where its answer came from, with the way to its receipt. */
@Component({
  selector: 'llv-outcome',
  imports: [Provenance],
  template: `
    @if (trial.error(); as error) {
      <p class="rounded-md bg-danger-soft p-3 text-sm text-danger-ink" role="alert">{{ error }}</p>
    } @else if (trial.requestId(); as id) {
      <p class="flex flex-wrap items-center gap-2 text-sm text-ink-soft">
        <llv-provenance
          [origin]="trial.origin()"
          [provider]="trial.card()?.provider?.name ?? null"
          [requestId]="id"
        />
        <span class="font-mono">{{ trial.asked() }}</span>
        <span class="text-ink-faint">{{ t('try.receipt') }}</span>
      </p>
    }
  `,
})
export class Outcome {
  protected readonly trial = inject(Trial)
  protected readonly t = injectTranslate()
}
