import { Component, input } from '@angular/core'
import { injectTranslate } from '../../language/language'
import { KeyProgress } from './key-progress'
import { LanguageMenu } from './language-menu'
import { Logo } from './logo'
import { ThemeMenu } from './theme-menu'

/** The frame of screens before the workspace: whose door this is on one side, the screen on the other. */
@Component({
  selector: 'llv-bare',
  imports: [KeyProgress, LanguageMenu, Logo, ThemeMenu],
  template: `
    <div class="flex min-h-dvh flex-col lg:grid lg:grid-cols-[minmax(20rem,5fr)_8fr]">
      <aside class="door">
        <span class="flex items-center gap-2.5 text-lg font-semibold tracking-tight">
          <llv-logo class="size-8" />
          Llavero
        </span>
        <llv-key-progress class="door-key" [cut]="cut()" />
        <p class="door-line">{{ t('shell.door') }}</p>
      </aside>
      <div class="flex min-w-0 flex-1 flex-col">
        <header class="flex items-center justify-end gap-1 px-4 py-3 sm:px-8">
          <llv-theme-menu />
          <llv-language-menu />
        </header>
        <main id="main" class="flex flex-1 flex-col justify-center px-5 pt-4 pb-16 sm:px-8">
          <ng-content />
        </main>
      </div>
    </div>
  `,
})
export class Bare {
  /** How far the key is cut, 0 to 4. */
  readonly cut = input(4)

  protected readonly t = injectTranslate()
}
