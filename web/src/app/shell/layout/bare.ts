import { Component } from '@angular/core'
import { LanguageMenu } from './language-menu'
import { Logo } from './logo'
import { ThemeMenu } from './theme-menu'

/** The frame of screens before one is signed in: the name, the language, the theme. */
@Component({
  selector: 'llv-bare',
  imports: [LanguageMenu, Logo, ThemeMenu],
  template: `
    <div class="flex min-h-dvh flex-col">
      <header class="flex items-center gap-2 px-5 py-4 sm:px-8">
        <span class="mr-auto flex items-center gap-2.5 text-lg font-semibold tracking-tight">
          <llv-logo class="size-8" />
          Llavero
        </span>
        <llv-theme-menu />
        <llv-language-menu />
      </header>
      <main id="main" class="flex flex-1 flex-col px-5 pb-16 sm:px-8"><ng-content /></main>
    </div>
  `,
})
export class Bare {}
