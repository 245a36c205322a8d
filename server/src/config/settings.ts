import * as z from 'zod'

/** One setting: where it comes from, what it does, and how its text is read. */
interface Setting<Value> {
  readonly variable: string
  readonly description: string
  /** As it stands in the documentation; the schema's own default must agree. */
  readonly defaultText: string
  readonly schema: z.ZodType<Value>
}

function setting<Value>(
  variable: string,
  schema: z.ZodType<Value>,
  defaultText: string,
  description: string,
): Setting<Value> {
  return { variable, schema, defaultText, description }
}

const port = z.coerce.number().int().min(0).max(65_535)
const durationMs = z.coerce.number().int().min(1).max(86_400_000)
const flag = z.stringbool()
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })
/** A name or an address, an IPv6 one in brackets, with a port or without. */
const hostPattern = /^(\[[\da-f:.]+\]|[^\s/,:[\]]+)(:\d{1,5})?$/
const hostList = z
  .string()
  .transform((text) => text.split(',').map((host) => host.trim().toLowerCase()))
  .refine((hosts) => hosts.every((host) => hostPattern.test(host)), {
    error: 'must be a list of host:port, as in images.lan:8080,10.0.0.1:9000',
  })
  .transform((hosts): ReadonlySet<string> => new Set(hosts))
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })

/** Every setting there is, in the order of the documentation. */
export const settings = {
  host: setting(
    'LLAVERO_HOST',
    z.string().min(1).default('127.0.0.1'),
    '127.0.0.1',
    'Address to listen on.',
  ),
  port: setting(
    'LLAVERO_PORT',
    port.default(4000),
    '4000',
    'Port to listen on; 0 takes a free one.',
  ),
  dataFolder: setting(
    'LLAVERO_DATA_DIR',
    z.string().min(1).default('.llavero'),
    '.llavero',
    'Folder for the embedded database, the master key and the private socket. Made with mode 0700.',
  ),
  databaseUrl: setting(
    'LLAVERO_DATABASE_URL',
    postgresUrl.nullable().default(null),
    '(embedded)',
    'PostgreSQL 15 or newer instead of the embedded database: `postgres://user:password@host:5432/name`.',
  ),
  masterKey: setting(
    'LLAVERO_MASTER_KEY',
    z.string().min(1).nullable().default(null),
    '(file)',
    'Master key of the vault, 32 bytes in base64. Without it, `master.key` in the data folder is used, and made at first start.',
  ),
  masterKeyCommand: setting(
    'LLAVERO_MASTER_KEY_COMMAND',
    z.string().min(1).nullable().default(null),
    '(none)',
    'A command that prints the master key, so that any secret manager fits.',
  ),
  previousMasterKey: setting(
    'LLAVERO_PREVIOUS_MASTER_KEY',
    z.string().min(1).nullable().default(null),
    '(none)',
    'The master key in force before `LLAVERO_MASTER_KEY` or its command was changed, until `llavero vault rotate` has run.',
  ),
  openSimulator: setting(
    'LLAVERO_OPEN_SIMULATOR',
    flag.nullable().default(null),
    '(on a loopback host)',
    'Whether calls without a key may use the simulator (`sim-*` models, free). `true` or `false`.',
  ),
  storesContent: setting(
    'LLAVERO_STORE_CONTENT',
    flag.default(false),
    'false',
    'Whether requests and answers are stored beside the log rows.',
  ),
  maxBodyBytes: setting(
    'LLAVERO_MAX_BODY_BYTES',
    z.coerce.number().int().min(1024).max(1_073_741_824).default(33_554_432),
    '33554432',
    'Largest JSON body of a model call, in bytes, after decompression.',
  ),
  filesFolder: setting(
    'LLAVERO_FILES_DIR',
    z.string().min(1).nullable().default(null),
    '(`files` in the data folder)',
    'Folder for the bytes of files; with several processes on one database, one that all of them share, or S3. With S3, only what is under way.',
  ),
  filesS3Endpoint: setting(
    'LLAVERO_FILES_S3_ENDPOINT',
    httpUrl.nullable().default(null),
    '(local folder)',
    'Keep the bytes of files on this S3-compatible server instead, e.g. `https://s3.eu-west-1.amazonaws.com`. Buckets are addressed by path. It may be a private address.',
  ),
  filesS3Region: setting(
    'LLAVERO_FILES_S3_REGION',
    z.string().min(1).default('us-east-1'),
    'us-east-1',
    'Region that requests to the S3 server are signed for.',
  ),
  filesS3Bucket: setting(
    'LLAVERO_FILES_S3_BUCKET',
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'must be the name of a bucket' })
      .nullable()
      .default(null),
    '(none)',
    'Bucket for the bytes of files; it has to exist.',
  ),
  filesS3Prefix: setting(
    'LLAVERO_FILES_S3_PREFIX',
    z
      .string()
      .regex(/^[\w./-]*$/, { error: 'may have letters, digits and ._-/ only' })
      .default(''),
    '(none)',
    'Put before the name of every object, e.g. `llavero/`.',
  ),
  filesS3AccessKeyId: setting(
    'LLAVERO_FILES_S3_ACCESS_KEY_ID',
    z.string().min(1).nullable().default(null),
    '(none)',
    'Access key of the S3 server. It needs to get, put and delete objects of the bucket.',
  ),
  filesS3SecretAccessKey: setting(
    'LLAVERO_FILES_S3_SECRET_ACCESS_KEY',
    z.string().min(1).nullable().default(null),
    '(none)',
    'Secret of that access key.',
  ),
  batchConcurrency: setting(
    'LLAVERO_BATCH_CONCURRENCY',
    z.coerce.number().int().min(1).max(1_000).default(8),
    '8',
    'Requests of batches that this process sends at the same time. Each call that a client waits for takes one of these places, down to a single one.',
  ),
  imageHosts: setting(
    'LLAVERO_IMAGE_HOSTS',
    hostList.nullable().default(null),
    '(none)',
    'Servers of your own, as `host:port` and separated by commas, that pictures in messages may be fetched from although they are private. A host without a port means port 80 for http and 443 for https.',
  ),
  connectTimeoutMs: setting(
    'LLAVERO_CONNECT_TIMEOUT_MS',
    durationMs.default(10_000),
    '10000',
    'How long a provider may take to accept a connection.',
  ),
  firstByteTimeoutMs: setting(
    'LLAVERO_FIRST_BYTE_TIMEOUT_MS',
    durationMs.default(300_000),
    '300000',
    'How long a provider may take to begin its answer.',
  ),
  idleTimeoutMs: setting(
    'LLAVERO_IDLE_TIMEOUT_MS',
    durationMs.default(120_000),
    '120000',
    'How long a provider may fall silent in the middle of an answer.',
  ),
  realtimeIdleTimeoutMs: setting(
    'LLAVERO_REALTIME_IDLE_TIMEOUT_MS',
    durationMs.default(600_000),
    '600000',
    'How long the client of a realtime session may be silent before the session ends.',
  ),
  realtimeMaxDurationMs: setting(
    'LLAVERO_REALTIME_MAX_DURATION_MS',
    z.coerce.number().int().min(1_000).max(86_400_000).default(3_600_000),
    '3600000',
    'How long a realtime session may last.',
  ),
  storedCompletionDays: setting(
    'LLAVERO_STORED_COMPLETION_DAYS',
    z.coerce.number().int().min(1).max(36_500).default(30),
    '30',
    'How many days a chat completion is kept that a client has stored.',
  ),
  maxTries: setting(
    'LLAVERO_MAX_TRIES',
    z.coerce.number().int().min(1).max(10).default(3),
    '3',
    'Tries per target, the first one included, before the next target is taken.',
  ),
  flushIntervalMs: setting(
    'LLAVERO_FLUSH_INTERVAL_MS',
    z.coerce.number().int().min(10).max(60_000).default(100),
    '100',
    'How often log rows and settled amounts are written.',
  ),
  shutdownGraceMs: setting(
    'LLAVERO_SHUTDOWN_GRACE_MS',
    durationMs.default(30_000),
    '30000',
    'How long running calls may finish after the process was asked to stop.',
  ),
  metricsToken: setting(
    'LLAVERO_METRICS_TOKEN',
    z.string().min(16).nullable().default(null),
    '(none)',
    'What `GET /metrics` wants as a bearer token. Without one it is open on a loopback host, and closed elsewhere.',
  ),
  logLevel: setting(
    'LLAVERO_LOG_LEVEL',
    z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    'info',
    'Least severity that is written to standard error.',
  ),
  openaiApiKey: setting(
    'OPENAI_API_KEY',
    z.string().min(1).nullable().default(null),
    '(none)',
    'At first start, together with the next one: makes a provider from it, the default for names that no route knows.',
  ),
  openaiBaseUrl: setting(
    'OPENAI_BASE_URL',
    httpUrl.nullable().default(null),
    '(none)',
    'Address of that provider; `https://api.openai.com/v1` when only the key is given. It may be a private one.',
  ),
} as const

export type Settings = {
  readonly [Name in keyof typeof settings]: z.infer<(typeof settings)[Name]['schema']>
}

/** All faults of the settings at once. */
export class SettingsError extends Error {
  constructor(faults: readonly string[]) {
    super(`The settings are wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.name = 'SettingsError'
  }
}

/**
 * Reads and checks all settings. An empty variable counts as not set. Throws SettingsError, which names
 * every fault and every `LLAVERO_*` variable that does not exist.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const known = new Set(Object.values(settings).map(({ variable }) => variable))
  const faults = Object.keys(environment)
    .filter((variable) => variable.startsWith('LLAVERO_') && !known.has(variable))
    .map((variable) => `${variable} is not a setting of Llavero`)
  const values: Record<string, unknown> = {}
  for (const [name, { variable, schema }] of Object.entries(settings)) {
    const text = environment[variable]
    const result = schema.safeParse(text === '' ? undefined : text)
    if (result.success) values[name] = result.data
    else faults.push(`${variable}: ${result.error.issues.map(({ message }) => message).join('; ')}`)
  }
  if (values['masterKey'] && values['masterKeyCommand']) {
    faults.push('LLAVERO_MASTER_KEY and LLAVERO_MASTER_KEY_COMMAND exclude each other')
  }
  faults.push(...s3Faults(values))
  if (faults.length > 0) throw new SettingsError(faults)
  return values as Settings
}

/** All of what the S3 server needs, or nothing of it. */
function s3Faults(values: Readonly<Record<string, unknown>>): string[] {
  const names = [
    'filesS3Endpoint',
    'filesS3Bucket',
    'filesS3AccessKeyId',
    'filesS3SecretAccessKey',
  ] as const
  const missing = names.filter((name) => values[name] === null)
  if (missing.length === 0 || missing.length === names.length) return []
  return missing.map((name) => `${settings[name].variable} is missing: the S3 server needs it`)
}

/** Settings from the environment of this process. */
export function readEnvironment(): Settings {
  return readSettings(process.env)
}

/** Whether only this machine can reach the address that the server listens on. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** Whether calls without a key may use the simulator. */
export function isSimulatorOpen({ openSimulator, host }: Settings): boolean {
  return openSimulator ?? isLoopbackHost(host)
}

/** Whether this is `npm start`: npm does not pass on the signal that ends it. */
export function isStartedByNpm(): boolean {
  return process.env['npm_lifecycle_event'] === 'start'
}
