import type { Capabilities, SchemaEditor } from '../capabilities.ts'
import * as foundation from './0001-foundation.ts'
import * as workspace from './0002-workspace.ts'
import * as mediaUnits from './0003-media-units.ts'
import * as storedCompletions from './0003-stored-completions.ts'
import * as files from './0004-files.ts'
import * as batches from './0005-batches.ts'
import * as fineTuning from './0006-fine-tuning.ts'
import * as realtime from './0007-realtime.ts'
import * as imageUrls from './0011-image-urls.ts'
import * as pricedCalls from './0013-priced-calls.ts'
import * as passedBatches from './0014-passed-batches.ts'
import * as mediaPrices from './0015-media-prices.ts'
import * as rotatedKeys from './0016-rotated-keys.ts'
import * as passedTuning from './0017-passed-tuning.ts'
import * as formerSecretUse from './0018-former-secret-use.ts'
import * as askedWork from './0019-asked-work.ts'

/** Changes the schema from the one before. It must be safe while the former version still runs. */
export interface Migration {
  up(db: SchemaEditor, capabilities: Capabilities): Promise<void>
}

/** All migrations in their order. A published one is never changed: a new one follows it. */
export const migrations: readonly (readonly [name: string, migration: Migration])[] = [
  ['0001-foundation', foundation],
  ['0002-workspace', workspace],
  ['0003-media-units', mediaUnits],
  ['0003-stored-completions', storedCompletions],
  ['0004-files', files],
  ['0005-batches', batches],
  ['0006-fine-tuning', fineTuning],
  ['0007-realtime', realtime],
  ['0011-image-urls', imageUrls],
  ['0013-priced-calls', pricedCalls],
  ['0014-passed-batches', passedBatches],
  ['0015-media-prices', mediaPrices],
  ['0016-rotated-keys', rotatedKeys],
  ['0017-passed-tuning', passedTuning],
  ['0018-former-secret-use', formerSecretUse],
  ['0019-asked-work', askedWork],
]
