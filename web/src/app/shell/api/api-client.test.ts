import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiClient } from './api-client'

describe('the end of a session', () => {
  const leave = vi.fn()
  let api: ApiClient
  let answer: (response: Response) => void

  beforeEach(() => {
    leave.mockClear()
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)))
    api = new ApiClient()
    api.whenUnauthenticated(leave)
    api.useCsrfToken('of the first session')
  })

  afterEach(() => vi.unstubAllGlobals())

  function refuse(): void {
    answer(Response.json({ error: { code: 'unauthenticated' } }, { status: 401 }))
  }

  it('is told by an answer of the server', async () => {
    const asked = api.get('/api/keys')
    refuse()
    await asked
    expect(leave).toHaveBeenCalledOnce()
  })

  it('is none of the next session, when it is told late', async () => {
    const asked = api.get('/api/keys')
    api.useCsrfToken('of the next session')
    refuse()
    await asked
    expect(leave).not.toHaveBeenCalled()
  })
})
