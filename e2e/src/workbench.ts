import type { Locator, Page } from '@playwright/test'
import { FakeUpstream } from '../../server/test/fakes/upstream.ts'
import type { Owner } from './server.ts'
import { expect, settled, test as base } from './test.ts'

/** Has bugs that `sim-code` finds, in two places that are far from one another. */
export const buggyJs = `function sum(items) {
  let total = 0
  for (let i = 0; i <= items.length; i++) {
    total += items[i].price
  }
  return total
}

function label(name) {
  const text = name.trim()
  const size = text.length
  return text + ' ' + size
}

async function load(url) {
  const response = await fetch(url)
  const data = response.json()
  return data.name
}
`

export const buggyTs = `interface Item { price: number }

export function sum(items: Item[]): number {
  let t = 0
  for (let i = 0; i <= items.length; i++) {
    t = t + items[i].price
  }
  return t
}

export async function load(url: string): Promise<string> {
  const res = await fetch(url)
  const data = res.json()
  return data.name
}
`

/** The workbench as a person uses it. */
class Workbench {
  readonly page: Page
  readonly editor: Locator
  readonly receipt: Locator
  readonly hunks: Locator

  constructor(page: Page) {
    this.page = page
    this.editor = page.locator('llv-snippet-editor .cm-content')
    this.receipt = page.locator('.receipt-strip')
    this.hunks = page.locator('llv-hunk')
  }

  async open(path = '/workbench'): Promise<void> {
    await this.page.goto(path)
    await settled(this.page)
    await this.page.locator('.action[aria-pressed]').first().waitFor()
    await this.editor.waitFor()
  }

  /** As if it had been pasted. */
  async write(code: string): Promise<void> {
    await this.editor.click()
    await this.page.keyboard.press('Control+a')
    await this.page.keyboard.insertText(code)
  }

  async choose(action: string): Promise<void> {
    await this.page.locator('.action').filter({ hasText: action }).click()
  }

  async chooseModel(model: string): Promise<void> {
    await this.page.getByLabel('Model', { exact: true }).selectOption(model)
  }

  /** Ctrl+Enter, and the exact receipt. */
  async run(): Promise<void> {
    await this.page.keyboard.press('Control+Enter')
    await expect(this.receipt).toContainText(/in, .*out/)
  }

  async textOfEditor(): Promise<string> {
    const lines = await this.editor.locator('.cm-line').allTextContents()
    return lines.join('\n')
  }
}

interface Fixtures {
  workbench: Workbench
  /** A provider whose answers the test writes, with a model of this name. */
  upstream: FakeUpstream & { readonly modelName: string }
}

/** Whatever providers other tests have added. */
export async function answerBySimulator(owner: Owner): Promise<void> {
  const models = { small: 'sim-code', balanced: 'sim-code', large: 'sim-code' }
  await owner.call('PATCH', '/api/settings', { default_models: models })
}

let lastUpstream = 0

export const test = base.extend<Fixtures>({
  workbench: async ({ page, owner }, use) => {
    await answerBySimulator(owner)
    await use(new Workbench(page))
  },
  upstream: async ({ owner }, use) => {
    await using upstream = await FakeUpstream.start()
    const modelName = `scripted-${process.pid}-${++lastUpstream}`
    const provider = await owner.call<{ readonly id: string }>('POST', '/api/providers', {
      name: modelName,
      base_url: upstream.baseUrl,
      api_key: 'sk-of-the-test',
    })
    const route = await owner.call<{ readonly id: string }>('POST', '/api/routes', {
      model: modelName,
      targets: [{ provider_id: provider.id, model: 'gpt-4o-mini' }],
    })
    await use(Object.assign(upstream, { modelName }))
    // The next test has the same server.
    await owner.call('DELETE', `/api/routes/${route.id}`)
    await owner.call('DELETE', `/api/providers/${provider.id}`)
  },
})
