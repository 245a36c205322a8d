import {
  actionFile,
  actionObject as actionSchema,
  actionQuery,
  createActionBody,
  previewBody,
  previewObject,
  updateActionBody,
} from '@llavero/protocol/control/actions.ts'
import type {
  ActionFile,
  ActionObject,
  CreateActionBody,
  PreviewBody,
  PreviewObject,
  UpdateActionBody,
} from '@llavero/protocol/control/actions.ts'
import { deleted, pageOf } from '@llavero/protocol/control/page.ts'
import { GatewayError } from '@llavero/protocol/errors.ts'
import { newId } from '../control/new-id.ts'
import { notFound } from '../control/not-found.ts'
import { requirePerson, route } from '../control/route.ts'
import type { ControlRoute } from '../control/route.ts'
import { wholeList } from '../control/whole-list.ts'
import type { CodeAction } from '../storage/code-actions.ts'
import {
  type ActionContent,
  actionObject,
  contentOf,
  contentRow,
  newAction,
} from './action-object.ts'
import { builtInAction } from './built-in-actions.ts'
import type { ChatParts } from './parts.ts'
import { checkTemplates, renderPrompt } from './render-prompt.ts'

const access = 'person'
/** Deleted ones do not count. */
const mostOwnActions = 500
const maxBodyBytes = 16 * 1024 * 1024

/** What can be done with a snippet: built-in actions, and everybody's own. */
export function actionRoutes(parts: ChatParts): ControlRoute[] {
  return [
    ...collectionRoutes(parts),
    ...memberRoutes(parts),
    ...removalRoutes(parts),
    ...transferRoutes(parts),
  ]
}

function collectionRoutes(parts: ChatParts): ControlRoute[] {
  const { codeActions } = parts.storage
  return [
    route({
      method: 'GET',
      path: '/api/actions',
      access,
      answer: pageOf(actionSchema),
      summary: 'The built-in actions and your own.',
      handle: async ({ context }) => {
        const found = await codeActions.list(requirePerson(context))
        return { body: wholeList(found.map(actionObject)) }
      },
    }),
    route({
      method: 'POST',
      path: '/api/actions',
      access,
      body: createActionBody,
      answer: actionSchema,
      summary: 'Makes an action of your own.',
      handle: async ({ context, body }) => ({
        status: 201,
        body: await createAction(parts, requirePerson(context), body),
      }),
    }),
    route({
      method: 'POST',
      path: '/api/actions/preview',
      access,
      body: previewBody,
      answer: previewObject,
      summary: 'The messages that would be sent, for an action or for templates being written.',
      maxBodyBytes,
      handle: async ({ context, body }) => ({
        body: await preview(parts, requirePerson(context), body),
      }),
    }),
  ]
}

function memberRoutes(parts: ChatParts): ControlRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/actions/:id',
      access,
      query: actionQuery,
      answer: actionSchema,
      summary: 'One action, at its current version or another.',
      handle: async ({ context, id, query }) => ({
        body: actionObject(await requireAction(parts, requirePerson(context), id, query.version)),
      }),
    }),
    route({
      method: 'PATCH',
      path: '/api/actions/:id',
      access,
      body: updateActionBody,
      answer: actionSchema,
      summary: 'Makes a new version. An absent field stays; a null model takes the tier’s.',
      handle: async ({ context, id, body }) => ({
        body: await updateAction(parts, requirePerson(context), id, body),
      }),
    }),
    route({
      method: 'POST',
      path: '/api/actions/:id/duplicate',
      access,
      answer: actionSchema,
      summary: 'Makes an action of your own from any action.',
      handle: async ({ context, id }) => {
        const personId = requirePerson(context)
        const found = await requireAction(parts, personId, id)
        const content = { slug: found.action.slug, ...contentOf(found) }
        return { status: 201, body: await createAction(parts, personId, content) }
      },
    }),
    route({
      method: 'POST',
      path: '/api/actions/:id/reset',
      access,
      answer: actionSchema,
      summary: 'Makes a built-in action what it was, as a new version.',
      handle: async ({ context, id }) => ({
        body: await resetAction(parts, requirePerson(context), id),
      }),
    }),
  ]
}

function removalRoutes(parts: ChatParts): ControlRoute[] {
  return [
    route({
      method: 'DELETE',
      path: '/api/actions/:id',
      access,
      answer: deleted,
      summary: 'Deletes an action of your own; it can be restored.',
      handle: async ({ context, id }) => {
        const personId = requirePerson(context)
        await requireOwnAction(parts, personId, id)
        await parts.storage.codeActions.setDeleted(personId, id, parts.now())
        return { body: { id, object: 'action', deleted: true } }
      },
    }),
    route({
      method: 'POST',
      path: '/api/actions/:id/restore',
      access,
      answer: actionSchema,
      summary: 'Takes a deletion back.',
      handle: async ({ context, id }) => {
        const personId = requirePerson(context)
        const isRestored = await parts.storage.codeActions.setDeleted(personId, id, null)
        if (!isRestored) throw notFound('deleted action', id)
        return { body: actionObject(await requireAction(parts, personId, id)) }
      },
    }),
  ]
}

function transferRoutes(parts: ChatParts): ControlRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/actions/:id/export',
      access,
      answer: actionFile,
      summary: 'An action as a file to hand on.',
      handle: async ({ context, id }) => {
        const found = await requireAction(parts, requirePerson(context), id)
        const { slug } = found.action
        const body: ActionFile = {
          object: 'action_file',
          format: 1,
          actions: [{ slug, ...contentOf(found) }],
        }
        const disposition = `attachment; filename="${slug}.action.json"`
        return { body, headers: { 'content-disposition': disposition } }
      },
    }),
    route({
      method: 'POST',
      path: '/api/actions/import',
      access,
      body: actionFile,
      answer: pageOf(actionSchema),
      summary: 'Makes actions of your own from a file; all or none.',
      maxBodyBytes,
      handle: async ({ context, body }) => ({
        status: 201,
        body: await importActions(parts, requirePerson(context), body),
      }),
    }),
  ]
}

type NewAction = Omit<CreateActionBody, 'model'> & { readonly model?: string | null | undefined }

async function createAction(
  parts: ChatParts,
  personId: string,
  body: NewAction,
): Promise<ActionObject> {
  checkTemplates(body.prompts)
  const [made] = await insertActions(parts, personId, [body])
  if (made === undefined) throw new Error('An action that was just made is not there.')
  return made
}

async function importActions(parts: ChatParts, personId: string, { actions }: ActionFile) {
  for (const [index, { prompts }] of actions.entries()) {
    checkTemplates(prompts, `actions[${index}].prompts`)
  }
  return wholeList(await insertActions(parts, personId, actions))
}

/** All or none. */
async function insertActions(
  parts: ChatParts,
  personId: string,
  bodies: readonly NewAction[],
): Promise<ActionObject[]> {
  const nowMs = parts.now()
  const actions = bodies.map(({ slug, ...content }, position) => ({
    // They are listed in the order in which they were made.
    action: newAction({ id: newId('action'), personId, slug }, nowMs + position),
    content: contentRow({ ...content, model: content.model ?? null }, nowMs),
  }))
  const { codeActions } = parts.storage
  if ((await codeActions.countOwn(personId)) + actions.length > mostOwnActions) {
    throw new GatewayError('conflict', `A person has at most ${mostOwnActions} actions.`)
  }
  await codeActions.insert(actions)
  return Promise.all(
    actions.map(async ({ action }) =>
      actionObject(await requireAction(parts, personId, action.id)),
    ),
  )
}

async function updateAction(
  parts: ChatParts,
  personId: string,
  id: string,
  body: UpdateActionBody,
): Promise<ActionObject> {
  const found = await requireAction(parts, personId, id)
  const before = contentOf(found)
  const changes = Object.entries(body).filter(([, value]) => value !== undefined)
  const after: ActionContent = { ...before, ...Object.fromEntries(changes) }
  checkTemplates(after.prompts)
  return addVersion(parts, found, after, { personId, isModified: found.action.person_id === null })
}

async function resetAction(parts: ChatParts, personId: string, id: string): Promise<ActionObject> {
  const found = await requireAction(parts, personId, id)
  const original = builtInAction(found.action.slug)
  if (found.action.person_id !== null || original === undefined) {
    throw new GatewayError('conflict', 'Only a built-in action can be reset.')
  }
  return addVersion(parts, found, original, { personId, isModified: false })
}

async function addVersion(
  { storage, now }: ChatParts,
  found: CodeAction,
  content: ActionContent,
  { personId, isModified }: { readonly personId: string; readonly isModified: boolean },
): Promise<ActionObject> {
  const { id } = found.action
  const isAdded = await storage.codeActions.addVersion(
    found.action,
    contentRow(content, now()),
    isModified,
  )
  if (!isAdded) throw new GatewayError('conflict', 'Somebody else has just edited this action.')
  return actionObject(await requireAction({ storage }, personId, id))
}

/** Throws GatewayError, the same for an action that is somebody else's. */
export async function requireAction(
  { storage }: Pick<ChatParts, 'storage'>,
  personId: string,
  id: string,
  version?: number,
): Promise<CodeAction> {
  const found = await storage.codeActions.get(personId, id, version)
  if (!found) throw notFound(version === undefined ? 'action' : 'version of an action', id)
  return found
}

async function requireOwnAction(parts: ChatParts, personId: string, id: string): Promise<void> {
  const { action } = await requireAction(parts, personId, id)
  if (action.person_id !== null) return
  throw new GatewayError('conflict', 'A built-in action cannot be deleted, only reset.')
}

async function preview(
  parts: ChatParts,
  personId: string,
  body: PreviewBody,
): Promise<PreviewObject> {
  const saved =
    body.action_id === undefined
      ? null
      : await requireAction(parts, personId, body.action_id, body.version)
  const prompts = saved ? contentOf(saved).prompts : (body.prompts ?? {})
  checkTemplates(prompts)
  const slug = saved?.action.slug ?? body.slug ?? 'draft'
  const rendered = renderPrompt(prompts, slug, {
    code: body.code,
    language: body.language,
    fileName: body.file_name ?? null,
    answerLanguage: body.answer_language,
  })
  return { object: 'preview', prompt_language: rendered.language, messages: rendered.messages }
}
