// Prepares a checkout for `npm start` and `npm test`. Runs on the machine's own Node (18 or newer),
// before the pinned runtime is installed, so it uses nothing but Node's standard library.
import { execSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
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
  execSync('npm install --no-save --no-audit --no-fund --loglevel=error', {
    cwd: root,
    stdio: 'inherit',
  })
  writeFileSync(stamp, wanted)
  prime()
}

function prime() {
  try {
    execSync('npm run -s prime', { cwd: root, stdio: 'ignore' })
  } catch {
    // The first start is slower then, and says itself what is wrong.
  }
}
