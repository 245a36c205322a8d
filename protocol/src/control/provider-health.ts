import * as z from 'zod'

/** One entry of `GET /api/provider-presets`: what to fill in for a vendor. */
export const providerPresetObject = z
  .object({
    object: z.literal('provider_preset'),
    name: z.string(),
    vendor: z.string(),
    base_url: z.string(),
    needs_key: z.boolean(),
    /** Where its keys are made; null where it needs none. */
    keys_url: z.string().nullable(),
  })
  .readonly()
  .meta({ id: 'ProviderPreset' })
export type ProviderPresetObject = z.output<typeof providerPresetObject>

/** `GET /api/providers/{id}/health` */
export const providerHealthObject = z
  .object({
    object: z.literal('provider_health'),
    provider_id: z.string(),
    /** `open`: a model of it has been failing and is left alone for a moment. */
    state: z.enum(['healthy', 'failing', 'open']),
    /** Only models that failed of late, as this process saw it. */
    circuits: z
      .array(
        z
          .object({
            model: z.string(),
            state: z.enum(['failing', 'open']),
            /** In a row. */
            failures: z.int(),
            retry_in_ms: z.int(),
          })
          .readonly(),
      )
      .readonly(),
    last_success_at: z.int().nullable(),
    /** The last ten calls that this provider failed, newest first. */
    recent_errors: z
      .array(
        z
          .object({
            request_id: z.string(),
            created_at: z.int(),
            model: z.string(),
            verdict: z.string(),
            status: z.int(),
            error_code: z.string().nullable(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly()
  .meta({ id: 'ProviderHealth' })
export type ProviderHealthObject = z.output<typeof providerHealthObject>
