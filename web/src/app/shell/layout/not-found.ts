import { Component } from '@angular/core'
import { RouterLink } from '@angular/router'
import { injectTranslate } from '../../language/language'
import { Button } from '../../ui/button'

@Component({
  selector: 'llv-not-found',
  imports: [Button, RouterLink],
  template: `
    <div class="mx-auto flex max-w-md flex-col items-start gap-3 px-6 py-24">
      <h1 class="text-2xl">{{ t('shell.notFound.title') }}</h1>
      <p class="text-ink-soft">{{ t('shell.notFound.text') }}</p>
      <a llvButton routerLink="/">{{ t('shell.notFound.action') }}</a>
    </div>
  `,
})
export class NotFound {
  protected readonly t = injectTranslate()
}
