import { Component, computed, inject, output } from '@angular/core'
import { RouterLink } from '@angular/router'
import {
  LucideBookOpen,
  LucideBug,
  LucideDynamicIcon,
  LucideFilePen,
  LucideFlaskConical,
  LucidePlus,
  LucideSparkles,
  LucideSpellCheck,
  LucideWandSparkles,
} from '@lucide/angular'
import type { ActionObject } from '@llavero/protocol/control/actions.ts'
import { isTyping } from '../../browser/shortcut'
import { injectTranslate, LanguageService } from '../../language/language'
import { textIn } from '../text-in'
import { WorkbenchStore } from '../workbench-store'

const icons: Readonly<Record<string, typeof LucideBug.icon>> = {
  'fix-bugs': LucideBug.icon,
  explain: LucideBookOpen.icon,
  'fix-naming': LucideSpellCheck.icon,
  'write-documentation': LucideFilePen.icon,
  'generate-tests': LucideFlaskConical.icon,
  refactor: LucideWandSparkles.icon,
}

// Keys 1 to 9.
const mostShortcuts = 9

/** What can be done with the snippet; one of them is chosen. */
@Component({
  selector: 'llv-action-bar',
  imports: [LucideDynamicIcon, LucidePlus, RouterLink],
  template: `
    <div
      class="flex gap-1.5 overflow-x-auto p-1"
      role="group"
      [attr.aria-label]="t('workbench.action.label')"
    >
      @for (action of store.actions(); track action.id) {
        <button
          class="action"
          type="button"
          [attr.aria-pressed]="action.id === store.action()?.id"
          [attr.aria-keyshortcuts]="$index < mostShortcuts ? 'Control+Shift+' + ($index + 1) : null"
          [title]="$index < mostShortcuts ? 'Ctrl+Shift+' + ($index + 1) : ''"
          (click)="choose(action)"
        >
          <svg [lucideIcon]="iconOf(action)" class="size-4.5"></svg>
          {{ nameOf(action) }}
          @if ($index < mostShortcuts) {
            <kbd class="kbd hidden xl:inline-block" aria-hidden="true">{{ $index + 1 }}</kbd>
          }
        </button>
      } @empty {
        @for (place of placeholders; track place) {
          <span class="action action-placeholder" aria-hidden="true"></span>
        }
      }
      <a
        class="action"
        routerLink="/workbench/actions/new"
        [attr.aria-label]="t('workbench.action.add')"
        [title]="t('workbench.action.add')"
      >
        <svg lucidePlus class="size-4.5"></svg>
      </a>
    </div>
  `,
  host: { class: 'block min-w-0', '(document:keydown)': 'onKey($event)' },
})
export class ActionBar {
  readonly chosen = output()

  protected readonly store = inject(WorkbenchStore)
  readonly #language = inject(LanguageService)
  protected readonly t = injectTranslate()
  protected readonly mostShortcuts = mostShortcuts
  protected readonly placeholders = [1, 2, 3, 4, 5, 6]
  readonly #shown = computed(() => this.store.actions().slice(0, mostShortcuts))

  protected nameOf(action: ActionObject): string {
    return textIn(action.name, this.#language.current()) ?? action.slug
  }

  protected iconOf({ slug, is_built_in }: ActionObject): typeof LucideBug.icon {
    return (is_built_in ? icons[slug] : undefined) ?? LucideSparkles.icon
  }

  protected choose(action: ActionObject): void {
    this.store.chosenActionId.set(action.id)
    this.chosen.emit()
  }

  /** Ctrl+Shift+1 … 9 everywhere, the digit alone outside of text fields. */
  protected onKey(event: KeyboardEvent): void {
    const { code, ctrlKey, shiftKey, altKey, metaKey, isComposing } = event
    const digit = /^Digit([1-9])$/.exec(code)?.[1]
    if (digit === undefined || isComposing || altKey || metaKey) return
    const isChord = ctrlKey && shiftKey
    const isPlain = !ctrlKey && !shiftKey && !isTyping(event)
    const action = this.#shown()[Number(digit) - 1]
    if (!action || !(isChord || isPlain)) return
    event.preventDefault()
    this.choose(action)
  }
}
