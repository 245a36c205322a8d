import { computed, inject, Injectable, signal } from '@angular/core'
import type { ActionObject, ModelTier } from '@llavero/protocol/control/actions.ts'
import type { RunObject } from '@llavero/protocol/control/runs.ts'
import { type Language, LanguageService } from '../language/language'
import { unwrap } from '../shell/api/api-client'
import { keptResource } from '../shell/api/kept-resource'
import { codeLanguageNamed } from '../ui/code/code-language'
import { untilSet } from '../ui/until-set'
import { detectLanguage } from './editor/detect-language'
import type { LiveRun, RunRequest } from './run/live-run'
import { modelFor, type RunChoices, setParameters, untouchedChoices } from './run/run-choices'
import { WorkbenchApi } from './workbench-api'

/** How many can be compared at once. */
export const mostVariants = 4

/** All that the workbench holds, also while another screen is shown: the snippet, the choices and the runs. */
@Injectable({ providedIn: 'root' })
export class WorkbenchStore {
  readonly #api = inject(WorkbenchApi)
  readonly #language = inject(LanguageService)

  // ── The snippet ────────────────────────────────────────────────────────────────────────────────

  readonly code = signal('')
  readonly fileName = signal<string | null>(null)
  /** Null: found out from the snippet. */
  readonly chosenLanguage = signal<string | null>(null)
  readonly detectedLanguage = computed(() => detectLanguage(this.code(), this.fileName() ?? ''))
  readonly language = computed(() => {
    const chosen = this.chosenLanguage()
    return chosen === null ? this.detectedLanguage() : codeLanguageNamed(chosen)
  })

  // ── What to do with it ─────────────────────────────────────────────────────────────────────────

  readonly #actions = keptResource(
    () => null,
    async (_all, signal) => unwrap(await this.#api.actions(signal)).data,
  )
  readonly #models = keptResource(
    () => null,
    async (_all, signal) => unwrap(await this.#api.models(signal)).data,
  )
  /** Only operators may read the settings; for others the tiers show no model. */
  readonly #tiers = keptResource(
    () => null,
    async (_all, signal) => {
      const { small, balanced, large } = unwrap(await this.#api.settings(signal)).default_models
      return { small: small.model, balanced: balanced.model, large: large.model }
    },
  )

  readonly isLoadingActions = this.#actions.isLoading
  readonly actionsError = this.#actions.error
  readonly actions = computed(() => this.#actions.value() ?? [])
  readonly models = computed(() => this.#models.value() ?? [])
  readonly tierModels = computed<Readonly<Record<ModelTier, string>> | null>(
    () => this.#tiers.value() ?? null,
  )

  readonly chosenActionId = signal<string | null>(null)
  readonly action = computed<ActionObject | undefined>(() => {
    const id = this.chosenActionId()
    return this.actions().find((action) => action.id === id) ?? this.actions()[0]
  })
  /** The page's own language until another one is chosen. */
  readonly answerLanguage = untilSet<Language>(() => this.#language.current())

  // ── Runs ───────────────────────────────────────────────────────────────────────────────────────

  readonly isComparing = signal(false)
  /** One column each; without a comparison only the first counts. */
  readonly variants = signal<readonly RunChoices[]>([untouchedChoices])
  readonly usedVariants = computed(() =>
    this.isComparing() ? this.variants() : this.variants().slice(0, 1),
  )
  /** What is shown: one run, or one for each variant. */
  readonly runs = signal<readonly LiveRun[]>([])
  readonly isRunning = computed(() => this.runs().some((run) => run.isRunning()))
  readonly canRun = computed(() => this.code().trim() !== '' && this.action() !== undefined)

  /** Asks again what there is to choose from: another screen may have changed it, or the server did not answer before. */
  refresh(): void {
    this.#actions.refresh()
    this.#models.refresh()
    this.#tiers.refresh()
  }

  reloadActions(): void {
    this.#actions.reload()
  }

  modelOf(choices: RunChoices): string | null {
    return modelFor(this.action(), choices, this.tierModels())
  }

  setVariant(index: number, choices: RunChoices): void {
    this.variants.update((variants) => variants.with(index, choices))
  }

  compare(isComparing: boolean): void {
    this.isComparing.set(isComparing)
    const missing = Math.max(0, 2 - this.variants().length)
    if (isComparing)
      this.variants.update((all) => [...all, ...Array(missing).fill(untouchedChoices)])
  }

  addVariant(): void {
    this.variants.update((all) => [...all, all.at(-1) ?? untouchedChoices].slice(0, mostVariants))
  }

  removeVariant(index: number): void {
    this.variants.update((all) => all.filter((_, place) => place !== index))
    if (this.variants().length < 2) this.isComparing.set(false)
  }

  requestFor(choices: RunChoices): RunRequest | null {
    const action = this.action()
    if (!action || this.code().trim() === '') return null
    return {
      action_id: action.id,
      code: this.code(),
      language: this.language().id,
      file_name: this.fileName(),
      answer_language: this.answerLanguage(),
      model: choices.model,
      parameters: setParameters(choices.parameters),
    }
  }

  /** Runs the action once, or once for each variant; what ran before is stopped. */
  start(): readonly LiveRun[] {
    this.stop()
    const requests = this.usedVariants().flatMap((choices) => this.requestFor(choices) ?? [])
    const groupId = requests.length > 1 ? newGroupId() : null
    this.runs.set(
      requests.map((request, position) =>
        this.#api.start(
          groupId === null ? request : { ...request, group: { id: groupId, position } },
        ),
      ),
    )
    return this.runs()
  }

  stop(): void {
    for (const run of this.runs()) run.stop()
  }

  /** Shows runs that were kept, with the snippet and the choices that they were made of. */
  show(runs: readonly RunObject[]): void {
    const [first] = runs
    if (!first) return
    this.stop()
    this.code.set(first.code)
    this.fileName.set(first.file_name)
    const detected = detectLanguage(first.code, first.file_name ?? '')
    this.chosenLanguage.set(detected.id === first.language ? null : first.language)
    this.chosenActionId.set(first.action.id)
    this.answerLanguage.set(first.answer_language)
    this.isComparing.set(runs.length > 1)
    this.variants.set(runs.map(({ model, parameters }) => ({ model, parameters })))
    this.runs.set(runs.map((run) => this.#api.kept(run)))
  }

  clear(): void {
    this.stop()
    this.runs.set([])
    this.code.set('')
    this.fileName.set(null)
    this.chosenLanguage.set(null)
  }
}

function newGroupId(): string {
  return `group_${crypto.randomUUID().replaceAll('-', '')}`
}
