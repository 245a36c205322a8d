import { TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { LanguageService } from '../language/language'
import { CostText } from './cost-text'

describe('what calls cost', () => {
  beforeEach(() => {
    const translate = (key: string, values?: object) => `${key} ${JSON.stringify(values ?? {})}`
    TestBed.configureTestingModule({
      providers: [{ provide: LanguageService, useValue: { current: () => 'en', translate } }],
    })
  })
  const costs = () => TestBed.inject(CostText)

  it('is told of one call: known, estimated, free or unknown', () => {
    expect(costs().of({ cost_usd: 1.5, is_estimated: false })).toBe('$1.50')
    expect(costs().of({ cost_usd: 1.5, is_estimated: true })).toBe('≈ $1.50')
    expect(costs().of({ cost_usd: 0, is_estimated: false })).toBe('$0.00')
    expect(costs().of({ cost_usd: null, is_estimated: true })).toBe('ui.cost.unknown {}')
  })

  it('is told of a sum with what is unknown of it', () => {
    const sum = { cost_usd: 2, requests: 3 }
    expect(costs().ofSum({ ...sum, unpriced_requests: 0 })).toBe('$2.00')
    expect(costs().ofSum({ ...sum, unpriced_requests: 1 })).toBe(
      'ui.cost.partlyUnknown {"cost":"$2.00"}',
    )
    expect(costs().ofSum({ cost_usd: 0, requests: 3, unpriced_requests: 3 })).toBe(
      'ui.cost.unknown {}',
    )
  })
})
