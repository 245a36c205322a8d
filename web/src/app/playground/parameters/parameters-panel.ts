import { Component, computed, inject, viewChild } from '@angular/core'
import { LucideTriangleAlert } from '@lucide/angular'
import type { ModelCardObject } from '@llavero/protocol/control/models.ts'
import { Format } from '../../language/format'
import { injectTranslate } from '../../language/language'
import { Input } from '../../ui/field'
import { Segments } from '../../ui/segments'
import { movesBoth, type Preset, presetOf, presets, valueOf } from '../draft'
import { PlaygroundStore } from '../playground-store'
import { Combinations } from './combinations'
import { LogitBiasRows } from './logit-bias-rows'
import { ModelFacts } from './model-facts'
import { Parameter } from './parameter'
import { PenaltyExample } from './penalty-example'
import { ProbabilityChart } from './probability-chart'
import { StopSequences } from './stop-sequences'

/** What a model without a price list's word may write at most, for the cost of n answers. */
const likelyTokens = 500

/** Every parameter with what it does, where it is set. */
@Component({
  selector: 'llv-parameters-panel',
  imports: [
    Combinations,
    Input,
    LogitBiasRows,
    LucideTriangleAlert,
    ModelFacts,
    Parameter,
    PenaltyExample,
    ProbabilityChart,
    Segments,
    StopSequences,
  ],
  templateUrl: './parameters-panel.html',
})
export class ParametersPanel {
  protected readonly store = inject(PlaygroundStore)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly formatName = 'response_format'
  protected readonly chart = viewChild(ProbabilityChart)
  /** Ids mean something only to the model that they are of: the picture's are sim-mini's. */
  protected readonly biasTokens = computed(() =>
    this.store.model() === 'sim-mini' ? (this.chart()?.told()?.data ?? []) : [],
  )
  protected readonly movesBoth = computed(() => movesBoth(this.store.parameters()))
  protected readonly preset = computed(() => presetOf(this.store.parameters()) ?? '')
  protected readonly temperature = computed(() => valueOf(this.store.parameters(), 'temperature'))
  protected readonly topP = computed(() => valueOf(this.store.parameters(), 'top_p'))
  protected readonly frequency = computed(() =>
    valueOf(this.store.parameters(), 'frequency_penalty'),
  )
  protected readonly presence = computed(() => valueOf(this.store.parameters(), 'presence_penalty'))
  protected readonly answers = computed(() => valueOf(this.store.parameters(), 'n'))

  protected readonly presetNames = computed(() => [
    { id: 'precise', label: this.t('playground.preset.precise') },
    { id: 'balanced', label: this.t('playground.preset.balanced') },
    { id: 'creative', label: this.t('playground.preset.creative') },
  ])
  /** What the chosen preset sets, or all of them where none is chosen. */
  protected readonly presetSets = computed(() => {
    const preset = this.preset()
    if (preset === '') return this.t('playground.preset.none')
    const values = Object.entries(presets[preset])
    return values.map(([name, value]) => `${name} ${this.format.number(value)}`).join(' · ')
  })
  protected readonly formats = computed(() => [
    { id: 'text', label: 'text' },
    { id: 'json_object', label: 'json_object' },
  ])
  protected readonly groups = computed(() => {
    const groups = new Map<string, ModelCardObject[]>()
    for (const card of this.store.chatModels()) {
      const name = card.provider?.name ?? this.t('playground.model.routes')
      groups.set(name, [...(groups.get(name) ?? []), card])
    }
    return [...groups].map(([name, cards]) => ({ name, cards }))
  })
  /** What n answers cost beside one, for a likely length. */
  protected readonly answersCost = computed(() => {
    const price = this.store.card()?.price
    const tokens = this.store.parameters().max_tokens ?? likelyTokens
    if (price === undefined || price === null) return this.t('playground.n.unpriced')
    const one = (tokens * price.output_usd_per_million) / 1_000_000
    return this.t('playground.n.cost', {
      tokens,
      one: this.format.money(one),
      all: this.format.money(one * this.answers()),
    })
  })

  protected takePreset(preset: string): void {
    if (preset !== '') this.store.takePreset(preset as Preset)
  }
}
