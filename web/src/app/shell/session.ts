import { computed, inject, Injectable, signal } from '@angular/core'
import type {
  SessionObject,
  SetupBody,
  SetupState,
  LoginBody,
} from '@llavero/protocol/control/setup.ts'
import { ApiClient, type ApiResult } from './api/api-client'

/** Who is signed in. */
@Injectable({ providedIn: 'root' })
export class SessionService {
  readonly #api = inject(ApiClient)
  readonly #session = signal<SessionObject | null>(null)
  readonly #isSetupRequired = signal(false)

  readonly person = computed(() => this.#session()?.person ?? null)
  /** Whether the first owner is still to be made. */
  readonly isSetupRequired = this.#isSetupRequired.asReadonly()

  constructor() {
    this.#api.whenUnauthenticated(() => this.#take(null))
  }

  /** Finds out at the start of the page; a server that does not answer counts as signed out. */
  async restore(): Promise<void> {
    const setup = await this.#api.get<SetupState>('/api/setup')
    this.#isSetupRequired.set(setup.ok && setup.value.is_required)
    if (this.#isSetupRequired()) return
    const session = await this.#api.get<SessionObject>('/api/session')
    this.#take(session.ok ? session.value : null)
  }

  async createOwner(body: SetupBody): Promise<ApiResult<SessionObject>> {
    const result = await this.#api.post<SessionObject>('/api/setup', body)
    if (result.ok) {
      this.#isSetupRequired.set(false)
      this.#take(result.value)
    }
    return result
  }

  async signIn(body: LoginBody): Promise<ApiResult<SessionObject>> {
    const result = await this.#api.post<SessionObject>('/api/session', body)
    if (result.ok) this.#take(result.value)
    return result
  }

  async signOut(): Promise<ApiResult<unknown>> {
    const result = await this.#api.delete('/api/session')
    if (result.ok) this.#take(null)
    return result
  }

  #take(session: SessionObject | null): void {
    this.#session.set(session)
    this.#api.useCsrfToken(session?.csrf_token ?? null)
  }
}
