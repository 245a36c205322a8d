import { TestBed } from '@angular/core/testing'
import { ActivatedRoute, convertToParamMap, Router } from '@angular/router'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LanguageService } from '../language/language'
import { ApiClient } from '../shell/api/api-client'
import { PlaygroundStore } from './playground-store'

describe('an answer in the playground', () => {
  /** The answers of the server to what is sent, in their order. */
  let streams: (() => Promise<object>)[]
  /** The rows of the log, each of which comes when the test says so. */
  let rows: Map<string, PromiseWithResolvers<object>>
  let signals: AbortSignal[]
  let store: PlaygroundStore

  beforeEach(() => {
    vi.useFakeTimers()
    streams = []
    signals = []
    rows = new Map()
    const stream = (_path: string, _body: object, { signal }: { signal: AbortSignal }) => {
      signals.push(signal)
      return streams.shift()?.()
    }
    const get = (path: string, options: { query?: { id: string } }) => {
      if (path !== '/api/requests') return Promise.resolve({ ok: true, value: { data: [] } })
      const row = Promise.withResolvers<object>()
      rows.set(options.query?.id ?? '', row)
      return row.promise
    }
    TestBed.configureTestingModule({
      providers: [
        PlaygroundStore,
        { provide: ApiClient, useValue: { stream, get } },
        { provide: LanguageService, useValue: { translate: (key: string) => key } },
        { provide: Router, useValue: { navigate: vi.fn() } },
        {
          provide: ActivatedRoute,
          useValue: { snapshot: { queryParamMap: convertToParamMap({}) } },
        },
      ],
    })
    store = TestBed.inject(PlaygroundStore)
    store.messages.set([{ role: 'user', content: 'Hello' }])
  })

  afterEach(() => void vi.useRealTimers())

  function answered(requestId: string, events: () => AsyncIterable<string>): () => Promise<object> {
    const headers = new Headers({ 'x-request-id': requestId })
    return async () => ({ ok: true, value: events(), headers })
  }

  async function* whole(): AsyncIterable<string> {
    yield JSON.stringify({ id: '1', choices: [{ index: 0, delta: { content: 'Hi' } }] })
  }

  async function* cut(): AsyncIterable<string> {
    yield* whole()
    throw new TypeError('network error')
  }

  it('that is cut off on the way is told, and another one can be asked for', async () => {
    streams = [answered('first', cut)]
    void store.send()
    await vi.advanceTimersByTimeAsync(0)
    expect(store.isRunning()).toBe(false)
    expect(store.note()).toBe('shell.error.network')
    expect(store.answer()?.texts()[0]?.isEnded()).toBe(true)
  })

  it('that is stopped before it begins is no failure', async () => {
    const answer = Promise.withResolvers<object>()
    streams = [() => answer.promise]
    void store.send()
    store.stop()
    answer.resolve({ ok: false, error: { code: 'aborted', message: '', requestId: null } })
    await vi.advanceTimersByTimeAsync(0)
    expect([store.error(), store.note()]).toEqual([null, 'playground.stopped'])
  })

  it('keeps its own receipt when that of the one before comes later', async () => {
    streams = [answered('first', whole), answered('second', whole)]
    void store.send()
    await vi.advanceTimersByTimeAsync(100)
    void store.send()
    await vi.advanceTimersByTimeAsync(100)
    rows.get('second')?.resolve({ ok: true, value: { data: [{ id: 'second' }] } })
    await vi.advanceTimersByTimeAsync(0)
    rows.get('first')?.resolve({ ok: true, value: { data: [{ id: 'first' }] } })
    await vi.advanceTimersByTimeAsync(0)
    expect(store.receipt()?.id).toBe('second')
  })

  it('is not paid for any further when its screen is left', () => {
    streams = [() => new Promise(() => {})]
    void store.send()
    TestBed.resetTestingModule()
    expect(signals[0]?.aborted).toBe(true)
  })
})
