/** Who may import whom: the table of ARCHITECTURE.md, as rules. */
const server = '^server/src'

/** @param {string} name @param {string} from @param {string[]} to  folders of server/src that `from` must not reach */
const never = (name, from, to, fromNot = []) => ({
  name,
  severity: 'error',
  from: { path: `${server}/${from}`, pathNot: ['\\.test\\.ts$', ...fromNot] },
  to: { path: to.map((folder) => `${server}/${folder}`) },
})

const page = '^web/src/app'

const notTests = ['\\.test\\.ts$', '^server/test', '^e2e', '^bench', '^conformance', '^scripts']

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'protocol-imports-only-zod',
      severity: 'error',
      from: { path: '^protocol/src', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^protocol/src', 'node_modules/zod/'] },
    },
    never('foundations-import-protocol-only', '(config|egress|vault|telemetry)/', [
      '(edge|auth|gateway|control|quota|storage|cli|files|jobs|batches|tuning|resource)/',
    ]),
    never('storage-knows-no-feature', 'storage/', ['(edge|auth|gateway|control|cli|quota)/']),
    never('quota-knows-storage-only', 'quota/', ['(edge|auth|gateway|control|cli)/']),
    never('gateway-knows-no-edge', 'gateway/', ['(edge|control|cli|auth)/', 'app\\.ts']),
    never('pipeline-imports-types-only', 'gateway/pipeline\\.ts', ['storage/', 'quota/']),
    never('policy-alone', 'gateway/policy/', [
      'gateway/(routing|providers|accounting|stream|cache)/',
      'storage/',
    ]),
    never('routing-alone', 'gateway/routing/', [
      'gateway/(policy|providers|accounting|stream|cache)/',
      'storage/',
      'quota/',
    ]),
    never('providers-alone', 'gateway/providers/', [
      'gateway/(policy|routing|accounting|cache)/',
      'storage/',
      'quota/',
    ]),
    never('stored-completions-know-no-stage', 'stored-completions/', [
      '(edge|control|cli|auth)/',
      'gateway/(?!model-call)',
    ]),
    never('endpoints-import-words-only', 'gateway/endpoints/', [
      'gateway/(policy|routing|providers|accounting|stream|cache)/',
      'gateway/pipeline',
      'storage/',
      'quota/',
    ]),
    never('accounting-alone', 'gateway/accounting/', ['gateway/(policy|routing|providers|cache)/']),
    never('stream-alone', 'gateway/stream/', [
      'gateway/(policy|routing|providers|accounting|cache)/',
      'storage/',
      'quota/',
    ]),
    never('edge-knows-no-storage', 'edge/', [
      '(storage|quota|cli)/',
      'gateway/(providers|routing|policy|accounting)/',
    ]),
    never('control-knows-no-stages', 'control/', [
      '(edge|cli)/',
      'gateway/(policy|routing|providers|stream|cache)/',
    ]),
    never('work-uses-the-front-door', '(batches|tuning)/', [
      '(edge|auth|control|cli)/',
      'gateway/(policy|routing|providers|accounting|stream|cache)/',
    ]),
    never('files-know-no-gateway', '(files|jobs|resource)/', [
      '(edge|auth|control|cli)/',
      'gateway/(?!model-call)',
    ]),
    never('chat-through-the-pipeline', 'chat/', [
      '(edge|cli|quota)/',
      'gateway/(policy|routing|providers|cache)/',
    ]),
    never('auth-knows-no-feature', 'auth/', [
      '(edge|control|cli|storage|quota)/',
      'gateway/(?!model-call)',
    ]),
    {
      name: 'web-imports-protocol-only',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(server|bench|e2e|scripts)/' },
    },
    {
      name: 'web-imports-no-zod',
      comment: 'The schemas of protocol weigh 455 kB with it: import types.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: 'node_modules/zod/' },
    },
    {
      name: 'browser-and-language-are-the-ground',
      severity: 'error',
      from: { path: `${page}/(browser|language)/` },
      to: { path: page, pathNot: `${page}/(browser|language)/` },
    },
    {
      name: 'ui-knows-no-feature',
      severity: 'error',
      from: { path: `${page}/ui/` },
      to: { path: page, pathNot: `${page}/(browser|language|ui)/` },
    },
    {
      name: 'shell-knows-no-feature',
      severity: 'error',
      from: { path: `${page}/shell/` },
      to: { path: page, pathNot: `${page}/(browser|language|ui|shell)/` },
    },
    {
      name: 'features-are-strangers',
      severity: 'error',
      from: { path: `${page}/([^/]+)/`, pathNot: `${page}/(browser|language|ui|shell)/` },
      to: { path: page, pathNot: `${page}/(browser|language|ui|shell|$1)/` },
    },
    {
      name: 'app-is-the-root',
      severity: 'error',
      from: {
        path: server,
        pathNot: [
          `${server}/(main|app|serve|live-configuration|wire-stages|wire-work|wire-workspace|wire-realtime)\\.ts$`,
          `${server}/cli/`,
          ...notTests,
        ],
      },
      to: {
        path: `${server}/(app|main|serve|live-configuration|wire-stages|wire-work|wire-workspace|wire-realtime)\\.ts$`,
      },
    },
    {
      name: 'fastify-only-in-edge',
      severity: 'error',
      from: { pathNot: [`${server}/edge/`, ...notTests] },
      to: { path: 'node_modules/fastify/' },
    },
    never('realtime-knows-no-edge', 'realtime/', [
      '(edge|cli|control|quota)/',
      'gateway/(policy|routing|providers|stream)/',
    ]),
    {
      name: 'web-sockets-in-edge-and-egress',
      severity: 'error',
      from: { pathNot: [`${server}/(edge|egress)/`, ...notTests] },
      to: { path: 'node_modules/ws/' },
    },
    {
      name: 'drivers-only-in-storage',
      severity: 'error',
      from: { pathNot: [`${server}/storage/`, ...notTests] },
      to: { path: ['node_modules/(pg|kysely)/', '^node:sqlite$'] },
    },
    {
      name: 'undici-only-in-egress',
      severity: 'error',
      from: { pathNot: [`${server}/egress/`, ...notTests] },
      to: { path: 'node_modules/undici/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-other-way-out',
      severity: 'error',
      from: { path: server, pathNot: [`${server}/(egress|edge|cli)/`, ...notTests] },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram)$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'tests-stay-tests',
      severity: 'error',
      from: { path: '^(server|protocol)/src', pathNot: ['\\.test\\.ts$', '/testing\\.ts$'] },
      to: { path: ['^server/test', '\\.test\\.ts$'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^bench/(peers|build)' },
    builtInModules: { add: ['node:sqlite'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
}
