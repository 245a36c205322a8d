import {
  beginStream,
  chunkText,
  doneText,
  say,
  usageChunkText,
} from '../../server/test/fakes/upstream.ts'
import { expect } from '../src/test.ts'
import { test } from '../src/workbench.ts'

test('Esc stops the answer and keeps what has come, with its cost', async ({
  workbench,
  upstream,
  page,
}) => {
  const left = Promise.withResolvers<void>()
  upstream.script(async (response) => {
    beginStream(response)
    response.on('close', () => left.resolve())
    await say(response, chunkText({ role: 'assistant', content: 'The first half' }))
  })
  await workbench.open()
  await workbench.write('a()')
  await workbench.choose('Explain')
  await workbench.chooseModel(upstream.modelName)
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('llv-markdown')).toContainText('The first half')
  await page.keyboard.press('Escape')
  await left.promise
  await expect(page.getByText('Stopped. What had arrived is kept')).toBeVisible()
  await expect(workbench.receipt).toContainText(/in, .*out/)
  await expect(page).toHaveURL(/\/workbench\/runs\/run_/)
  await page.reload()
  await expect(page.locator('llv-markdown')).toContainText('The first half')
  await expect(page.getByText('Stopped. What had arrived is kept')).toBeVisible()
})

test('a long answer is drawn block by block: what stands is not touched again', async ({
  workbench,
  upstream,
  page,
}) => {
  const parts = 8
  const inPart = 50
  const shown = Array.from({ length: parts }, () => Promise.withResolvers<void>())
  upstream.script(async (response) => {
    beginStream(response)
    for (const [part, { promise }] of shown.entries()) {
      for (let number = 1; number <= inPart; number += 1) {
        await say(response, chunkText({ content: `Paragraph **${part * inPart + number}** ` }))
        await say(response, chunkText({ content: 'has some words.\n\n' }))
      }
      await say(response, chunkText({ content: '```js\nlet a = 1\n```\n\n' }))
      // The page keeps up: every part comes in frames of its own.
      await promise
    }
    response.end(`${chunkText({}, 'stop')}${usageChunkText()}${doneText}`)
  })
  await workbench.open()
  await page.evaluate(watchBlocks)

  await workbench.write('a()')
  await workbench.choose('Explain')
  await workbench.chooseModel(upstream.modelName)
  await page.keyboard.press('Control+Enter')
  for (const [part, { resolve }] of shown.entries()) {
    await expect(page.locator('llv-markdown .markdown-part > p')).toHaveCount((part + 1) * inPart)
    await expect(page.locator('llv-markdown .markdown-part > .growing-code')).toHaveCount(part + 1)
    resolve()
  }
  await expect(workbench.receipt).toContainText(/in, .*out/)
  const work = await page.evaluate(
    () => (window as unknown as { work: { mostOld: number; frames: number } }).work,
  )
  expect(work.frames).toBeGreaterThanOrEqual(parts)
  // The open block alone, and a block of code that gets its colours.
  expect(work.mostOld).toBeLessThanOrEqual(2)
})

/** Counts, for each change of the text, the blocks that it touched and that were there before. */
function watchBlocks(): void {
  const seen = new WeakSet<Node>()
  const work = { mostOld: 0, frames: 0 }
  Object.assign(window, { work })
  new MutationObserver((records) => {
    const touched = new Set<Node>()
    let isAnswer = false
    for (const { target, addedNodes, removedNodes } of records) {
      const answer = (target as Element).closest?.('llv-markdown')
      if (!answer) continue
      isAnswer = true
      // The block that holds the change, or what was taken out of the answer itself.
      const blocks = [...answer.querySelectorAll('.markdown-part > *')]
      const block = blocks.find((child) => child.contains(target))
      if (block) touched.add(block)
      else for (const node of removedNodes) touched.add(node)
      if (!block && target !== answer) for (const node of addedNodes) seen.add(node)
    }
    if (!isAnswer) return
    work.frames += 1
    work.mostOld = Math.max(work.mostOld, [...touched].filter((node) => seen.has(node)).length)
  }).observe(document.body, { childList: true, subtree: true, characterData: true })
}
