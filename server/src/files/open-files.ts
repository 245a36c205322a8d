import { join } from 'node:path'
import type { Settings } from '../config/settings.ts'
import type { Egress } from '../egress/egress.ts'
import type { Storage } from '../storage/open.ts'
import type { BlobStore } from './blob-store.ts'
import type { FileParts } from './files.ts'
import { LocalStore } from './local-store.ts'
import { S3Store } from './s3-store.ts'
import { Staging } from './staging.ts'

export interface OpenFilesParts {
  readonly settings: Settings
  readonly storage: Storage
  readonly egress: Egress
  /** Names this process among those that may share the folder of files. */
  readonly replica: string
}

/** Makes the folders, and throws away what a killed process of the same name left half written. */
export async function openFiles(parts: OpenFilesParts): Promise<FileParts> {
  const { settings, storage, replica } = parts
  const folder = settings.filesFolder ?? join(settings.dataFolder, 'files')
  const staging = new Staging(join(folder, `staging-${replica}`))
  await staging.open()
  return { storage, store: openStore(parts, folder), staging, now: Date.now }
}

function openStore({ settings, egress }: OpenFilesParts, folder: string): BlobStore {
  const { filesS3Endpoint, filesS3Bucket, filesS3AccessKeyId, filesS3SecretAccessKey } = settings
  if (filesS3Endpoint === null) return new LocalStore(folder)
  return new S3Store(
    {
      endpoint: filesS3Endpoint,
      region: settings.filesS3Region,
      bucket: filesS3Bucket ?? '',
      prefix: settings.filesS3Prefix,
      accessKeyId: filesS3AccessKeyId ?? '',
      secretAccessKey: filesS3SecretAccessKey ?? '',
    },
    egress,
  )
}
