import { TestBed } from '@angular/core/testing'
import { expect, it, vi } from 'vitest'
import { LanguageService } from '../language/language'
import { ConfirmDialog } from './confirm-dialog'

it('is confirmed once, however often it is pressed before it is closed', async () => {
  TestBed.configureTestingModule({
    providers: [
      {
        provide: LanguageService,
        useValue: { current: () => 'en', translate: (key: string) => key },
      },
    ],
  })
  const fixture = TestBed.createComponent(ConfirmDialog)
  const inputs = { title: 'Revoke', text: 'For good.', action: 'Revoke', open: true }
  for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value)
  const confirmed = vi.fn()
  fixture.componentInstance.confirmed.subscribe(confirmed)
  await fixture.whenStable()
  const press = (fixture.nativeElement as HTMLElement).querySelector<HTMLElement>('.button-danger')
  press?.click()
  press?.click()
  expect(confirmed).toHaveBeenCalledTimes(1)
})
