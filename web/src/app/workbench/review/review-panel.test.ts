import { TestBed } from '@angular/core/testing'
import { expect, it } from 'vitest'
import { LanguageService } from '../../language/language'
import { Review } from './review'
import { ReviewPanel } from './review-panel'

it('a change that is being edited is not edited in the next result', () => {
  TestBed.configureTestingModule({
    providers: [{ provide: LanguageService, useValue: { translate: (key: string) => key } }],
  })
  const fixture = TestBed.createComponent(ReviewPanel)
  const reviewOf = (code: string) => new Review('let x = 1', { code, reasons: [] })
  fixture.componentRef.setInput('review', reviewOf('let x = 2'))
  const panel = fixture.componentInstance
  panel['editing'].set(0)
  panel['openGap'](0)
  expect([panel['editing'](), panel['openGaps']().size]).toEqual([0, 1])
  fixture.componentRef.setInput('review', reviewOf('let x = 3'))
  expect([panel['editing'](), panel['openGaps']().size]).toEqual([null, 0])
})
