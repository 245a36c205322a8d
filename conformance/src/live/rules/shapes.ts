/** The ids that the service gives, by the `object` that bears them. */
const idShapes: Readonly<Record<string, RegExp>> = {
  file: /^file-[0-9A-Za-z]{22}$/,
  batch: /^batch_[0-9a-f]{32}$/,
  upload: /^upload_[0-9a-f]{32}$/,
  'upload.part': /^part_[0-9a-f]{32}$/,
  'chat.completion': /^chatcmpl-[0-9A-Za-z]{20,}$/,
  'chat.completion.chunk': /^chatcmpl-[0-9A-Za-z]{20,}$/,
  'chat.completion.deleted': /^chatcmpl-[0-9A-Za-z]{20,}$/,
  text_completion: /^cmpl-[0-9A-Za-z]{20,}$/,
  'fine_tuning.job': /^ftjob-[0-9A-Za-z]{20,}$/,
  'fine_tuning.job.event': /^ftevent-[0-9A-Za-z]{20,}$/,
  'fine_tuning.job.checkpoint': /^ftckpt_[0-9A-Za-z]{20,}$/,
}

type JsonObject = Readonly<Record<string, unknown>>

/** Faults of the ids and the list that a body holds, at any depth. */
export function shapeFaults(body: unknown): string[] {
  if (Array.isArray(body)) return body.flatMap(shapeFaults)
  if (!isObject(body)) return []
  return [...idFaults(body), ...listFaults(body), ...Object.values(body).flatMap(shapeFaults)]
}

function idFaults({ object, id }: JsonObject): string[] {
  const shape = typeof object === 'string' ? idShapes[object] : undefined
  if (shape === undefined || (typeof id === 'string' && shape.test(id))) return []
  return [`${String(object)} has the id ${String(id)}`]
}

/** A page with cursors: its ids are those of its ends, and null when it is empty. */
function listFaults({ object, data, first_id, last_id, has_more }: JsonObject): string[] {
  if (object !== 'list') return []
  if (!Array.isArray(data)) return ['a list without data']
  const faults: string[] = []
  if (has_more !== undefined && typeof has_more !== 'boolean') faults.push('has_more is no boolean')
  if (first_id === undefined && last_id === undefined) return faults
  const idAt = (index: number) => (data.at(index) as JsonObject | undefined)?.['id'] ?? null
  if (first_id !== idAt(0)) faults.push('first_id is not the first id of the list')
  if (last_id !== idAt(-1)) faults.push('last_id is not the last id of the list')
  if (data.length === 0 && has_more === true) faults.push('an empty page with more behind it')
  return faults
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null
}
