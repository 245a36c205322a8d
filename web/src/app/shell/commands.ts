import { computed, inject, Injectable, signal } from '@angular/core'
import { LanguageService } from '../language/language'
import { type Command, FEATURES, type Feature, goTo } from './feature'
import { shellCommands } from './shell-commands'

/** All that the palette offers now. */
@Injectable({ providedIn: 'root' })
export class CommandService {
  readonly #language = inject(LanguageService)
  readonly #features = inject(FEATURES)
  readonly #ofScreens = signal<readonly Command[]>([])
  readonly all = computed(() => [
    ...this.#ofScreens(),
    ...this.#features.filter(({ nav }) => nav !== null).map(wayTo),
    ...this.#features.flatMap(({ commands }) => commands ?? []),
    ...shellCommands,
  ])

  /** Offers commands of a screen until the returned function is called, for `DestroyRef.onDestroy`. */
  offer(commands: readonly Command[]): () => void {
    this.#ofScreens.update((offered) => [...commands, ...offered])
    return () =>
      this.#ofScreens.update((offered) => offered.filter((one) => !commands.includes(one)))
  }

  /** Commands that have every word of the query in their title, in any language, or among their keywords. */
  find(query: string): readonly Command[] {
    const words = fold(query).split(/\s+/).filter(Boolean)
    return this.all()
      .map((command) => ({ command, rank: this.#rank(command, words) }))
      .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
      .toSorted((one, other) => one.rank - other.rank)
      .map(({ command }) => command)
  }

  /** 0 where the title begins with the first word, 1 where the title has all words, 2 where something else has. */
  #rank(command: Command, words: readonly string[]): number {
    const title = fold(this.#language.pick(command.title))
    const text = fold([...Object.values(command.title), ...(command.keywords ?? [])].join(' '))
    if (title.startsWith(words[0] ?? '')) if (words.every((word) => title.includes(word))) return 0
    if (words.every((word) => title.includes(word))) return 1
    return words.every((word) => text.includes(word)) ? 2 : Number.POSITIVE_INFINITY
  }
}

function wayTo({ id, title, icon }: Feature): Command {
  return {
    id: `go:${id}`,
    title,
    icon,
    run: goTo(`/${id}`),
  }
}

/** Case and accents do not matter to somebody who searches. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
