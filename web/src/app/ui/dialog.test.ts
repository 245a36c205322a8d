import { Component, signal } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { expect, it } from 'vitest'
import { LanguageService } from '../language/language'
import { Dialog } from './dialog'

@Component({
  imports: [Dialog],
  template: `
    <button (click)="isShown.set(true)">Open</button>
    @if (isShown()) {
      <llv-dialog title="Asks" [open]="true" [isBusy]="isBusy()">
        <button dialogActions (click)="isShown.set(false)">Cancel</button>
      </llv-dialog>
    }
  `,
})
class Screen {
  readonly isShown = signal(false)
  readonly isBusy = signal(false)
}

async function shown() {
  TestBed.configureTestingModule({
    providers: [
      {
        provide: LanguageService,
        useValue: { current: () => 'en', translate: (key: string) => key },
      },
    ],
  })
  const fixture = TestBed.createComponent(Screen)
  const screen = fixture.nativeElement as HTMLElement
  document.body.append(screen)
  await fixture.whenStable()
  const opener = screen.querySelector<HTMLElement>('button')
  opener?.focus()
  opener?.click()
  await fixture.whenStable()
  return { fixture, screen, opener }
}

it('gives the focus back to what opened it, also where it is removed while it is open', async () => {
  const { fixture, screen, opener } = await shown()
  const cancel = screen.querySelector<HTMLElement>('[dialogActions]')
  cancel?.focus()
  expect(document.activeElement).toBe(cancel)
  cancel?.click()
  await fixture.whenStable()
  expect(screen.querySelector('dialog')).toBeNull()
  expect(document.activeElement).toBe(opener)
})

it('lets Esc close it, unless what was asked for is being done', async () => {
  const { fixture, screen } = await shown()
  const dialog = screen.querySelector('dialog')
  const isCloseAllowed = () => dialog?.dispatchEvent(new Event('cancel', { cancelable: true }))
  expect(isCloseAllowed()).toBe(true)
  fixture.componentInstance.isBusy.set(true)
  await fixture.whenStable()
  expect(isCloseAllowed()).toBe(false)
})
