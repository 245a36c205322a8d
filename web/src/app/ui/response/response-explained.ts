import { Component, computed, input, signal, ViewEncapsulation } from '@angular/core'
import { injectTranslate } from '../../language/language'
import { CopyButton } from '../copy-button'
import { generalPath, jsonLines } from './json-lines'

/** What we have an explanation for, by path, and the key of its text. */
const explained: Readonly<Record<string, string>> = {
  id: 'ui.response.id',
  object: 'ui.response.object',
  created: 'ui.response.created',
  model: 'ui.response.model',
  system_fingerprint: 'ui.response.systemFingerprint',
  service_tier: 'ui.response.serviceTier',
  choices: 'ui.response.choices',
  'choices[].index': 'ui.response.index',
  'choices[].message': 'ui.response.message',
  'choices[].message.role': 'ui.response.role',
  'choices[].message.content': 'ui.response.content',
  'choices[].message.refusal': 'ui.response.refusal',
  'choices[].message.tool_calls': 'ui.response.toolCalls',
  'choices[].logprobs': 'ui.response.logprobs',
  'choices[].finish_reason': 'ui.response.finishReason',
  usage: 'ui.response.usage',
  'usage.prompt_tokens': 'ui.response.promptTokens',
  'usage.completion_tokens': 'ui.response.completionTokens',
  'usage.total_tokens': 'ui.response.totalTokens',
  'usage.prompt_tokens_details.cached_tokens': 'ui.response.cachedTokens',
  'usage.completion_tokens_details.reasoning_tokens': 'ui.response.reasoningTokens',
}

interface Field {
  readonly path: string
  readonly name: string
  readonly depth: number
  /** Short; a branch says how much is in it. */
  readonly value: string
  readonly key: string
}

let lastId = 0

/**
 * A chat completion, field by field: what each means stands below when it is pointed at or focused, and its lines
 * light up in the raw JSON beside it.
 */
@Component({
  selector: 'llv-response-explained',
  imports: [CopyButton],
  templateUrl: './response-explained.html',
  styleUrl: './response-explained.css',
  encapsulation: ViewEncapsulation.None,
  host: { class: '@container block' },
})
export class ResponseExplained {
  readonly response = input.required<Readonly<Record<string, unknown>>>()

  protected readonly t = injectTranslate()
  protected readonly id = `llv-response-${++lastId}`
  protected readonly pointed = signal<string | null>(null)
  protected readonly focused = signal<string | null>(null)
  protected readonly active = computed(() => this.pointed() ?? this.focused())
  protected readonly lines = computed(() => jsonLines(this.response()))
  protected readonly whole = computed(() => JSON.stringify(this.response(), null, 2))
  protected readonly fields = computed(() => fieldsOf(this.response(), ''))
  protected readonly activeField = computed(() =>
    this.fields().find(({ path }) => path === this.active()),
  )

  protected isActive(path: string): boolean {
    const active = this.active()
    return (
      active !== null &&
      (path === active || path.startsWith(`${active}.`) || path.startsWith(`${active}[`))
    )
  }

  /** The nearest field around a line that has an explanation. */
  protected explainedPath(path: string): string | null {
    for (let at = path; at !== ''; at = at.replace(/(?:^|\.)[^.[]*$|\[\d+\]$/, '')) {
      if (generalPath(at) in explained) return at
    }
    return null
  }
}

function fieldsOf(value: unknown, path: string): readonly Field[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => {
    const own = Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`
    const key = explained[generalPath(own)]
    const inner = fieldsOf(item, own)
    if (key === undefined) return inner
    return [
      { path: own, name: shortName(own), depth: depthOf(own), value: shown(item), key },
      ...inner,
    ]
  })
}

/** The last part of a path: what is around it shows by its indentation. */
function shortName(path: string): string {
  return path.split('.').at(-1) ?? path
}

function depthOf(path: string): number {
  return Math.min(path.split('.').length - 1, 2)
}

const shownLength = 80

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`
  if (typeof value === 'object' && value !== null) return '{…}'
  const text = JSON.stringify(value) ?? ''
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text
}
