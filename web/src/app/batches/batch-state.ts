import { Component, computed, input } from '@angular/core'
import type { BatchObject } from '@llavero/protocol/openai/batches.ts'
import { injectTranslate } from '../language/language'

const looks: Readonly<Record<string, string>> = {
  completed: 'tag tag-success',
  failed: 'tag tag-danger',
  expired: 'tag tag-brass',
  cancelling: 'tag tag-brass',
  cancelled: 'tag',
}

const ended = new Set(['completed', 'failed', 'expired', 'cancelled'])

export function isUnderWay({ status }: BatchObject): boolean {
  return !ended.has(status)
}

/** Lines that are answered or refused, between 0 and 1. */
export function shareDone({ request_counts: { total, completed, failed } }: BatchObject): number {
  return total === 0 ? 0 : (completed + failed) / total
}

/** Where a batch stands, in one word. */
@Component({
  selector: 'llv-batch-state',
  template: `<span [class]="look()">{{ t('batches.state.' + status()) }}</span>`,
})
export class BatchState {
  readonly status = input.required<string>()

  protected readonly t = injectTranslate()
  protected readonly look = computed(() => looks[this.status()] ?? 'tag tag-info')
}
