import { Component } from '@angular/core'

/** A key on its ring. */
@Component({
  selector: 'llv-logo',
  template: `
    <svg viewBox="0 0 32 32" class="size-full" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#10403a" />
      <g fill="none" stroke="#edbd55" stroke-width="3" stroke-linecap="round">
        <circle cx="12.5" cy="12.5" r="6" />
        <path d="M16.9 16.9 26 26m-4.6-4.6 3-3m-6 0 2.2-2.2" />
      </g>
    </svg>
  `,
  host: { class: 'inline-block' },
})
export class Logo {}
