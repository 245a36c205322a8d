import { Component, computed, inject, input } from '@angular/core'
import type { RequestObject } from '@llavero/protocol/control/requests.ts'
import { VerdictNames } from './verdict-names'

const looks: Readonly<Record<RequestObject['verdict'], string>> = {
  complete: 'tag tag-success',
  truncated: 'tag tag-danger',
  provider_error: 'tag tag-danger',
  client_gone: 'tag tag-brass',
  server_stopped: 'tag tag-brass',
  refused: 'tag',
}

/** How a call ended. */
@Component({
  selector: 'llv-verdict',
  template: `<span [class]="look()">{{ names.all()[verdict()] }}</span>`,
})
export class Verdict {
  readonly verdict = input.required<RequestObject['verdict']>()

  protected readonly names = inject(VerdictNames)
  protected readonly look = computed(() => looks[this.verdict()])
}
