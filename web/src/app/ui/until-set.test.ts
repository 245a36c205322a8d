import { signal } from '@angular/core'
import { expect, it } from 'vitest'
import { untilSet } from './until-set'

it('what is usual is followed until something else is set, which stays', () => {
  const usual = signal('Hello')
  const text = untilSet(() => usual())
  expect(text()).toBe('Hello')
  usual.set('Hola')
  expect(text()).toBe('Hola')
  text.set('typed')
  usual.set('안녕하세요')
  expect(text()).toBe('typed')
})
