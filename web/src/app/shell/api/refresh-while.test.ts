import { signal } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type ApiError, ApiFailure } from './api-client'
import { refreshWhile } from './refresh-while'

describe('what is watched while it is under way', () => {
  const isUnderWay = signal(true)
  const error = signal<Error | undefined>(undefined)
  const refresh = vi.fn()

  beforeEach(() => {
    vi.useFakeTimers()
    isUnderWay.set(true)
    error.set(undefined)
    refresh.mockClear()
    TestBed.runInInjectionContext(() => refreshWhile(isUnderWay, { error, refresh }))
    TestBed.tick()
  })

  afterEach(() => void vi.useRealTimers())

  function failWith(status: number): void {
    error.set(new ApiFailure({ status, message: '' } as ApiError))
    TestBed.tick()
  }

  function isRefreshed(): boolean {
    refresh.mockClear()
    vi.advanceTimersByTime(10_000)
    return refresh.mock.calls.length > 0
  }

  it('is asked for until it has ended', () => {
    expect(isRefreshed()).toBe(true)
    isUnderWay.set(false)
    TestBed.tick()
    expect(isRefreshed()).toBe(false)
  })

  it('is asked for on, where the server does not answer or has a fault', () => {
    failWith(0)
    expect(isRefreshed()).toBe(true)
    failWith(500)
    expect(isRefreshed()).toBe(true)
  })

  it('is let go where the server refuses it, and taken up when it no longer does', () => {
    failWith(401)
    expect(isRefreshed()).toBe(false)
    error.set(undefined)
    TestBed.tick()
    expect(isRefreshed()).toBe(true)
  })

  it('is let go with its component', () => {
    TestBed.resetTestingModule()
    expect(isRefreshed()).toBe(false)
  })
})
