import { inject, Injectable } from '@angular/core'
import type {
  ActionFile,
  ActionObject,
  PreviewBody,
  PreviewObject,
} from '@llavero/protocol/control/actions.ts'
import type { ModelCardObject } from '@llavero/protocol/control/models.ts'
import type { Page } from '@llavero/protocol/control/page.ts'
import type {
  RunEstimateObject,
  RunObject,
  RunSummaryObject,
} from '@llavero/protocol/control/runs.ts'
import type {
  PreferencesObject,
  SettingsObject,
  UpdatePreferencesBody,
} from '@llavero/protocol/control/settings.ts'
import { ApiClient, type ApiResult } from '../shell/api/api-client'
import { LiveRun, type RunRequest } from './run/live-run'

/** What an action's form sends. */
export type ActionDraft = Pick<
  ActionObject,
  'name' | 'prompts' | 'tier' | 'output' | 'model' | 'parameters'
>

export interface RunsQuery {
  readonly q?: string
  readonly before?: string
  readonly group_id?: string
  readonly limit?: number
}

/** The server, as the workbench speaks with it. */
@Injectable({ providedIn: 'root' })
export class WorkbenchApi {
  readonly #api = inject(ApiClient)

  // ── Actions ────────────────────────────────────────────────────────────────────────────────────

  actions(signal: AbortSignal): Promise<ApiResult<Page<ActionObject>>> {
    return this.#api.get('/api/actions', { signal })
  }

  action(
    id: string,
    version: number | undefined,
    signal: AbortSignal,
  ): Promise<ApiResult<ActionObject>> {
    return this.#api.get(`/api/actions/${id}`, { query: { version }, signal })
  }

  createAction(slug: string, draft: ActionDraft): Promise<ApiResult<ActionObject>> {
    return this.#api.post('/api/actions', { slug, ...draft })
  }

  updateAction(id: string, draft: ActionDraft): Promise<ApiResult<ActionObject>> {
    return this.#api.patch(`/api/actions/${id}`, draft)
  }

  /** `duplicate`, `reset` or `restore`. */
  changeAction(
    id: string,
    change: 'duplicate' | 'reset' | 'restore',
  ): Promise<ApiResult<ActionObject>> {
    return this.#api.post(`/api/actions/${id}/${change}`)
  }

  deleteAction(id: string): Promise<ApiResult<unknown>> {
    return this.#api.delete(`/api/actions/${id}`)
  }

  exportAction(id: string): Promise<ApiResult<ActionFile>> {
    return this.#api.get(`/api/actions/${id}/export`)
  }

  importActions(file: unknown): Promise<ApiResult<Page<ActionObject>>> {
    return this.#api.post('/api/actions/import', file)
  }

  preview(body: Partial<PreviewBody>, signal?: AbortSignal): Promise<ApiResult<PreviewObject>> {
    return this.#api.post('/api/actions/preview', body, signal ? { signal } : {})
  }

  // ── Runs ───────────────────────────────────────────────────────────────────────────────────────

  start(request: RunRequest): LiveRun {
    return LiveRun.start(this.#api, request)
  }

  kept(run: RunObject): LiveRun {
    return LiveRun.kept(this.#api, run)
  }

  estimate(request: RunRequest, signal: AbortSignal): Promise<ApiResult<RunEstimateObject>> {
    return this.#api.post('/api/runs/estimate', request, { signal })
  }

  runs(query: RunsQuery, signal?: AbortSignal): Promise<ApiResult<Page<RunSummaryObject>>> {
    return this.#api.get('/api/runs', { query: { ...query }, ...(signal && { signal }) })
  }

  run(id: string): Promise<ApiResult<RunObject>> {
    return this.#api.get(`/api/runs/${id}`)
  }

  deleteRun(id: string): Promise<ApiResult<unknown>> {
    return this.#api.delete(`/api/runs/${id}`)
  }

  restoreRun(id: string): Promise<ApiResult<RunObject>> {
    return this.#api.post(`/api/runs/${id}/restore`)
  }

  // ── What there is to choose from ───────────────────────────────────────────────────────────────

  models(signal: AbortSignal): Promise<ApiResult<Page<ModelCardObject>>> {
    return this.#api.get('/api/models', { signal })
  }

  settings(signal: AbortSignal): Promise<ApiResult<SettingsObject>> {
    return this.#api.get('/api/settings', { signal })
  }

  preferences(signal: AbortSignal): Promise<ApiResult<PreferencesObject>> {
    return this.#api.get('/api/preferences', { signal })
  }

  remember(body: UpdatePreferencesBody): Promise<ApiResult<PreferencesObject>> {
    return this.#api.patch('/api/preferences', body)
  }
}
