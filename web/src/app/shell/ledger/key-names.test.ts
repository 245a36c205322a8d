import { TestBed } from '@angular/core/testing'
import { expect, it, vi } from 'vitest'
import { ApiClient } from '../api/api-client'
import { KeyNames } from './key-names'

it('the keys of a large team are all known by name', async () => {
  const pages: Readonly<Record<string, object>> = {
    first: { data: [{ id: 'new', name: 'Newest' }], next: 'new' },
    new: { data: [{ id: 'old', name: 'Oldest' }], next: null },
  }
  const get = vi.fn(async (_path: string, options: { query: { before: string | null } }) => ({
    ok: true,
    value: pages[options.query.before ?? 'first'],
  }))
  TestBed.configureTestingModule({
    providers: [KeyNames, { provide: ApiClient, useValue: { get } }],
  })
  const names = TestBed.inject(KeyNames)
  TestBed.tick()
  await vi.waitFor(() => expect(names.list().map(({ id }) => id)).toEqual(['new', 'old']))
  expect([names.of('new'), names.of('old'), names.of('gone')]).toEqual(['Newest', 'Oldest', 'gone'])
})
