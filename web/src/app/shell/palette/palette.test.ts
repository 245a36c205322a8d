import { TestBed } from '@angular/core/testing'
import { LucideFiles } from '@lucide/angular'
import { expect, it, vi } from 'vitest'
import { LanguageService } from '../../language/language'
import { CommandService } from '../commands'
import { Palette } from './palette'

it('Enter runs what was typed, also before it is drawn', async () => {
  const run = vi.fn()
  const command = (id: string) => ({
    id,
    title: { en: id },
    icon: LucideFiles.icon,
    run: () => run(id) as unknown,
  })
  const all = [command('keys'), command('settings'), command('usage')]
  TestBed.configureTestingModule({
    providers: [
      {
        provide: CommandService,
        useValue: { find: (query: string) => all.filter(({ id }) => id.startsWith(query)) },
      },
      {
        provide: LanguageService,
        useValue: { translate: (key: string) => key, pick: ({ en }: { en: string }) => en },
      },
    ],
  })
  const fixture = TestBed.createComponent(Palette)
  await fixture.whenStable()
  const field = (fixture.nativeElement as HTMLElement).querySelector('input')
  if (field) field.value = 'sett'
  field?.dispatchEvent(new InputEvent('input', { bubbles: true }))
  const enter = { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }
  field?.dispatchEvent(new KeyboardEvent('keydown', enter))
  await fixture.whenStable()
  expect(run.mock.calls).toEqual([['settings']])
})
