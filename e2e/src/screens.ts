import type { Page } from '@playwright/test'
import { fillFiles, fillWork } from './fill-files.ts'
import { fillForOperator, fillProvider } from './fill.ts'
import type { Owner } from './server.ts'
import { answerBySimulator } from './workbench.ts'

/** A screen that is checked for accessibility and photographed, in every theme and language. */
export interface Screen {
  readonly name: string
  readonly path: string
  readonly isSignedOut?: boolean
  /** Before the first account was made. */
  readonly isUnowned?: boolean
  /** Fills the server with what the screen shows; called once per server. */
  readonly fill?: (owner: Owner) => Promise<unknown>
  /** Brings the opened screen into the state to be looked at, in any language. */
  readonly prepare?: (page: Page) => Promise<unknown>
}

/** Every feature adds its screens here. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', path: '/sign-in', isSignedOut: true },
  { name: 'welcome', path: '/welcome', isSignedOut: true, isUnowned: true },
  { name: 'welcome-account', path: '/welcome/account', isSignedOut: true, isUnowned: true },
  { name: 'welcome-answers', path: '/welcome/answers' },
  { name: 'playground', path: '/playground', prepare: sendInPlayground },
  { name: 'try-images', path: '/try', prepare: drawInTry },
  { name: 'try-speech', path: '/try', prepare: speakInTry },
  { name: 'try-transcription', path: '/try', prepare: writeDownInTry },
  { name: 'try-moderation', path: '/try', prepare: judgeInTry },
  { name: 'files', path: '/files', fill: fillFiles },
  { name: 'batches', path: '/batches', fill: fillWork },
  { name: 'batch', path: '/batches', fill: fillWork, prepare: openNewest },
  { name: 'batch-new', path: '/batches?form=new', fill: fillFiles },
  { name: 'fine-tuning', path: '/fine-tuning', fill: fillWork },
  { name: 'fine-tuning-job', path: '/fine-tuning', fill: fillWork, prepare: openNewest },
  { name: 'fine-tuning-new', path: '/fine-tuning?form=new', fill: fillFiles },
  { name: 'keys', path: '/keys', fill: fillForOperator },
  { name: 'key-new', path: '/keys?form=new' },
  { name: 'usage', path: '/usage', fill: fillForOperator },
  { name: 'requests', path: '/requests', fill: fillForOperator },
  {
    name: 'receipt',
    path: '/requests',
    fill: fillForOperator,
    prepare: openNewestReceipt,
  },
  { name: 'providers', path: '/providers', fill: fillProvider },
  {
    name: 'provider-price',
    path: '/providers',
    fill: fillProvider,
    prepare: (page) => page.locator('llv-provider-models td button').first().click(),
  },
  { name: 'provider-new', path: '/providers?form=new' },
  { name: 'workbench', path: '/workbench', prepare: actionsShown },
  { name: 'workbench-review', path: '/workbench', fill: answerBySimulator, prepare: reviewSample },
  {
    name: 'workbench-parameters',
    path: '/workbench',
    fill: answerBySimulator,
    prepare: openParameters,
  },
  {
    name: 'workbench-response',
    path: '/workbench',
    fill: answerBySimulator,
    async prepare(page) {
      await reviewSample(page)
      await page.getByRole('tab').nth(2).click()
      await page.locator('.response-field').nth(3).focus()
    },
  },
  {
    name: 'workbench-receipt',
    path: '/workbench',
    fill: answerBySimulator,
    async prepare(page) {
      await reviewSample(page)
      await page.locator('.receipt-strip').click()
    },
  },
  {
    name: 'workbench-history',
    path: '/workbench',
    fill: answerBySimulator,
    async prepare(page) {
      await reviewSample(page)
      await page.locator('header:has(h1) button').last().click()
      await page.locator('.history-item').first().waitFor()
    },
  },
  {
    name: 'workbench-compare',
    path: '/workbench',
    fill: answerBySimulator,
    async prepare(page) {
      await actionsShown(page)
      await page.locator('.sample').first().click()
      await page.locator('header:has(h1) button[aria-pressed]').click()
      await page.locator('.compare-columns').waitFor()
    },
  },
  { name: 'workbench-actions', path: '/workbench/actions' },
  { name: 'workbench-action', path: '/workbench/actions/action_fix-bugs' },
  { name: 'settings', path: '/settings' },
  { name: 'palette', path: '/settings', prepare: (page) => page.keyboard.press('Control+k') },
  { name: 'shortcuts', path: '/settings', prepare: (page) => page.keyboard.press('?') },
  { name: 'not-found', path: '/nothing-here' },
]

async function drawInTry(page: Page): Promise<void> {
  await page.locator('llv-images-panel .button-primary').click()
  await page.locator('llv-images-panel [data-finished="true"]').waitFor()
}

async function speakInTry(page: Page): Promise<void> {
  await page.getByRole('tab').nth(1).click()
  await page.locator('llv-speech-panel .button-primary').click()
  await page.locator('audio').waitFor()
}

/** What was just spoken is written down again. */
async function writeDownInTry(page: Page): Promise<void> {
  await speakInTry(page)
  await page.getByRole('tab').nth(2).click()
  await page.locator('llv-transcription-panel .button-primary').click()
  await page.getByTestId('transcript').waitFor()
}

async function judgeInTry(page: Page): Promise<void> {
  await page.getByRole('tab').nth(3).click()
  await page.locator('llv-moderation-panel .button-primary').click()
  await page.locator('.scores').waitFor()
}

/** Of batches or jobs, once it has come to its end. */
async function openNewest(page: Page): Promise<void> {
  await page.getByRole('row').nth(1).getByRole('link').first().click()
  await page.locator('.facts').waitFor()
  await page.locator('[data-testid$="-state"] .tag-success').waitFor()
  await page.locator('.loss-chart, llv-batch-results table').waitFor()
}

async function openNewestReceipt(page: Page): Promise<void> {
  await page.getByRole('row').nth(1).getByRole('link').click()
  await page.locator('.facts').waitFor()
}

async function sendInPlayground(page: Page): Promise<void> {
  await page.locator('[data-in-set]').first().waitFor()
  await page.locator('textarea').last().press('Control+Enter')
  await page.getByTestId('choice-0').waitFor()
  await page.locator('llv-playground llv-receipt').waitFor()
}

async function actionsShown(page: Page): Promise<void> {
  await page.locator('.action[aria-pressed]').first().waitFor()
}

/** The first sample, its bugs fixed: to be reviewed. */
async function reviewSample(page: Page): Promise<void> {
  await actionsShown(page)
  await page.locator('.sample').first().click()
  await page.keyboard.press('Control+Enter')
  await page.locator('llv-hunk').first().waitFor()
  await page.locator('.receipt-strip .tag').waitFor()
}

async function openParameters(page: Page): Promise<void> {
  await actionsShown(page)
  await page.locator('llv-variant-settings button').first().click()
}
