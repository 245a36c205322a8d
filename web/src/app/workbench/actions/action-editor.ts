import {
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  resource,
  signal,
  untracked,
  viewChild,
  ViewEncapsulation,
} from '@angular/core'
import { Router, RouterLink } from '@angular/router'
import { LucideArrowLeft, LucideSave } from '@lucide/angular'
import type { ActionObject } from '@llavero/protocol/control/actions.ts'
import { keyCaps, matchesShortcut } from '../../browser/shortcut'
import {
  injectTranslate,
  type Language,
  languageNames,
  languages,
  LanguageService,
} from '../../language/language'
import { type ApiError, ApiFailure, unwrap } from '../../shell/api/api-client'
import { chatCards } from '../../shell/api/model-cards'
import { ErrorText } from '../../shell/error-text'
import { Button } from '../../ui/button'
import { Field, Input } from '../../ui/field'
import { PageHeader } from '../../ui/page-header'
import { Skeleton } from '../../ui/skeleton'
import { ToastService } from '../../ui/toast-service'
import { samples } from '../editor/samples'
import { textIn } from '../text-in'
import { WorkbenchApi } from '../workbench-api'
import { WorkbenchStore } from '../workbench-store'
import { bodyOf, type DraftForm, draftOf, newDraft, promptsOf, slugFrom } from './action-draft'
import { outputTexts, tierTexts } from './action-words'

const outputs: readonly ActionObject['output'][] = ['patch', 'report', 'docs', 'tests']
const tiers: readonly ActionObject['tier'][] = ['small', 'balanced', 'large']

const outputHints: Readonly<Record<ActionObject['output'], string>> = {
  patch: 'workbench.actions.hintPatch',
  report: 'workbench.actions.hintReport',
  docs: 'workbench.actions.hintDocs',
  tests: 'workbench.actions.hintTests',
}

const parameters = [
  { name: 'temperature', min: 0, max: 2, step: 0.1 },
  { name: 'top_p', min: 0, max: 1, step: 0.05 },
  { name: 'max_tokens', min: 1, max: 1_000_000, step: 1 },
] as const

const placeholders = [
  '{{codeBlock}}',
  '{{code}}',
  '{{language}}',
  '{{fileName}}',
  '{{answerLanguage}}',
  '{{answerLanguageCode}}',
  '{{action}}',
]

const settleMs = 250

/** The form of an action, with what would be sent beside it, in each of the four languages. */
@Component({
  selector: 'llv-action-editor',
  imports: [Button, Field, Input, LucideArrowLeft, LucideSave, PageHeader, RouterLink, Skeleton],
  templateUrl: './action-editor.html',
  styleUrl: './action-editor.css',
  encapsulation: ViewEncapsulation.None,
  host: { '(document:keydown)': 'onKey($event)' },
})
export class ActionEditor {
  /** Its id, or `new`. */
  readonly actionId = input.required<string>()

  readonly #api = inject(WorkbenchApi)
  readonly #store = inject(WorkbenchStore)
  readonly #router = inject(Router)
  readonly #toasts = inject(ToastService)
  readonly #errors = inject(ErrorText)
  readonly #page = inject(LanguageService)
  readonly #component = inject(DestroyRef)
  protected readonly t = injectTranslate()
  protected readonly outputs = outputs
  protected readonly outputTexts = outputTexts
  protected readonly outputHints = outputHints
  protected readonly tiers = tiers
  protected readonly tierTexts = tierTexts
  protected readonly parameters = parameters
  protected readonly placeholders = placeholders
  protected readonly languages = languages
  protected readonly languageNames = languageNames
  protected readonly saveKeys = keyCaps('mod+s').join(' ')
  protected readonly user = viewChild<ElementRef<HTMLTextAreaElement>>('user')

  protected readonly isNew = computed(() => this.actionId() === 'new')
  readonly #version = linkedSignal<string, number | undefined>({
    source: this.actionId,
    computation: () => undefined,
  })
  /** Null for a new one. */
  protected readonly saved = resource({
    params: () => ({ id: this.actionId(), version: this.#version() }),
    loader: async ({ params: { id, version }, abortSignal }) =>
      id === 'new' ? null : unwrap(await this.#api.action(id, version, abortSignal)),
  })
  protected readonly draft = linkedSignal<DraftForm>(() => {
    const saved = this.saved.hasValue() ? this.saved.value() : null
    if (saved) return draftOf(saved)
    // Another language of the page is no reason to begin anew.
    return untracked(() =>
      newDraft(this.#page.current(), {
        system: this.t('workbench.actions.startSystem'),
        user: '{{codeBlock}}',
      }),
    )
  })
  protected readonly language = signal<Language>(this.#page.current())
  protected readonly isSaving = signal(false)
  readonly #refusal = signal<ApiError | null>(null)

  protected readonly versions = computed(() => {
    const saved = this.saved.hasValue() ? this.saved.value() : null
    return Array.from({ length: saved?.latest_version ?? 0 }, (_, index) => index + 1).toReversed()
  })
  protected readonly modelIds = computed(() =>
    chatCards(this.#store.models(), this.draft().model).map(({ id }) => id),
  )
  protected readonly title = computed(() => {
    const { name: names } = this.draft()
    const named = languages.filter((language) => names[language].trim() !== '')
    const name = textIn<string>(
      Object.fromEntries(named.map((language) => [language, names[language]])),
      this.#page.current(),
    )
    return name ?? this.t(this.isNew() ? 'workbench.actions.new' : 'workbench.actions.unnamed')
  })
  protected readonly saveText = computed(() =>
    this.isNew() ? 'workbench.actions.create' : 'workbench.actions.saveVersion',
  )

  readonly #preview = resource({
    params: () => ({
      prompts: promptsOf(this.draft()),
      slug: this.draft().slug,
      language: this.language(),
    }),
    loader: async ({ params: { prompts, slug, language }, abortSignal }) => {
      await settled(abortSignal)
      const [sample] = samples
      const result = await this.#api.preview(
        {
          prompts,
          ...(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) && { slug }),
          code: sample?.code ?? '',
          language: 'javascript',
          file_name: sample?.fileName ?? null,
          answer_language: language,
        },
        abortSignal,
      )
      return unwrap(result).messages
    },
  })
  protected readonly messages = computed(() =>
    this.#preview.hasValue() ? this.#preview.value() : [],
  )
  protected readonly previewError = computed(() => {
    const error = this.#preview.error()
    if (Object.keys(promptsOf(this.draft())).length === 0)
      return this.t('workbench.actions.needsPrompt')
    return error instanceof ApiFailure ? error.message : null
  })
  protected readonly generalError = computed(() => {
    const refusal = this.#refusal()
    if (refusal === null) return null
    return refusal.param === null
      ? this.#errors.of(refusal)
      : `${refusal.param}: ${refusal.message}`
  })

  /** What the server says is wrong with one field. */
  protected errorAt(field: string): string | null {
    const refusal = this.#refusal()
    const isHere = refusal?.param === field || refusal?.param?.startsWith(`${field}.`)
    return isHere ? (refusal?.message ?? null) : null
  }

  protected set(field: 'slug' | 'tier' | 'output' | 'model', { target }: Event): void {
    const { value } = target as HTMLInputElement
    this.draft.update((draft) => ({ ...draft, [field]: value }))
  }

  protected setWords(field: 'name' | 'system' | 'user', { target }: Event): void {
    const { value } = target as HTMLInputElement
    this.draft.update((draft) => {
      const words = { ...draft[field], [this.language()]: value }
      const hasOwnSlug = draft.slug !== slugFrom(draft.name[this.language()])
      const takesSlug = field === 'name' && this.isNew() && !hasOwnSlug && slugFrom(value) !== ''
      return { ...draft, [field]: words, ...(takesSlug && { slug: slugFrom(value) }) }
    })
  }

  protected setParameter(name: (typeof parameters)[number]['name'], { target }: Event): void {
    const { valueAsNumber } = target as HTMLInputElement
    this.draft.update((draft) => {
      const { [name]: _before, ...others } = draft.parameters
      const isSet = !Number.isNaN(valueAsNumber)
      return { ...draft, parameters: isSet ? { ...others, [name]: valueAsNumber } : others }
    })
  }

  /** Puts a placeholder where the cursor is in the field of the request. */
  protected insert(placeholder: string): void {
    const field = this.user()?.nativeElement
    if (!field) return
    field.setRangeText(placeholder, field.selectionStart, field.selectionEnd, 'end')
    field.dispatchEvent(new Event('input'))
    field.focus()
  }

  protected showVersion({ target }: Event): void {
    this.#version.set(Number((target as HTMLSelectElement).value))
  }

  protected onKey(event: KeyboardEvent): void {
    if (!matchesShortcut(event, 'mod+s')) return
    event.preventDefault()
    void this.save()
  }

  protected async save(): Promise<void> {
    // What has not come yet is not replaced by what a new one begins with.
    if (this.isSaving() || !this.saved.hasValue()) return
    this.isSaving.set(true)
    const asked = this.actionId()
    const draft = this.draft()
    const body = bodyOf(draft)
    const result = await (this.isNew()
      ? this.#api.createAction(draft.slug, body)
      : this.#api.updateAction(this.actionId(), body))
    this.isSaving.set(false)
    this.#refusal.set(result.ok ? null : result.error)
    if (!result.ok) {
      this.#toasts.failed(this.#errors.of(result.error), result.error.param ?? undefined)
      return
    }
    this.#store.reloadActions()
    this.#store.chosenActionId.set(result.value.id)
    this.#toasts.done(this.t('workbench.actions.saved', { version: result.value.version }))
    // Somebody who has gone on is not fetched back.
    if (!this.#component.destroyed && this.actionId() === asked)
      await this.#afterSave(result.value, draft)
  }

  async #afterSave(saved: ActionObject, sent: DraftForm): Promise<void> {
    if (this.isNew()) {
      await this.#router.navigateByUrl(`/workbench/actions/${saved.id}`, { replaceUrl: true })
      return
    }
    const typed = this.draft()
    this.#version.set(undefined)
    this.saved.set(saved)
    // What was written since is in no version yet.
    if (typed !== sent) this.draft.set(typed)
  }
}

function settled(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, settleMs)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new DOMException('Superseded', 'AbortError'))
    })
  })
}
