import { Component, computed, input } from '@angular/core'

/** A sentence whose words in backticks are shown as code. */
@Component({
  selector: 'llv-inline-code',
  template: `@for (part of parts(); track $index) {
    @if ($odd) {
      <code class="rounded bg-sunken px-1 text-[0.92em]">{{ part }}</code>
    } @else {
      {{ part }}
    }
  }`,
})
export class InlineCode {
  readonly text = input.required<string>()
  protected readonly parts = computed(() => this.text().split(/`([^`\n]+)`/))
}
