import type { SchemaEditor } from '../capabilities.ts'

const columns = [
  'key_id',
  'person_id',
  'passed_on',
  'provider_id',
  'provider_model',
  'provider_training_file',
  'provider_validation_file',
  'provider_job',
]

/** Fine-tuning jobs at a provider, and the models that they make there. The version before has neither. */
export async function up(db: SchemaEditor): Promise<void> {
  for (const name of columns) {
    await db.schema.alterTable('fine_tuning_job').addColumn(name, 'text').execute()
  }
  await db.schema.alterTable('fine_tuned_model').addColumn('provider_id', 'text').execute()
}
