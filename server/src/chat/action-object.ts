import type {
  ActionObject,
  ModelTier,
  PromptTemplates,
  RunParameters,
} from '@llavero/protocol/control/actions.ts'
import type { CodeAction, CodeActionContent } from '../storage/code-actions.ts'
import type { CodeActionTable } from '../storage/tables.ts'

/** What an action says and asks for, at one version. */
export interface ActionContent {
  readonly name: ActionObject['name']
  readonly prompts: PromptTemplates
  readonly tier: ModelTier
  readonly output: ActionObject['output']
  readonly model: string | null
  readonly parameters: RunParameters
}

/** Only what the schema let in was ever stored. */
export function contentOf({ content }: CodeAction): ActionContent {
  return {
    name: JSON.parse(content.name) as ActionContent['name'],
    prompts: JSON.parse(content.prompts) as PromptTemplates,
    tier: content.tier as ModelTier,
    output: content.output as ActionContent['output'],
    model: content.model,
    parameters: JSON.parse(content.parameters) as RunParameters,
  }
}

export function contentRow(content: ActionContent, nowMs: number): CodeActionContent {
  return {
    name: JSON.stringify(content.name),
    prompts: JSON.stringify(content.prompts),
    tier: content.tier,
    output: content.output,
    model: content.model,
    parameters: JSON.stringify(content.parameters),
    created_at: nowMs,
  }
}

/** An action at its first version. */
export function newAction(
  owner: { readonly id: string; readonly personId: string | null; readonly slug: string },
  nowMs: number,
): CodeActionTable {
  return {
    id: owner.id,
    person_id: owner.personId,
    slug: owner.slug,
    version: 1,
    is_modified: 0,
    created_at: nowMs,
    deleted_at: null,
  }
}

export function actionObject(found: CodeAction): ActionObject {
  const { action, content } = found
  return {
    id: action.id,
    object: 'action',
    slug: action.slug,
    version: content.version,
    latest_version: action.version,
    ...contentOf(found),
    is_built_in: action.person_id === null,
    is_modified: action.is_modified === 1,
    created_at: Math.floor(action.created_at / 1000),
    updated_at: Math.floor(content.created_at / 1000),
  }
}
