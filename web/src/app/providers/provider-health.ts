import { Component, inject, input, resource } from '@angular/core'
import { RouterLink } from '@angular/router'
import type { ProviderHealthObject } from '@llavero/protocol/control/provider-health.ts'
import { Format } from '../language/format'
import { injectTranslate } from '../language/language'
import { ApiClient, unwrap } from '../shell/api/api-client'

/** How one provider is doing. */
@Component({
  selector: 'llv-provider-health',
  imports: [RouterLink],
  template: `
    <h3 class="text-sm font-semibold">{{ t('providers.health.title') }}</h3>
    @if (health.hasValue()) {
      @let told = health.value();
      <p class="mt-2">
        @switch (told.state) {
          @case ('healthy') {
            <span class="tag tag-success">{{ t('providers.health.healthy') }}</span>
          }
          @case ('failing') {
            <span class="tag tag-brass">{{ t('providers.health.failing') }}</span>
          }
          @case ('open') {
            <span class="tag tag-danger">{{ t('providers.health.open') }}</span>
          }
        }
      </p>
      <p class="mt-2 text-sm text-ink-soft">
        {{
          told.last_success_at === null
            ? t('providers.health.never')
            : t('providers.health.last', { time: format.relative(told.last_success_at) })
        }}
      </p>
      @if (told.recent_errors.length > 0) {
        <ul class="mt-3 flex flex-col gap-1 text-sm">
          @for (fault of told.recent_errors.slice(0, 3); track fault.request_id) {
            <li>
              <a class="link" [routerLink]="['/requests', fault.request_id]">{{
                fault.error_code ?? fault.status
              }}</a>
              <span class="text-ink-faint">
                · {{ fault.model }} · {{ format.relative(fault.created_at) }}</span
              >
            </li>
          }
        </ul>
      }
    } @else if (health.error()) {
      <p class="mt-2 text-sm text-ink-faint">{{ t('providers.health.unknown') }}</p>
    } @else {
      <span class="skeleton mt-3 w-2/3" aria-busy="true"></span>
    }
  `,
})
export class ProviderHealth {
  readonly providerId = input.required<string>()

  readonly #api = inject(ApiClient)
  protected readonly format = inject(Format)
  protected readonly t = injectTranslate()
  protected readonly health = resource({
    params: () => ({ id: this.providerId() }),
    loader: async ({ params, abortSignal }) =>
      unwrap(
        await this.#api.get<ProviderHealthObject>(`/api/providers/${params.id}/health`, {
          signal: abortSignal,
        }),
      ),
  })
}
