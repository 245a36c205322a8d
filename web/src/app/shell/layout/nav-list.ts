import { Component, inject } from '@angular/core'
import { RouterLink, RouterLinkActive } from '@angular/router'
import { LucideDynamicIcon } from '@lucide/angular'
import { injectTranslate, LanguageService } from '../../language/language'
import { FEATURES, type NavGroup } from '../feature'

const groups: readonly NavGroup[] = ['work', 'operate', 'you']

/** All destinations, in their groups. */
@Component({
  selector: 'llv-nav-list',
  imports: [LucideDynamicIcon, RouterLink, RouterLinkActive],
  template: `
    <div class="flex flex-col gap-5">
      @for (group of groups; track group.name) {
        <div>
          <h2 class="px-2.5 pb-1.5 text-xs font-semibold text-ink-faint">
            @switch (group.name) {
              @case ('work') {
                {{ t('shell.group.work') }}
              }
              @case ('operate') {
                {{ t('shell.group.operate') }}
              }
              @case ('you') {
                {{ t('shell.group.you') }}
              }
            }
          </h2>
          <ul class="flex flex-col gap-0.5">
            @for (feature of group.features; track feature.id) {
              <li>
                <a
                  class="nav-link"
                  [routerLink]="'/' + feature.id"
                  routerLinkActive="nav-link-active"
                  ariaCurrentWhenActive="page"
                >
                  <svg [lucideIcon]="feature.icon" class="size-4.5"></svg>
                  {{ language.pick(feature.title) }}
                </a>
              </li>
            }
          </ul>
        </div>
      }
    </div>
  `,
})
export class NavList {
  protected readonly language = inject(LanguageService)
  protected readonly t = injectTranslate()
  readonly #features = inject(FEATURES)
  protected readonly groups = groups
    .map((name) => ({ name, features: this.#features.filter(({ nav }) => nav?.group === name) }))
    .filter(({ features }) => features.length > 0)
}
