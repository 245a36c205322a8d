import { exec } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createKeyFile, promoteKeyFile, readKeyFile } from './key-file.ts'
import { generateMasterKeyText, parseMasterKey } from './master-key.ts'
import type { MasterKey } from './master-key.ts'

/** Where the master key comes from, as the settings say; the first that is set wins, else a file. */
export interface KeySettings {
  /** 32 bytes in base64. */
  readonly masterKey: string | null
  /** A shell command that prints the key, e.g. a secret manager's. */
  readonly masterKeyCommand: string | null
  /** The key in force before the last change of `masterKey`: readable until `vault rotate` has run. */
  readonly previousMasterKey: string | null
  readonly dataFolder: string
}

/** What is known of the master keys at start, and how to move on to the next one. */
export interface KeySource {
  readonly current: MasterKey
  readonly former: readonly MasterKey[]
  /** The key to move to: durable before it is returned; after a crash the same one again. */
  prepareNext(): Promise<MasterKey>
  /** Every secret is sealed by the next key: makes it the only one. */
  promoteNext(): Promise<void>
}

const COMMAND_TIMEOUT_MS = 30_000
const COMMAND_OUTPUT_BYTES = 4096

/**
 * Finds the master key, or makes the file `master.key` (mode 0600) in the data folder at first start. Where
 * `countSealed` tells of secrets, the file is lost and not made anew: a new key would open none of them.
 */
export async function openKeySource(
  settings: KeySettings,
  countSealed: () => Promise<number>,
): Promise<KeySource> {
  if (settings.masterKey !== null) {
    return givenSource(parseMasterKey(settings.masterKey, 'the settings'), settings)
  }
  if (settings.masterKeyCommand !== null) {
    const printed = await runKeyCommand(settings.masterKeyCommand)
    return givenSource(parseMasterKey(printed, 'the master key command'), settings)
  }
  return fileSource(settings.dataFolder, countSealed)
}

/** The operator changes a given key himself: rotation only moves the secrets to the one in force. */
function givenSource(current: MasterKey, settings: KeySettings): KeySource {
  const previous = settings.previousMasterKey
  return {
    current,
    former: previous === null ? [] : [parseMasterKey(previous, 'the previous key in the settings')],
    prepareNext: async () => current,
    promoteNext: async () => {},
  }
}

/**
 * While secrets move, the next key waits beside the current one in `master.key.next`. Finding it at
 * start means that a rotation was cut short: both are read, and `vault rotate` carries on with it.
 */
async function fileSource(
  dataFolder: string,
  countSealed: () => Promise<number>,
): Promise<KeySource> {
  const path = join(dataFolder, 'master.key')
  const nextPath = `${path}.next`
  const current = (await readKeyFile(path)) ?? (await createFirst(path, countSealed))
  const next = await readKeyFile(nextPath)
  return {
    current: next ?? current,
    former: next ? [current] : [],
    prepareNext: () => readOrCreate(nextPath),
    promoteNext: () => promoteKeyFile(nextPath, path),
  }
}

async function createFirst(path: string, countSealed: () => Promise<number>): Promise<MasterKey> {
  const sealed = await countSealed()
  if (sealed === 0) return create(path)
  const secrets = sealed === 1 ? 'one secret is' : `${sealed} secrets are`
  throw new Error(
    `The master key ${path} is missing, and ${secrets} sealed by it: put the file back from your backup, ` +
      'or give the key by LLAVERO_MASTER_KEY. No new one was made',
  )
}

async function readOrCreate(path: string): Promise<MasterKey> {
  return (await readKeyFile(path)) ?? (await create(path))
}

async function create(path: string): Promise<MasterKey> {
  const text = generateMasterKeyText()
  await createKeyFile(path, text)
  return parseMasterKey(text, path)
}

/** Neither the command's output nor its errors are repeated: either may hold the key. */
async function runKeyCommand(command: string): Promise<string> {
  try {
    const options = { timeout: COMMAND_TIMEOUT_MS, maxBuffer: COMMAND_OUTPUT_BYTES }
    return (await promisify(exec)(command, options)).stdout
  } catch {
    throw new Error('The master key command failed: run it by hand to see why')
  }
}
