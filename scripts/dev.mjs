// The server and the page with reload, until either ends. The server restarts when its sources change.
import { spawn } from 'node:child_process'

const children = [
  spawn(
    process.execPath,
    ['--watch', '--import', './scripts/compile-cache.mjs', 'server/src/main.ts', 'serve'],
    { stdio: 'inherit' },
  ),
  spawn('npm', ['run', '-s', 'dev', '-w', 'web'], { stdio: 'inherit' }),
]
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)
for (const child of children) child.on('exit', stop)

function stop() {
  for (const child of children) child.kill('SIGTERM')
}
