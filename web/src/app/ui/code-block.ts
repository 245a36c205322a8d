import { Component, input } from '@angular/core'
import { CopyButton } from './copy-button'

/** Code to read and to copy. It scrolls sideways by itself, so it can be reached by keyboard. */
@Component({
  selector: 'llv-code-block',
  imports: [CopyButton],
  template: `
    <figure class="code-block">
      @if (label(); as label) {
        <figcaption class="code-label">{{ label }}</figcaption>
      }
      <pre
        class="code"
        tabindex="0"
        role="region"
        [attr.aria-label]="label() ?? text().slice(0, 60)"
      ><code>{{ text() }}</code></pre>
      <llv-copy-button class="absolute top-1.5 right-1.5" [text]="text()" />
    </figure>
  `,
})
export class CodeBlock {
  readonly text = input.required<string>()
  readonly label = input<string | null>(null)
}
