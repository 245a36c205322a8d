import { TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { Format } from './format'
import { LanguageService } from './language'

describe('a format', () => {
  const language = { current: () => 'en' }
  beforeEach(() => {
    language.current = () => 'en'
    TestBed.configureTestingModule({
      providers: [{ provide: LanguageService, useValue: language }],
    })
  })
  const format = () => TestBed.inject(Format)

  it('keeps two digits of an amount that is less than a cent', () => {
    expect(format().money(0.000_123_4)).toBe('$0.00012')
    expect(format().money(0)).toBe('$0.00')
    expect(format().money(12.5)).toBe('$12.50')
  })

  it('follows the language', () => {
    language.current = () => 'ru'
    expect(format().number(1234.5)).toBe('1 234,5'.replace(' ', '\u00a0'))
    expect(format().money(0.5)).toMatch(/^0,50\s\$$/u)
  })

  it('tells durations in the unit that fits', () => {
    expect(format().duration(840)).toBe('840 ms')
    expect(format().duration(3210)).toBe('3.2 sec')
    expect(format().duration(150_000)).toBe('2.5 min')
  })

  it('tells how long ago it was', () => {
    const nowMs = 1_700_000_000_000
    expect(format().relative(1_700_000_000 - 300, nowMs)).toBe('5 minutes ago')
    expect(format().relative(1_700_000_000 + 86_400, nowMs)).toBe('tomorrow')
  })
})
