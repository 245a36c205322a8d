import { signal } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { ActivatedRoute, convertToParamMap, type ParamMap, Router } from '@angular/router'
import { BehaviorSubject } from 'rxjs'
import { beforeEach, describe, expect, it } from 'vitest'
import { type AddressedForm, addressedForm } from './addressed-form'

describe('a form with an address', () => {
  const isBusy = signal(false)
  let queryParamMap: BehaviorSubject<ParamMap>
  let form: AddressedForm

  beforeEach(() => {
    isBusy.set(false)
    queryParamMap = new BehaviorSubject(convertToParamMap({ form: 'new' }))
    TestBed.configureTestingModule({
      providers: [
        { provide: ActivatedRoute, useValue: { queryParamMap } },
        { provide: Router, useValue: { navigate: async () => true } },
      ],
    })
    form = TestBed.runInInjectionContext(() => addressedForm(isBusy))
    expect(form.isOpen()).toBe(true)
  })

  const goBack = () => queryParamMap.next(convertToParamMap({}))

  it('is left with its address', () => {
    goBack()
    expect(form.isOpen()).toBe(false)
  })

  it('stays while it is busy, until it is closed', () => {
    isBusy.set(true)
    goBack()
    expect(form.isOpen()).toBe(true)
    isBusy.set(false)
    expect(form.isOpen(), 'it tells what came of it').toBe(true)
    form.close()
    expect(form.isOpen()).toBe(false)
  })
})
