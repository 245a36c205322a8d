import { Component, computed, inject } from '@angular/core'
import { keyCaps } from '../../browser/shortcut'
import { LanguageService } from '../../language/language'
import { CommandService } from '../commands'
import { FEATURES, type ShortcutNote } from '../feature'
import { everywhere, frameShortcuts } from './frame-shortcuts'

/** Every shortcut, by the place where it works. */
@Component({
  selector: 'llv-shortcut-list',
  template: `
    <div class="flex flex-col gap-6">
      @for (section of sections(); track section.title) {
        <section>
          <h3 class="mb-2 text-sm text-ink-faint">{{ language.pick(section.title) }}</h3>
          <dl class="flex flex-col">
            @for (note of section.notes; track note.keys + note.title.en) {
              <div class="flex items-center justify-between gap-4 border-t border-line py-2">
                <dt>{{ language.pick(note.title) }}</dt>
                <dd class="flex flex-none gap-1">
                  @for (cap of caps(note); track cap) {
                    <kbd class="kbd">{{ cap }}</kbd>
                  }
                </dd>
              </div>
            }
          </dl>
        </section>
      }
    </div>
  `,
})
export class ShortcutList {
  readonly #features = inject(FEATURES)
  readonly #commands = inject(CommandService)
  protected readonly language = inject(LanguageService)
  protected readonly sections = computed(() => {
    const ofCommands = this.#commands
      .all()
      .flatMap(({ shortcut, title }) => (shortcut === undefined ? [] : [{ keys: shortcut, title }]))
    const ofFeatures = this.#features.flatMap(({ title, shortcuts }) =>
      shortcuts === undefined ? [] : [{ title, notes: shortcuts }],
    )
    return [{ title: everywhere, notes: [...frameShortcuts, ...ofCommands] }, ...ofFeatures]
  })

  protected caps({ keys }: ShortcutNote): readonly string[] {
    return keyCaps(keys)
  }
}
