// Prepares a checkout for `npm start` and `npm test`; with `--page`, builds the web page as well. Runs on the machine's own Node (18 or newer),
// before the pinned runtime is installed, so it uses nothing but Node's standard library.
import { execSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const lockFile = path.join(root, 'package-lock.json')
const stamp = path.join(root, 'node_modules', '.llavero-lock')

const wanted = createHash('sha256').update(readFileSync(lockFile)).digest('hex')
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''

if (installed !== wanted) {
  console.log('Installing what Llavero needs (once, and again when package-lock.json changes) …')
  // Not `npm ci`: it refuses a lock file that lacks an optional package of a platform that is not this one.
  execSync('npm install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error', {
    cwd: root,
    stdio: 'inherit',
  })
  writeFileSync(stamp, wanted)
  prime()
}

if (process.argv.includes('--page') && isPageOld()) {
  console.log('Building the web page (once, and again when its sources change) …')
  execSync('npm run -s build -w web', { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
}

function isPageOld() {
  const built = path.join(root, 'web', 'dist', 'index.html')
  if (!existsSync(built)) return true
  const sources = ['web/src', 'web/public', 'web/scripts', 'web/angular.json', 'web/package.json']
  const newest = Math.max(
    ...[...sources, 'protocol/src'].map((name) => newestIn(path.join(root, name))),
  )
  return newest > statSync(built).mtimeMs
}

function newestIn(place) {
  const stat = statSync(place)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(
    stat.mtimeMs,
    ...readdirSync(place).map((name) => newestIn(path.join(place, name))),
  )
}

function prime() {
  try {
    execSync('npm run -s prime', { cwd: root, stdio: 'ignore' })
  } catch {
    // The first start is slower then, and says itself what is wrong.
  }
}
