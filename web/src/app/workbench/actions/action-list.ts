import { Component, inject } from '@angular/core'
import { Router, RouterLink } from '@angular/router'
import {
  LucideArrowLeft,
  LucideCopy,
  LucideDownload,
  LucidePencil,
  LucidePlus,
  LucideTrash2,
  LucideUndo2,
  LucideUpload,
} from '@lucide/angular'
import type { ActionObject } from '@llavero/protocol/control/actions.ts'
import { download } from '../../browser/download'
import { injectTranslate, LanguageService } from '../../language/language'
import type { ApiResult } from '../../shell/api/api-client'
import { ErrorText } from '../../shell/error-text'
import { oneAtATime } from '../../shell/one-at-a-time'
import { Button } from '../../ui/button'
import { PageHeader } from '../../ui/page-header'
import { ToastService } from '../../ui/toast-service'
import { textIn } from '../text-in'
import { WorkbenchApi } from '../workbench-api'
import { WorkbenchStore } from '../workbench-store'
import { outputTexts, tierTexts } from './action-words'

/** All actions: the built-in ones and one's own. */
@Component({
  selector: 'llv-action-list',
  imports: [
    Button,
    LucideArrowLeft,
    LucideCopy,
    LucideDownload,
    LucidePencil,
    LucidePlus,
    LucideTrash2,
    LucideUndo2,
    LucideUpload,
    PageHeader,
    RouterLink,
  ],
  templateUrl: './action-list.html',
})
export class ActionList {
  protected readonly store = inject(WorkbenchStore)
  readonly #api = inject(WorkbenchApi)
  readonly #router = inject(Router)
  readonly #toasts = inject(ToastService)
  readonly #copying = oneAtATime()
  readonly #errors = inject(ErrorText)
  readonly #language = inject(LanguageService)
  protected readonly t = injectTranslate()
  protected readonly outputTexts = outputTexts
  protected readonly tierTexts = tierTexts

  protected nameOf(action: ActionObject): string {
    return textIn(action.name, this.#language.current()) ?? action.slug
  }

  protected languagesOf({ prompts }: ActionObject): string {
    return Object.keys(prompts).join(' ')
  }

  protected kindOf({ is_built_in, is_modified }: ActionObject): string {
    if (!is_built_in) return 'workbench.actions.own'
    return is_modified ? 'workbench.actions.modified' : 'workbench.actions.builtIn'
  }

  protected async duplicate({ id }: ActionObject): Promise<void> {
    const result = await this.#copying.run(() => this.#api.changeAction(id, 'duplicate'))
    const copy = result && this.#told(result)
    if (!copy) return
    this.store.reloadActions()
    await this.#router.navigateByUrl(`/workbench/actions/${copy.id}`)
  }

  protected async export({ id, slug }: ActionObject): Promise<void> {
    const file = this.#told(await this.#api.exportAction(id))
    if (file)
      download(`${slug}.action.json`, `${JSON.stringify(file, null, 2)}\n`, 'application/json')
  }

  protected async onImport({ target }: Event): Promise<void> {
    const input = target as HTMLInputElement
    const text = await input.files?.[0]?.text()
    input.value = ''
    if (text === undefined) return
    const file = parsed(text)
    if (file === undefined) {
      this.#toasts.failed(this.t('workbench.actions.noJson'))
      return
    }
    const made = this.#told(await this.#api.importActions(file))
    if (!made) return
    this.store.reloadActions()
    this.#toasts.done(this.t('workbench.actions.imported', { count: made.data.length }))
  }

  protected async remove(action: ActionObject): Promise<void> {
    if (!this.#told(await this.#api.deleteAction(action.id))) return
    this.store.reloadActions()
    this.#toasts.done(this.t('workbench.actions.deleted', { name: this.nameOf(action) }), {
      label: this.t('workbench.undo'),
      run: () => void this.#change(action, 'restore'),
    })
  }

  protected reset(action: ActionObject): Promise<void> {
    return this.#change(action, 'reset')
  }

  async #change({ id }: ActionObject, change: 'reset' | 'restore'): Promise<void> {
    if (this.#told(await this.#api.changeAction(id, change))) this.store.reloadActions()
  }

  /** The value; undefined where it failed, which is said. */
  #told<Value>(result: ApiResult<Value>): Value | undefined {
    if (result.ok) return result.value
    this.#toasts.failed(this.#errors.of(result.error), result.error.param ?? undefined)
    return undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
