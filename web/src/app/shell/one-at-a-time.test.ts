import { Component } from '@angular/core'
import { type ComponentFixture, TestBed } from '@angular/core/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { oneAtATime } from './one-at-a-time'

@Component({ template: '' })
class Host {
  readonly saving = oneAtATime()
}

describe('what a press of a button does', () => {
  let fixture: ComponentFixture<Host>
  beforeEach(() => void (fixture = TestBed.createComponent(Host)))

  it('is done once, however often it is pressed, and again when it has ended', async () => {
    const { saving } = fixture.componentInstance
    const first = Promise.withResolvers<string>()
    const work = vi.fn(() => first.promise)
    const pressed = [saving.run(work), saving.run(work)]
    expect(saving.isBusy()).toBe(true)
    first.resolve('saved')
    expect(await Promise.all(pressed)).toEqual(['saved', null])
    expect(work).toHaveBeenCalledTimes(1)
    expect(await saving.run(async () => 'saved again')).toBe('saved again')
  })

  it('can be done again after it has thrown', async () => {
    const { saving } = fixture.componentInstance
    const failing = saving.run(() => Promise.reject(new Error('broken')))
    await expect(failing).rejects.toThrow('broken')
    expect(saving.isBusy()).toBe(false)
  })

  it('tells nobody once the component is gone', async () => {
    const { saving } = fixture.componentInstance
    const answer = Promise.withResolvers<string>()
    const pressed = saving.run(() => answer.promise)
    fixture.destroy()
    answer.resolve('saved')
    expect(await pressed).toBeNull()
  })
})
