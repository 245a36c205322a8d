import { ApplicationRef } from '@angular/core'
import { TestBed } from '@angular/core/testing'
import type { Page } from '@llavero/protocol/control/page.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ApiResult } from './api-client'
import { type KeysetList, keysetList } from './keyset-list'

type Answer = ApiResult<Page<string>>

const asked: (string | null)[] = []
let answers: (() => Promise<Answer>)[] = []

function page(row: string, next: string | null): Answer {
  const value: Page<string> = { object: 'list', data: [row], has_more: next !== null, next }
  return { ok: true, value, headers: new Headers() }
}

const broken: Answer = {
  ok: false,
  error: {
    status: 500,
    code: 'server_error',
    type: 'server_error',
    message: 'broken',
    param: null,
    requestId: null,
    retryAfterMs: null,
  },
}

describe('a list that comes in pages', () => {
  beforeEach(() => void asked.splice(0))

  async function listOf(...coming: (Answer | Promise<Answer>)[]): Promise<KeysetList<string>> {
    answers = coming.map((answer) => async () => answer)
    const list = TestBed.runInInjectionContext(() =>
      keysetList(
        () => null,
        (_filter, before) => {
          asked.push(before)
          return answers.shift()?.() ?? Promise.resolve(broken)
        },
      ),
    )
    await settled()
    return list
  }

  function settled(): Promise<void> {
    return TestBed.inject(ApplicationRef).whenStable()
  }

  it('keeps what is shown where the next page does not come, tells why, and asks for it again', async () => {
    const list = await listOf(page('one', 'cursor'), broken, page('two', null))
    await list.more()
    expect(list.rows()).toEqual(['one'])
    expect(list.moreError()?.message).toBe('broken')
    expect(list.hasMore()).toBe(true)
    await list.more()
    expect(list.rows()).toEqual(['one', 'two'])
    expect(list.moreError()).toBeNull()
    expect(asked).toEqual([null, 'cursor', 'cursor'])
  })

  it('forgets the reason when it begins anew', async () => {
    const list = await listOf(page('one', 'cursor'), broken, page('new', null))
    await list.more()
    list.reload()
    await settled()
    expect(list.moreError()).toBeNull()
    expect(list.rows()).toEqual(['new'])
  })

  it('leaves a page alone that comes after it has begun anew', async () => {
    const late = Promise.withResolvers<Answer>()
    const list = await listOf(page('one', 'cursor'), late.promise, page('new', 'cursor'))
    const more = list.more()
    list.reload()
    await settled()
    late.resolve(page('late', null))
    await more
    expect(list.rows()).toEqual(['new'])
    expect(list.isLoadingMore()).toBe(false)
  })

  it('keeps what is shown where it cannot be read again, and tells why', async () => {
    const list = await listOf(page('one', null), broken, page('new', null))
    list.refresh()
    await settled()
    expect(list.rows()).toEqual(['one'])
    expect(list.error()?.message).toBe('broken')
    list.refresh()
    await settled()
    expect(list.rows()).toEqual(['new'])
    expect(list.error()).toBeUndefined()
  })

  it('reads every page again that is shown', async () => {
    const coming = [
      page('one', 'cursor'),
      page('two', 'end'),
      page('new', 'other'),
      page('one', 'end'),
    ]
    const list = await listOf(...coming)
    await list.more()
    list.reload()
    await settled()
    expect(list.rows()).toEqual(['new', 'one'])
    expect(asked).toEqual([null, 'cursor', null, 'other'])
  })

  it('asks anew where an answer is on its way that may be older than what was changed', async () => {
    const old = Promise.withResolvers<Answer>()
    const list = await listOf(page('one', null), old.promise, page('changed', null))
    list.refresh()
    TestBed.tick()
    list.reload()
    await settled()
    old.resolve(page('one', null))
    await settled()
    expect(list.rows()).toEqual(['changed'])
  })

  it('goes on with what follows the rows that were read again on the way', async () => {
    const further = Promise.withResolvers<Answer>()
    const list = await listOf(
      page('one', 'cursor'),
      further.promise,
      page('new', 'other'),
      page('one', null),
    )
    const more = list.more()
    list.refresh()
    await settled()
    further.resolve(page('two', null))
    await more
    expect(list.rows()).toEqual(['new', 'one'])
    expect(asked).toEqual([null, 'cursor', null, 'other'])
  })
})
