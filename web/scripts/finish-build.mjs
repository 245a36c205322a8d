// After `ng build`: fails when the first screen has grown too heavy, and compresses the files once, so that
// the server only has to send them.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** Compressed with gzip, in kB of 1000 bytes: what must arrive before somebody can act. */
const budgetsKb = { js: 170, css: 20 }
/** What a screen may add to that before it can be used; what an answer needs comes with the first answer. */
const routeBudgets = [
  {
    name: 'Workbench',
    budgetKb: 150,
    entries: /app\/workbench\/(?:routes\.ts|i18n\/en\.json)$/,
  },
]
const compressible = /\.(?:js|css|svg|json|txt)$/

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const statsFile = path.join(dist, 'browser-stats.json')

checkBudgets(JSON.parse(readFileSync(statsFile, 'utf8')))
rmSync(statsFile)
for (const name of readdirSync(dist).filter((name) => compressible.test(name))) compress(name)

function checkBudgets({ outputs }) {
  const initial = filesOfFirstScreen(outputs)
  for (const [kind, budgetKb] of Object.entries(budgetsKb)) {
    check(
      `Initial ${kind}`,
      initial.filter((name) => name.endsWith(`.${kind}`)),
      budgetKb,
    )
  }
  for (const { name, budgetKb, entries } of routeBudgets) {
    const roots = Object.keys(outputs).filter((file) =>
      entries.test(outputs[file].entryPoint ?? ''),
    )
    if (roots.length === 0) throw new Error(`${name}: no file of it was built.`)
    const added = filesBelow(roots, outputs).filter((file) => !initial.includes(file))
    check(name, added, budgetKb)
  }
}

function check(what, files, budgetKb) {
  const sizeKb = files.reduce((sum, name) => sum + gzipSize(name), 0) / 1000
  const verdict = `${what}: ${sizeKb.toFixed(1)} kB of ${budgetKb} kB, compressed`
  if (sizeKb > budgetKb) throw new Error(`${verdict}: too heavy. ${files.join(', ')}`)
  console.log(verdict)
}

/** `main`, the frame around every screen, the texts of one language, and all that they import at once. */
function filesOfFirstScreen(outputs) {
  const roots = Object.keys(outputs).filter((name) => {
    const { entryPoint = '' } = outputs[name]
    return (
      /^(?:main|styles)-/.test(name) ||
      entryPoint.endsWith('shell/layout/frame.ts') ||
      /(?:shell|ui)\/i18n\/en\.json$/.test(entryPoint)
    )
  })
  return filesBelow(roots, outputs)
}

/** These files, and all that they import at once. */
function filesBelow(roots, outputs) {
  const found = new Set()
  const visit = (name) => {
    if (found.has(name)) return
    found.add(name)
    for (const { path: next, kind } of outputs[name]?.imports ?? []) {
      if (kind === 'import-statement') visit(next)
    }
  }
  for (const name of roots) visit(name)
  return [...found].filter((name) => outputs[name] !== undefined)
}

function gzipSize(name) {
  return gzipSync(readFileSync(path.join(dist, name)), { level: 9 }).length
}

function compress(name) {
  const bytes = readFileSync(path.join(dist, name))
  // Below that a packet is a packet.
  if (bytes.length < 1024) return
  writeFileSync(path.join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }))
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
  writeFileSync(path.join(dist, `${name}.br`), brotliCompressSync(bytes, { params }))
}
