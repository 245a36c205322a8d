import { Component, computed, input } from '@angular/core'
import { RouterLink } from '@angular/router'
import { injectTranslate } from '../language/language'

/** Where an answer comes from. */
export type Origin = 'simulated' | 'local' | 'cached' | 'provider'

const looks: Readonly<Record<Origin, string>> = {
  simulated: 'tag tag-brass',
  local: 'tag tag-info',
  cached: 'tag tag-violet',
  provider: 'tag tag-accent',
}

/** The tag on every answer: SIMULATED, LOCAL, CACHED or the provider. It opens the receipt. */
@Component({
  selector: 'llv-provenance',
  imports: [RouterLink],
  template: `
    @if (requestId(); as id) {
      <a [class]="look()" [routerLink]="['/requests', id]" [title]="t('ui.openReceipt')">{{
        text()
      }}</a>
    } @else {
      <span [class]="look()">{{ text() }}</span>
    }
  `,
})
export class Provenance {
  readonly origin = input.required<Origin>()
  /** The provider's name, shown where it is one. */
  readonly provider = input<string | null>(null)
  readonly requestId = input<string | null>(null)

  protected readonly t = injectTranslate()
  protected readonly look = computed(() => looks[this.origin()])
  protected readonly text = computed(() => {
    const names = {
      simulated: this.t('ui.origin.simulated'),
      local: this.t('ui.origin.local'),
      cached: this.t('ui.origin.cached'),
      provider: this.provider() ?? this.t('ui.origin.provider'),
    }
    return names[this.origin()]
  })
}
