import { effect, inject, Injectable, Injector, signal, untracked } from '@angular/core'
import type {
  PreferencesObject,
  UpdatePreferencesBody,
} from '@llavero/protocol/control/settings.ts'
import { LanguageService } from '../language/language'
import { ToastService } from '../ui/toast-service'
import { ApiClient } from './api/api-client'
import { ErrorText } from './error-text'
import { inTurn } from './in-turn'
import { SessionService } from './session'
import { switchLanguage } from './switch-language'
import { ThemeService } from './theme'

type Choices = Pick<PreferencesObject, 'language' | 'theme'>

/**
 * Language and theme follow the person to every browser: what the server remembers is taken over at sign-in, and what
 * is chosen from then on is told to it. Until then, and for the first paint, the browser's own memory counts.
 */
@Injectable({ providedIn: 'root' })
export class PreferencesService {
  readonly #api = inject(ApiClient)
  readonly #injector = inject(Injector)
  readonly #session = inject(SessionService)
  readonly #language = inject(LanguageService)
  readonly #theme = inject(ThemeService)
  readonly #toasts = inject(ToastService)
  readonly #errors = inject(ErrorText)
  /** As the server and this page last agreed; null while nobody is signed in. */
  readonly #agreed = signal<Choices | null>(null)
  readonly #inTurn = inTurn()

  constructor() {
    effect(() => {
      const personId = this.#session.person()?.id ?? null
      untracked(() => void this.#takeOver(personId))
    })
    effect(() => {
      const agreed = this.#agreed()
      const chosen = this.#chosen()
      if (agreed !== null) untracked(() => void this.#tell(agreed, chosen))
    })
  }

  /** Tells the server what was chosen before there was an account. */
  keep(): void {
    void this.#send(this.#chosen())
  }

  async #takeOver(personId: string | null): Promise<void> {
    this.#agreed.set(null)
    if (personId === null) return
    const before = this.#chosen()
    const result = await this.#api.get<PreferencesObject>('/api/preferences')
    // Somebody else may be signed in by now, or nobody.
    if (this.#session.person()?.id !== personId) return
    const { language, theme } = result.ok ? result.value : before
    const now = this.#chosen()
    // What was chosen while the answer was on its way wins, and is told.
    if (theme !== null && now.theme === before.theme) this.#theme.use(theme)
    const isAsked = language !== null && now.language === before.language
    const isTaken = !isAsked || (await switchLanguage(this.#injector, language))
    if (this.#session.person()?.id !== personId) return
    // A language whose texts did not come is still the person's: the one that the page stays in is no choice.
    const agreed = isTaken ? language : this.#language.current()
    this.#agreed.set({ language: agreed ?? before.language, theme: theme ?? before.theme })
  }

  #chosen(): Choices {
    return { language: this.#language.current(), theme: this.#theme.chosen() }
  }

  async #tell(agreed: Choices, { language, theme }: Choices): Promise<void> {
    const changes: UpdatePreferencesBody = {
      ...(language !== agreed.language && { language }),
      ...(theme !== agreed.theme && { theme }),
    }
    if (Object.keys(changes).length === 0) return
    this.#agreed.set({ language, theme })
    const person = this.#session.person()
    await this.#inTurn(async () => {
      if (this.#session.person()?.id === person?.id) await this.#send(changes)
    })
  }

  async #send(changes: UpdatePreferencesBody): Promise<void> {
    const result = await this.#api.patch('/api/preferences', changes)
    if (result.ok) return
    const reason = this.#errors.of(result.error)
    this.#toasts.failed(this.#language.translate('shell.failed.preferences'), reason)
  }
}
