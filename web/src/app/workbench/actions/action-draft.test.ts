import { describe, expect, it } from 'vitest'
import { bodyOf, draftOf, newDraft, promptsOf, slugFrom } from './action-draft'

const words = { system: 'Be brief.', user: '{{codeBlock}}' }

describe('the draft of an action', () => {
  it('sends only the languages in which something is written', () => {
    const draft = { ...newDraft('ko', words), name: { en: ' ', es: '', ru: 'Имя ', ko: '이름' } }
    expect(bodyOf(draft)).toMatchObject({
      name: { ru: 'Имя', ko: '이름' },
      prompts: { ko: words },
      model: null,
    })
    expect(Object.keys(bodyOf(draft).name)).toEqual(['ru', 'ko'])
  })

  it('has no prompt in a language that does not ask for anything', () => {
    const draft = newDraft('en', { system: 'Be brief.', user: '  ' })
    expect(promptsOf(draft)).toEqual({})
  })

  it('comes back as it was saved', () => {
    const body = bodyOf({ ...newDraft('es', words), name: { en: 'A', es: '', ru: '', ko: '' } })
    const saved = { ...body, slug: 'a' } as Parameters<typeof draftOf>[0]
    expect(bodyOf(draftOf(saved))).toEqual(body)
  })
})

describe('a slug', () => {
  it('is made of the Latin letters and digits of a name', () => {
    expect(slugFrom('Find security holes!')).toBe('find-security-holes')
    expect(slugFrom('  Revisión 2 ')).toBe('revision-2')
    expect(slugFrom('보안')).toBe('')
  })
})
