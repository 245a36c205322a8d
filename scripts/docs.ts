/**
 * Writes the reference pages that are made from the sources. `--check` writes nothing and fails when
 * a page is out of date. A new page is one more entry in `pages`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { adminApiPage, openApiPage } from './pages/admin-api.ts'
import { apiPage } from './pages/api.ts'
import { cliPage } from './pages/cli.ts'
import { configurationPage } from './pages/configuration.ts'
import { errorsPage } from './pages/errors.ts'
import { faultsPage } from './pages/faults.ts'

/** By path from the repository's root. */
const pages = {
  'docs/reference/errors.md': errorsPage(),
  'docs/reference/faults.md': faultsPage(),
  'docs/reference/configuration.md': configurationPage(),
  'docs/reference/admin-api.md': adminApiPage(),
  'docs/reference/openapi.json': openApiPage(),
  'docs/reference/api.md': apiPage(),
  'docs/reference/cli.md': await cliPage(),
}

const root = path.resolve(import.meta.dirname, '..')
const isCheck = process.argv.includes('--check')

for (const [page, text] of Object.entries(pages)) {
  if (readPage(page) === text) continue
  if (isCheck) {
    console.error(`${page} is out of date: run npm run docs`)
    process.exitCode = 1
  } else {
    writeFileSync(path.join(root, page), text)
  }
}

function readPage(page: string): string | null {
  try {
    return readFileSync(path.join(root, page), 'utf8')
  } catch {
    return null
  }
}
