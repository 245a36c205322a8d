import { Component, computed, input } from '@angular/core'
import type { FineTuningJobObject } from '@llavero/protocol/openai/fine-tuning.ts'
import { injectTranslate } from '../language/language'

const looks: Readonly<Record<string, string>> = {
  succeeded: 'tag tag-success',
  failed: 'tag tag-danger',
  paused: 'tag tag-brass',
  cancelled: 'tag',
}

const underWay = new Set(['validating_files', 'queued', 'running'])

export function isUnderWay({ status }: FineTuningJobObject): boolean {
  return underWay.has(status)
}

/** Where a job stands, in one word. */
@Component({
  selector: 'llv-job-state',
  template: `<span [class]="look()">{{ t('fine-tuning.state.' + status()) }}</span>`,
})
export class JobState {
  readonly status = input.required<string>()

  protected readonly t = injectTranslate()
  protected readonly look = computed(() => looks[this.status()] ?? 'tag tag-info')
}
