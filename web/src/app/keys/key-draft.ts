import type { KeyObject, UpdateKeyBody } from '@llavero/protocol/control/keys.ts'

/** A key while it is being edited: as the fields of the form hold it. */
export interface KeyDraft {
  readonly name: string
  /** Names and patterns, one a line or with commas; empty allows all. */
  readonly models: string
  readonly budgetUsd: number | null
  readonly budgetWindow: KeyObject['budget_window']
  readonly rpm: number | null
  readonly tpm: number | null
  /** A day, `YYYY-MM-DD`, in the reader's zone; empty for never. */
  readonly expires: string
}

export function draftOf(key: KeyObject | null): KeyDraft {
  return {
    name: key?.name ?? '',
    models: key?.models?.join(', ') ?? '',
    budgetUsd: key?.budget_usd ?? null,
    budgetWindow: key?.budget_window ?? 'month',
    rpm: key?.rpm ?? null,
    tpm: key?.tpm ?? null,
    expires: key?.expires_at ? dayOf(key.expires_at) : '',
  }
}

/** What the server is told: an empty field takes its limit away. */
export function patchOf(draft: KeyDraft): UpdateKeyBody & { readonly name: string } {
  const models = draft.models.split(/[\s,]+/).filter((name) => name !== '')
  return {
    name: draft.name.trim(),
    models: models.length === 0 ? null : models,
    budget_usd: draft.budgetUsd,
    budget_window: draft.budgetWindow,
    rpm: draft.rpm,
    tpm: draft.tpm,
    expires_at: draft.expires === '' ? null : endOfDay(draft.expires),
  }
}

/** A key that expires on a day works on that day. */
function endOfDay(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + 1).getTime() / 1000 - 1
}

function dayOf(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1000)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}
